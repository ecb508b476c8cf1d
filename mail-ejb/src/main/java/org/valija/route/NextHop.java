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
 */
public record NextHop(String host, List<InetAddress> addresses, int port, Route.Tls tls, Optional<Login> login) {

    public NextHop {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(tls, "tls");
        addresses = List.copyOf(addresses);
    }

    /** A login at a smart host. */
    public record Login(String user, String password) {

        /** Without the password, which must not reach a log. */
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }
}
