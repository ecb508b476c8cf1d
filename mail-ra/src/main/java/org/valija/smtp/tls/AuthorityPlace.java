package org.valija.smtp.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.valija.smtp.log.LogText;

/**
 * A folder or a file that an administrator has named as a place of authorities' certificates. In a folder these are the files
 * {@code *.pem}, {@code *.crt}, {@code *.cer}, {@code *.p12} and {@code *.pfx} directly in it.
 *
 * @param password of files in PKCS#12
 */
record AuthorityPlace(Path path, char[] password) {

    private static final Set<String> KEY_STORES = Set.of("p12", "pfx");
    private static final Set<String> PEM = Set.of("pem", "crt", "cer");

    /** A folder may have thousands of files in it by mistake; nobody trusts that many authorities. */
    private static final int MAX_FILES = 10_000;

    /** What is there now; may be empty. */
    List<Path> files() throws IOException {
        if (!Files.isDirectory(path)) {
            if (!Files.exists(path)) {
                throw new NoSuchFileException(path.toString());
            }
            return List.of(path);
        }
        try (Stream<Path> entries = Files.list(path)) {
            return entries.limit(MAX_FILES)
                    .filter(file -> KEY_STORES.contains(ending(file)) || PEM.contains(ending(file)))
                    .sorted()
                    .toList();
        }
    }

    private static String ending(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** @return not empty */
    List<X509Certificate> read(Path file) throws IOException, GeneralSecurityException {
        byte[] octets = Files.readAllBytes(file);
        List<X509Certificate> certificates =
                KEY_STORES.contains(ending(file)) ? trusted(octets) : new Pem(octets).certificates();
        for (X509Certificate certificate : certificates) {
            // Whoever has such a certificate could issue others in its name.
            if (certificate.getBasicConstraints() < 0) {
                throw new GeneralSecurityException("the certificate "
                        + LogText.of(certificate.getSubjectX500Principal().getName())
                        + " is not an authority's (RFC 5280 section 4.2.1.9: cA is not set)");
            }
        }
        return certificates;
    }

    private List<X509Certificate> trusted(byte[] octets) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new ByteArrayInputStream(octets), password);
        List<X509Certificate> certificates = new ArrayList<>();
        for (String alias : Collections.list(store.aliases())) {
            if (store.isCertificateEntry(alias)) {
                certificates.add((X509Certificate) store.getCertificate(alias));
            }
        }
        if (certificates.isEmpty()) {
            throw new IOException("the key store has no trusted certificate; put it in by keytool -importcert");
        }
        return certificates;
    }
}
