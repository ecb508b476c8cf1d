package org.valija.delivery;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.valija.route.CertificatePin;
import org.valija.route.NextHop;
import org.valija.route.PublishedTls;
import org.valija.route.Route.Tls;

/**
 * The ways of TLS.
 *
 * @param verifying checks the certificate against the trusted authorities
 * @param opportunistic takes any certificate: RFC 7435, better than the clear channel that would be used otherwise
 */
record TlsClient(SSLSocketFactory verifying, SSLSocketFactory opportunistic) {

    static TlsClient trusting(SSLContext trust) {
        return new TlsClient(trust.getSocketFactory(), trusting(new TrustAnyone()));
    }

    /**
     * How a host is spoken to.
     *
     * @param naming whether the certificate must be for the host's name
     */
    record Way(SSLSocketFactory sockets, boolean naming) {}

    Way towards(NextHop hop) {
        if (hop.isVerifiedByRoute()) {
            return hop.pins().isEmpty()
                    ? new Way(verifying, true)
                    : new Way(trusting(new TrustPinned(hop.pins())), false);
        }
        if (hop.tls() == Tls.NONE) {
            return new Way(opportunistic, false);
        }
        return switch (hop.published().kind()) {
            case MTA_STS -> new Way(verifying, true);
            case DANE -> new Way(matching(hop), false);
            case NONE, MTA_STS_TESTING, MTA_STS_TESTING_OTHER_HOST, DANE_UNUSABLE -> new Way(opportunistic, false);
        };
    }

    /** With sessions of its own: what was not verified must not be resumed where it is to be. */
    private static SSLSocketFactory matching(NextHop hop) {
        PublishedTls published = hop.published();
        // RFC 7672 section 3.2.2: the name of the records, of the host, and of the domain whose signed MX it is.
        List<String> names = Stream.of(published.serverName(), hop.host(), published.domain())
                .filter(name -> !name.isEmpty())
                .distinct()
                .toList();
        return trusting(new DaneTrustManager(published.tlsa(), names));
    }

    private static SSLSocketFactory trusting(TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {trust}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JDK has no TLS", e);
        }
    }

    /** The pin says whose the certificate is; neither its name, its issuer nor its dates matter. */
    private static final class TrustPinned extends HostTrust {

        private final List<CertificatePin> pins;

        TrustPinned(List<CertificatePin> pins) {
            this.pins = List.copyOf(pins);
        }

        @Override
        void check(X509Certificate[] chain) throws CertificateException {
            for (CertificatePin pin : pins) {
                if (pin.matches(chain[0])) {
                    return;
                }
            }
            throw new CertificateException("its certificate is not pinned; it has the SHA-256 fingerprint "
                    + CertificatePin.of(chain[0].getEncoded()) + ", its public key "
                    + CertificatePin.of(chain[0].getPublicKey().getEncoded()));
        }
    }

    private static final class TrustAnyone extends HostTrust {

        @Override
        void check(X509Certificate[] chain) {}
    }
}
