package org.valija.smtp.tls;

import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What we speak, by RFC 9325: TLS 1.3 and 1.2 (section 3.1), only suites with forward secrecy and authenticated encryption
 * (section 4.2), in our order. The groups are the JDK's ({@code jdk.tls.namedGroups}): x25519 first, then the NIST curves.
 */
final class TlsProfile {

    private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

    /** No finite-field DHE: it is slow, and none of those that section 4.2 recommends. */
    private static final List<String> SUITES = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * RFC 9325 section 3.6: resumption, and tickets whose keys never leave this process and are made anew by the JDK. An
     * hour is enough for a mail client that comes back; the JDK's own 20,480 sessions would be tens of megabytes.
     */
    private static final int RESUMABLE_SECONDS = 3_600;

    private static final int RESUMABLE_SESSIONS = 1_000;

    private TlsProfile() {}

    static SslContextBuilder into(SslContextBuilder context) {
        return context.sslProvider(SslProvider.JDK)
                .protocols(VERSIONS)
                // Those that the administrator of the JVM has disabled are left out.
                .ciphers(SUITES, SupportedCipherSuiteFilter.INSTANCE)
                .sessionTimeout(RESUMABLE_SECONDS)
                .sessionCacheSize(RESUMABLE_SESSIONS);
    }

    /** @param asks whether the client is asked for a certificate; it may go on without */
    static void into(SSLEngine engine, boolean asks) {
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setUseCipherSuitesOrder(true);
        if (asks) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
    }
}
