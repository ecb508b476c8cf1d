package org.valija.delivery;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.valija.route.CertificatePin;

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

    /** Takes nothing but a certificate that is known by one of these. */
    static SSLSocketFactory pinned(List<CertificatePin> pins) {
        return trusting(new TrustPinned(pins));
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
    private static final class TrustPinned extends TrustAnyone {

        private final List<CertificatePin> pins;

        TrustPinned(List<CertificatePin> pins) {
            this.pins = List.copyOf(pins);
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            for (CertificatePin pin : pins) {
                if (pin.matches(chain[0])) {
                    return;
                }
            }
            throw new CertificateException("its certificate is not pinned; it has the SHA-256 fingerprint "
                    + CertificatePin.of(chain[0].getEncoded()) + ", its public key "
                    + CertificatePin.of(chain[0].getPublicKey().getEncoded()));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }
    }

    private static class TrustAnyone extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
