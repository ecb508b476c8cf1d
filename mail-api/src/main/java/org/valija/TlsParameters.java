package org.valija;

import java.util.Optional;

/**
 * What a TLS handshake agreed on.
 *
 * @param protocol as the JDK names it, such as {@code TLSv1.3}
 * @param cipherSuite as the JDK names it, such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName the name that the client asked for by SNI, in lower case. Unverified: it may be any name
 * @param clientCertificate the client's certificate, if it has shown one and it was found right
 */
public record TlsParameters(
        String protocol,
        String cipherSuite,
        Optional<String> serverName,
        Optional<ClientCertificate> clientCertificate) {

    /** Of a client that asked for no name and has no certificate. */
    public TlsParameters(String protocol, String cipherSuite) {
        this(protocol, cipherSuite, Optional.empty(), Optional.empty());
    }
}
