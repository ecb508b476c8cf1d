package org.valija.delivery;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.valija.route.Tlsa;

/** Takes the certificates that match one of a host's TLSA records (RFC 7671 section 5), and no others. */
final class DaneTrustManager extends HostTrust {

    private final List<Tlsa> records;
    private final List<String> names;

    /**
     * Makes one.
     *
     * @param records usable ones, at least one
     * @param names of which the certificate must have one, where an authority vouches for it
     */
    DaneTrustManager(List<Tlsa> records, List<String> names) {
        this.records = List.copyOf(records);
        this.names = List.copyOf(names);
    }

    @Override
    void check(X509Certificate[] chain) throws CertificateException {
        // RFC 7671 section 5.1: for DANE-EE neither the names nor the time of validity count.
        for (Tlsa record : records) {
            if (record.usage() == Tlsa.DANE_EE && matches(record, chain[0])) {
                return;
            }
        }
        DaneMismatchException mismatch =
                new DaneMismatchException("the certificate matches none of the host's TLSA records");
        for (Tlsa record : records) {
            if (record.usage() == Tlsa.DANE_TA) {
                try {
                    checkAuthority(record, chain);
                    return;
                } catch (GeneralSecurityException e) {
                    mismatch.addSuppressed(e);
                }
            }
        }
        throw mismatch;
    }

    /** RFC 7671 section 5.2, RFC 7672 section 3.2: a chain to the authority, and one of the names. */
    private void checkAuthority(Tlsa record, X509Certificate[] chain) throws GeneralSecurityException {
        Set<TrustAnchor> anchors = new HashSet<>();
        for (X509Certificate certificate : chain) {
            if (matches(record, certificate)) {
                anchors.add(new TrustAnchor(certificate, null));
            }
        }
        if (anchors.isEmpty() && record.matching() == 0) {
            // RFC 7671 section 5.2.2: the record has the whole of it, so that the host may leave it out.
            anchors.add(given(record, chain[chain.length - 1]));
        }
        if (anchors.isEmpty()) {
            throw new CertificateException("the authority is not in the chain");
        }
        if (!CertificateNames.has(chain[0], names)) {
            throw new CertificateException("the certificate is for none of " + String.join(", ", names));
        }
        chain[0].checkValidity(); // where it is the authority itself, there is no path whose dates would be looked at
        X509CertSelector host = new X509CertSelector();
        host.setCertificate(chain[0]);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(anchors, host);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(
                CertStore.getInstance("Collection", new CollectionCertStoreParameters(Arrays.asList(chain))));
        CertPathBuilder.getInstance("PKIX").build(parameters);
    }

    private static TrustAnchor given(Tlsa record, X509Certificate last) throws GeneralSecurityException {
        byte[] octets = HexFormat.of().parseHex(record.association());
        if (record.selector() == 0) {
            return new TrustAnchor(
                    (X509Certificate) CertificateFactory.getInstance("X.509")
                            .generateCertificate(new ByteArrayInputStream(octets)),
                    null);
        }
        PublicKey key = KeyFactory.getInstance(last.getSigAlgName().endsWith("RSA") ? "RSA" : "EC")
                .generatePublic(new X509EncodedKeySpec(octets));
        return new TrustAnchor(last.getIssuerX500Principal(), key, null);
    }

    private static boolean matches(Tlsa record, X509Certificate certificate) throws CertificateException {
        byte[] selected = record.selector() == 0
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        byte[] association =
                switch (record.matching()) {
                    case 0 -> selected;
                    case 1 -> digest("SHA-256", selected);
                    default -> digest("SHA-512", selected);
                };
        return HexFormat.of().formatHex(association).equals(record.association());
    }

    private static byte[] digest(String algorithm, byte[] octets) throws CertificateException {
        try {
            return MessageDigest.getInstance(algorithm).digest(octets);
        } catch (GeneralSecurityException e) {
            throw new CertificateException("This JDK has no " + algorithm, e);
        }
    }

    /** A certificate that is not the one in DNS. */
    static final class DaneMismatchException extends CertificateException {

        private static final long serialVersionUID = 1L;

        DaneMismatchException(String reason) {
            super(reason);
        }
    }
}
