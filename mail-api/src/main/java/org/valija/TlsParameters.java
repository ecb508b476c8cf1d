package org.valija;

import java.util.Optional;

/**
 * What a TLS handshake agreed on.
 *
 * @param protocol as the JDK names it, such as {@code TLSv1.3}
 * @param cipherSuite as the JDK names it, such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName the name that the client asked for by SNI, in lower case. Unverified: it may be any name
 * @param certificate the client's, if the listener asks for one and it was found right
 */
public record TlsParameters(
        String protocol, String cipherSuite, Optional<String> serverName, Optional<ClientCertificate> certificate) {

    /** Of a client without a certificate. */
    public TlsParameters(String protocol, String cipherSuite, Optional<String> serverName) {
        this(protocol, cipherSuite, serverName, Optional.empty());
    }

    /** Of a client that asked for no name and has no certificate. */
    public TlsParameters(String protocol, String cipherSuite) {
        this(protocol, cipherSuite, Optional.empty());
    }

    /** The same channel, of somebody else than who has the certificate. */
    public TlsParameters withoutCertificate() {
        return new TlsParameters(protocol, cipherSuite, serverName);
    }
}
