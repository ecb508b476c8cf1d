package org.valija.ra;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.valija.spi.RealmDirectory.ScramCredential;

/**
 * What SCRAM tells about users that there are not: the same each time, over restarts too, so that nobody can tell them from
 * those that there are (RFC 5802 section 9 asks for nothing; but asking twice would show a random salt).
 */
final class UnknownUsers {

    private static final int SECRET_OCTETS = 32;
    private static final int SALT_OCTETS = 12; // as WildFly makes them

    private final Path file;
    private final int iterations;
    private Optional<byte[]> secret = Optional.empty();

    /**
     * @param file keeps the secret that all is made of; made when it is needed first
     * @param iterations as users of the realm have
     */
    UnknownUsers(Path file, int iterations) {
        this.file = file;
        this.iterations = iterations;
    }

    /** Which no password fits. */
    ScramCredential credential(String user) {
        byte[] salt = Arrays.copyOf(hash("salt", user), SALT_OCTETS);
        return new ScramCredential(salt, iterations, hash("stored key", user), hash("server key", user));
    }

    private byte[] hash(String purpose, String user) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret(), "HmacSHA256"));
            return mac.doFinal((purpose + '\0' + user).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("The secret in " + file + " can't be read or written", e);
        }
    }

    private synchronized byte[] secret() throws IOException {
        if (secret.isEmpty()) {
            if (!Files.exists(file) || Files.size(file) != SECRET_OCTETS) {
                byte[] made = new byte[SECRET_OCTETS];
                new SecureRandom().nextBytes(made);
                Files.createDirectories(file.getParent());
                Files.write(file, made, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
            }
            secret = Optional.of(Files.readAllBytes(file));
        }
        return secret.get();
    }
}
