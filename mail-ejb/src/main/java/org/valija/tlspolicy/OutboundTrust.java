package org.valija.tlspolicy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whose authorities are trusted where a host must prove its name. */
public final class OutboundTrust {

    private OutboundTrust() {}

    /**
     * The server's own, and those of {@code valija.outbound.authorities}.
     *
     * @throws IllegalArgumentException if that names no file with certificates
     */
    public static SSLContext read() {
        String file = System.getProperty("valija.outbound.authorities", "").strip();
        try {
            return file.isEmpty() ? SSLContext.getDefault() : with(Path.of(file));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("The system property valija.outbound.authorities: " + e.getMessage(), e);
        }
    }

    /** @param file certificates in PEM */
    static SSLContext with(Path file) throws GeneralSecurityException, IOException {
        KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
        anchors.load(null, null);
        int n = 0;
        for (TrustManager known : managers(null)) {
            if (known instanceof X509TrustManager trusted) {
                for (X509Certificate authority : trusted.getAcceptedIssuers()) {
                    anchors.setCertificateEntry("own " + n++, authority);
                }
            }
        }
        Collection<? extends Certificate> added;
        try (InputStream in = Files.newInputStream(file)) {
            added = CertificateFactory.getInstance("X.509").generateCertificates(in);
        }
        if (added.isEmpty()) {
            throw new GeneralSecurityException(file + " has no certificate in it");
        }
        for (Certificate authority : added) {
            anchors.setCertificateEntry("added " + n++, authority);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers(anchors), null);
        return context;
    }

    private static TrustManager[] managers(KeyStore anchors) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(anchors);
        return factory.getTrustManagers();
    }
}
