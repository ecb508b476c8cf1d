package org.valija.smtp.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where keys and certificates are, and how they are looked after.
 *
 * @param keyStore a PKCS#12 file with one or more private keys
 * @param keyStorePassword of the file and of its keys
 * @param certificates folders and files with PEM: see {@code docs/tls.md}
 * @param keyPassword of the keys in PEM that are encrypted
 * @param reload how often files are looked at for a change
 * @param clients whose certificates show who a client is
 * @param expiryWarning how long before a certificate's end the log begins to warn, once a day
 */
public record TlsSettings(
        Optional<Path> keyStore,
        char[] keyStorePassword,
        List<Path> certificates,
        Optional<char[]> keyPassword,
        ClientTrustSettings clients,
        Duration reload,
        Duration expiryWarning) {

    public static final Duration DEFAULT_RELOAD = Duration.ofMinutes(1);
    public static final Duration DEFAULT_EXPIRY_WARNING = Duration.ofDays(14);

    public TlsSettings {
        certificates = List.copyOf(certificates);
        if (reload.isNegative() || reload.isZero()) {
            throw new IllegalArgumentException("reload must be positive");
        }
    }

    /** A key store and nothing else. */
    public static TlsSettings of(Path keyStore, char[] password) {
        return new TlsSettings(
                Optional.of(keyStore),
                password,
                List.of(),
                Optional.empty(),
                ClientTrustSettings.NONE,
                DEFAULT_RELOAD,
                DEFAULT_EXPIRY_WARNING);
    }

    /** PEM files and nothing else. */
    public static TlsSettings of(List<Path> certificates) {
        return new TlsSettings(
                Optional.empty(),
                new char[0],
                certificates,
                Optional.empty(),
                ClientTrustSettings.NONE,
                DEFAULT_RELOAD,
                DEFAULT_EXPIRY_WARNING);
    }

    /** The same, and clients may show who they are. */
    public TlsSettings with(ClientTrustSettings clients) {
        return new TlsSettings(keyStore, keyStorePassword, certificates, keyPassword, clients, reload, expiryWarning);
    }

    /** Whether there is anything to take keys from. */
    public boolean isEmpty() {
        return keyStore.isEmpty() && certificates.isEmpty();
    }

    /** No password. */
    @Override
    public String toString() {
        return "TLS keys from " + keyStore.map(Path::toString).orElse("no key store") + " and " + certificates;
    }
}
