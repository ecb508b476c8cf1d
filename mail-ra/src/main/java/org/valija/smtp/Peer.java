package org.valija.smtp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.TlsParameters;
import org.valija.smtp.grammar.XclientArguments;
import org.valija.spi.IpNetwork;

/**
 * What a session has learned about its client.
 *
 * @param client as others see it
 * @param extended whether it greeted with EHLO
 * @param authentication the login, if there was one
 */
record Peer(Client client, boolean extended, Optional<Authentication> authentication) {

    /** Stands for an unknown address: no client has it, so no rule about networks is meant for it. */
    private static final InetAddress UNKNOWN = IpNetwork.parseAddress("0.0.0.0");

    static Peer of(String listener, ListenerKind kind, InetSocketAddress address, Optional<TlsParameters> tls) {
        return new Peer(
                new Client(listener, kind, address, Optional.empty(), tls, Optional.empty()), false, Optional.empty());
    }

    Peer greeted(String helo, boolean extended) {
        Client greeted = new Client(
                client.listener(),
                client.listenerKind(),
                client.address(),
                Optional.of(helo),
                client.tls(),
                client.user());
        return new Peer(greeted, extended, authentication);
    }

    /** RFC 3207 section 4.2: what was learned before TLS is forgotten. */
    Peer secured(TlsParameters tls) {
        return of(client.listener(), client.listenerKind(), client.address(), Optional.of(tls));
    }

    Peer authenticated(Authentication login) {
        Client authenticated = new Client(
                client.listener(),
                client.listenerKind(),
                client.address(),
                client.helo(),
                client.tls(),
                Optional.of(login.user()));
        return new Peer(authenticated, extended, Optional.of(login));
    }

    /**
     * XCLIENT: this is another client, on the same connection. The TLS is ours; login and certificate were not his.
     *
     * @param said what he is
     */
    Peer speakingFor(XclientArguments said) {
        InetAddress address = said.address()
                .map(known -> known.orElse(UNKNOWN))
                .orElse(client.address().getAddress());
        int port = said.port().orElse(client.address().getPort());
        Client other = new Client(
                client.listener(),
                client.listenerKind(),
                new InetSocketAddress(address, port),
                said.helo(),
                client.tls().map(TlsParameters::withoutCertificate),
                Optional.empty());
        // LMTP has no HELO to have greeted with.
        boolean lmtp = client.listenerKind() == ListenerKind.LMTP;
        return new Peer(other, lmtp || said.extended().orElse(false), Optional.empty());
    }

    boolean isSecure() {
        return client.tls().isPresent();
    }

    boolean hasGreeted() {
        return client.helo().isPresent();
    }

    boolean isAuthenticated() {
        return authentication.isPresent();
    }
}
