package org.valija;

/**
 * What a TLS handshake agreed on.
 *
 * @param protocol as the JDK names it, such as {@code TLSv1.3}
 * @param cipherSuite as the JDK names it, such as {@code TLS_AES_256_GCM_SHA384}
 */
public record TlsParameters(String protocol, String cipherSuite) {}
