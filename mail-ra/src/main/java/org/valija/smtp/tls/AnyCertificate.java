package org.valija.smtp.tls;

import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Lets a handshake go on whatever certificate the client shows; that it has the key to it is checked all the same. Whether the
 * certificate means anything {@link ClientAuthorities} finds out behind the handshake: a server that brings mail often shows
 * one that nobody here needs to trust, and its mail must not fail for that.
 */
final class AnyCertificate extends X509ExtendedTrustManager {

    /** The names of more would not fit into a request, which tells clients which certificate to choose. */
    private static final int MAX_NAMED = 100;

    private final Supplier<List<X509Certificate>> authorities;

    /** @param authorities whose certificates are asked for, each time anew */
    AnyCertificate(Supplier<List<X509Certificate>> authorities) {
        this.authorities = authorities;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        List<X509Certificate> now = authorities.get();
        return now.size() > MAX_NAMED ? new X509Certificate[0] : now.toArray(X509Certificate[]::new);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {
        // Later.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
        // Later.
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        // Later.
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw weAreTheServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw weAreTheServer();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw weAreTheServer();
    }

    private static UnsupportedOperationException weAreTheServer() {
        return new UnsupportedOperationException("This side is the server");
    }
}
