package org.valija;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * Who speaks SMTP with us.
 *
 * @param listener the name of the listener that the client is connected to, such as {@code submission}
 * @param listenerKind what that listener is for. A session keeps the kind that it began with, though the administrator may
 *     have given another one to the listener of this name since
 * @param address the client's address and port
 * @param helo what it called itself by HELO or EHLO; empty before that. Unverified: a client may say anything here
 * @param tls the TLS connection, if there is one
 * @param user the authenticated user, if the client has logged in
 */
public record Client(
        String listener,
        ListenerKind listenerKind,
        InetSocketAddress address,
        Optional<String> helo,
        Optional<TlsParameters> tls,
        Optional<String> user) {

    /** Whether the client has logged in. */
    public boolean isAuthenticated() {
        return user.isPresent();
    }
}
