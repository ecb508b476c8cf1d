package org.valija.login;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.valija.spi.RealmDirectory;
import org.wildfly.security.auth.SupportLevel;
import org.wildfly.security.auth.server.RealmUnavailableException;
import org.wildfly.security.auth.server.SecurityDomain;
import org.wildfly.security.auth.server.ServerAuthenticationContext;
import org.wildfly.security.credential.PasswordCredential;
import org.wildfly.security.password.interfaces.ScramDigestPassword;

/** WildFly's realm, by the public API of Elytron. Loaded on WildFly only. */
final class ElytronDirectory implements RealmDirectory {

    private static final String SCRAM = ScramDigestPassword.ALGORITHM_SCRAM_SHA_256;
    private static final String HMAC = "HmacSHA256";
    /** Roles as EJBs see them may be mapped on their own. */
    private static final String EJB_ROLES = "ejb";

    private final SecurityDomain domain;
    private final boolean scram;

    private ElytronDirectory(SecurityDomain domain) {
        this.domain = domain;
        // Once: each greeting asks, and an answer goes through all realms.
        this.scram = domain.getCredentialAcquireSupport(PasswordCredential.class, SCRAM) != SupportLevel.UNSUPPORTED;
    }

    static Optional<RealmDirectory> ofThisDeployment() {
        return Optional.ofNullable(SecurityDomain.getCurrent()).map(ElytronDirectory::new);
    }

    @Override
    public boolean hasScram() {
        return scram;
    }

    @Override
    public Optional<RealmUser> find(String user) throws DirectoryUnavailableException {
        // Closing a context that has not come to its end ends it.
        try (ServerAuthenticationContext context = domain.createNewAuthenticationContext()) {
            context.setAuthenticationName(user);
            if (!context.exists() || !context.authorize()) {
                return Optional.empty();
            }
            context.succeed();
            Set<String> roles = new HashSet<>();
            context.getAuthorizedIdentity().getRoles(EJB_ROLES, true).forEach(roles::add);
            return Optional.of(new RealmUser(roles, scram(user)));
        } catch (RealmUnavailableException e) {
            throw new DirectoryUnavailableException(e);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // no name that this realm could have
        }
    }

    /**
     * In a context of its own: a distributed realm goes on to its next realm in search of a credential and stays there, where
     * the user may be unknown.
     */
    private Optional<ScramCredential> scram(String user) throws RealmUnavailableException {
        try (ServerAuthenticationContext context = domain.createNewAuthenticationContext()) {
            context.setAuthenticationName(user);
            return Optional.ofNullable(context.getCredential(PasswordCredential.class, SCRAM))
                    .map(found -> credential(found.getPassword(ScramDigestPassword.class)));
        }
    }

    /** Elytron keeps the salted password (RFC 5802 section 3); the two keys are made of it. */
    private static ScramCredential credential(ScramDigestPassword password) {
        try {
            byte[] clientKey = hmac(password.getDigest(), "Client Key");
            byte[] storedKey = MessageDigest.getInstance("SHA-256").digest(clientKey);
            return new ScramCredential(
                    password.getSalt(),
                    password.getIterationCount(),
                    storedKey,
                    hmac(password.getDigest(), "Server Key"));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("Every Java has HmacSHA256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) throws NoSuchAlgorithmException, InvalidKeyException {
        Mac mac = Mac.getInstance(HMAC);
        mac.init(new SecretKeySpec(key, HMAC));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }
}
