package org.valija.route;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A host that takes mail for a destination.
 *
 * @param host its name, which a certificate must match, or its address as text
 * @param addresses its IP addresses in the order in which they are tried; never empty
 * @param port its SMTP port
 * @param tls how it is spoken to
 * @param login how we log in there
 * @param pins the certificates that are right there, where TLS is required; empty for those of trusted authorities
 * @param published what is published about TLS there; a route that asks for more, asks for it all the same
 */
public record NextHop(
        String host,
        List<InetAddress> addresses,
        int port,
        Route.Tls tls,
        Optional<Login> login,
        List<CertificatePin> pins,
        PublishedTls published) {

    public NextHop {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(published, "published");
        addresses = List.copyOf(addresses);
        pins = List.copyOf(pins);
    }

    /** A host that the administrator has named. */
    public NextHop(String host, List<InetAddress> addresses, int port, Route.Tls tls, Optional<Login> login) {
        this(host, addresses, port, tls, login, List.of(), PublishedTls.NAMED);
    }

    public NextHop withTls(Route.Tls other) {
        return new NextHop(host, addresses, port, other, login, pins, published);
    }

    public NextHop withPins(List<CertificatePin> others) {
        return new NextHop(host, addresses, port, tls, login, others, published);
    }

    public NextHop withLogin(Login other) {
        return new NextHop(host, addresses, port, tls, Optional.of(other), pins, published);
    }

    public NextHop withPublished(PublishedTls other) {
        return new NextHop(host, addresses, port, tls, login, pins, other);
    }

    /** Whether the certificate must be right for the host, by the route or for the sake of a login. */
    public boolean isVerifiedByRoute() {
        return login.isPresent() || tls.isVerified();
    }

    /** Whether nothing may be sent without TLS. */
    public boolean isTlsMandatory() {
        return isVerifiedByRoute() || (tls == Route.Tls.OPPORTUNISTIC && published.isMandatory());
    }

    /**
     * A login at a smart host.
     *
     * @param password or the access token, if one is there
     * @param tokens where access tokens come from, if it is not by a password
     */
    public record Login(String user, String password, Optional<OAuth2> tokens) {

        public Login(String user, String password) {
            this(user, password, Optional.empty());
        }

        public Login withToken(String token) {
            return new Login(user, token, tokens);
        }

        /** Without the password, which must not reach a log. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }
}
