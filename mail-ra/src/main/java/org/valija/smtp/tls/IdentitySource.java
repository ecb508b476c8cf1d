package org.valija.smtp.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Files that belong together and have one or more identities in them. */
sealed interface IdentitySource {

    /** To be watched. */
    List<Path> files();

    /** What stands for this source in reports, and tells it from others. */
    default Path name() {
        return files().get(0);
    }

    /** @return not empty */
    List<ServerIdentity> read() throws IOException, GeneralSecurityException;

    /**
     * A key store.
     *
     * @param file in PKCS#12
     * @param password of the file and of the keys
     */
    record KeyStoreFile(Path file, char[] password) implements IdentitySource {

        @Override
        public List<Path> files() {
            return List.of(file);
        }

        @Override
        public List<ServerIdentity> read() throws IOException, GeneralSecurityException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(Files.readAllBytes(file)), password);
            List<ServerIdentity> identities = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.isKeyEntry(alias) && store.getKey(alias, password) instanceof PrivateKey key) {
                    identities.add(ServerIdentity.of(key, chain(store.getCertificateChain(alias))));
                }
            }
            if (identities.isEmpty()) {
                throw new IOException("the key store has no private key");
            }
            return identities;
        }

        private static List<X509Certificate> chain(Certificate[] chain) {
            return Arrays.stream(chain).map(X509Certificate.class::cast).toList();
        }
    }

    /**
     * A chain and its key.
     *
     * @param key may be the same file
     * @param password of a key that is encrypted
     */
    record PemFiles(Path chain, Path key, Optional<char[]> password) implements IdentitySource {

        @Override
        public List<Path> files() {
            Set<Path> files = new LinkedHashSet<>(List.of(chain));
            files.add(key);
            return List.copyOf(files);
        }

        @Override
        public List<ServerIdentity> read() throws IOException, GeneralSecurityException {
            return List.of(ServerIdentity.of(
                    new Pem(Files.readAllBytes(key)).key(password), new Pem(Files.readAllBytes(chain)).certificates()));
        }
    }
}
