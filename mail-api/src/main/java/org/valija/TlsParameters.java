package org.valija;

import java.util.Optional;

/**
 * What a TLS handshake agreed on.
 *
 * @param protocol as the JDK names it, such as {@code TLSv1.3}
 * @param cipherSuite as the JDK names it, such as {@code TLS_AES_128_GCM_SHA256}
 * @param serverName the name that the client asked for by SNI, in lower case. Unverified: it may be any name
 */
public record TlsParameters(String protocol, String cipherSuite, Optional<String> serverName) {

    /** Of a client that asked for no name. */
    public TlsParameters(String protocol, String cipherSuite) {
        this(protocol, cipherSuite, Optional.empty());
    }
}
