package org.valija.smtp.tls;

import java.nio.file.Path;
import java.util.List;

/**
 * Whose certificates show who a client is.
 *
 * @param authorities folders and files with the authorities' certificates, in PEM or PKCS#12: see {@code docs/tls.md}
 * @param password of files in PKCS#12
 * @param names where a certificate has its user's name: the first place that has one
 */
public record ClientTrustSettings(List<Path> authorities, char[] password, List<CertificateName> names) {

    public static final List<CertificateName> DEFAULT_NAMES = List.of(CertificateName.EMAIL, CertificateName.CN);

    /** Nobody's. */
    public static final ClientTrustSettings NONE = new ClientTrustSettings(List.of(), new char[0], DEFAULT_NAMES);

    public ClientTrustSettings {
        authorities = List.copyOf(authorities);
        names = List.copyOf(names);
    }

    /** No password. */
    @Override
    public String toString() {
        return "authorities from " + authorities + ", names from " + names;
    }
}
