package org.valija.route;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One route. The routes are tried in order, and the first one whose conditions a message meets decides; after the last one,
 * MX.
 *
 * @param id given by the store; 0 for a new route
 * @param conditions which messages it is for
 * @param kind where the next hop comes from
 * @param hosts the smart hosts; the next one is tried where one can't be reached, or has no service for us (421)
 * @param order which of the smart hosts is tried first
 * @param tls how the smart hosts or the MX are spoken to
 * @param pins the certificates that are right, where TLS is required; empty for any that a trusted authority has signed for the
 *     host
 * @param login how we log in at the smart hosts
 * @param retry when what could not be delivered is tried again, and given up
 */
public record Route(
        long id,
        RouteConditions conditions,
        Kind kind,
        List<SmartHost> hosts,
        Order order,
        Tls tls,
        List<CertificatePin> pins,
        Optional<RouteLogin> login,
        RetryTerms retry) {

    public Route {
        Objects.requireNonNull(conditions, "conditions");
        Objects.requireNonNull(login, "login");
        Objects.requireNonNull(retry, "retry");
        hosts = List.copyOf(hosts);
        pins = List.copyOf(pins);
    }

    /** A simple one: by the recipient's domain alone, to one host. */
    public Route(
            long id,
            String recipientDomain,
            Kind kind,
            Optional<String> host,
            int port,
            Tls tls,
            Optional<String> user,
            Optional<String> password) {
        this(
                id,
                RouteConditions.recipientsAt(recipientDomain),
                kind,
                host.map(name -> new SmartHost(name, port)).stream().toList(),
                Order.IN_ORDER,
                tls,
                List.of(),
                user.isEmpty() && password.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new RouteLogin(user.orElse(""), password, Optional.empty())),
                RetryTerms.DEFAULT);
    }

    /** Where the next hop comes from. */
    public enum Kind {
        /** The recipient domain's MX records (RFC 5321 section 5.1), port 25. */
        MX,
        /** Hosts that the route names. */
        SMART_HOST,
        /** Nowhere: the sandbox mailbox. */
        SANDBOX
    }

    /** Which of several smart hosts is tried first. */
    public enum Order {
        /** The first; the others are there for when it fails. */
        IN_ORDER,
        /** Any, for each message anew, which spreads the load. */
        RANDOM
    }

    /** How TLS is used towards the next hop. */
    public enum Tls {
        NONE,
        /** STARTTLS where it is offered, whatever the certificate (RFC 3207). */
        OPPORTUNISTIC,
        /** STARTTLS with a certificate that is right for the host, or no delivery. */
        REQUIRED,
        /** TLS from the first octet (RFC 8314), with a certificate that is right for the host. */
        IMPLICIT;

        /** Whether nothing is delivered without the right certificate. */
        public boolean isVerified() {
            return this == REQUIRED || this == IMPLICIT;
        }
    }

    Route withLogin(Optional<RouteLogin> other) {
        return new Route(id, conditions, kind, hosts, order, tls, pins, other, retry);
    }

    /** What may be shown. */
    public Route withoutSecrets() {
        return withLogin(login.map(RouteLogin::withoutSecrets));
    }

    @Override
    public String toString() {
        return "Route[" + id + ": " + conditions + " -> " + kind + (hosts.isEmpty() ? "" : " " + hosts) + "]";
    }
}
