package org.valija.route;

import java.util.Optional;

/**
 * One route. The routes are tried in order, and the first one that matches the recipient's domain decides; after the
 * last one, MX.
 *
 * @param id given by the store; 0 for a new route
 * @param recipientDomain a domain, {@code *.domain} for all its subdomains, or {@code *} for every domain
 * @param kind where the next hop comes from
 * @param host the smart host's name or address
 * @param port the smart host's port
 * @param tls how the smart host or the MX is spoken to
 * @param user the login at the smart host
 * @param password the login's password; never shown
 */
public record Route(
        long id,
        String recipientDomain,
        Kind kind,
        Optional<String> host,
        int port,
        Tls tls,
        Optional<String> user,
        Optional<String> password) {

    /** Where the next hop comes from. */
    public enum Kind {
        /** The recipient domain's MX records (RFC 5321 section 5.1), port 25. */
        MX,
        /** A fixed host. */
        SMART_HOST,
        /** Nowhere: the sandbox mailbox. */
        SANDBOX
    }

    /** How TLS is used towards the next hop. */
    public enum Tls {
        NONE,
        /** STARTTLS where it is offered, whatever the certificate (RFC 3207). */
        OPPORTUNISTIC,
        /** STARTTLS with a certificate that is right for the host, or no delivery. */
        REQUIRED,
        /** TLS from the first octet (RFC 8314), with a certificate that is right for the host. */
        IMPLICIT
    }

    @Override
    public String toString() {
        return "Route[" + id + ": " + recipientDomain + " -> " + kind
                + host.map(h -> " " + h + ":" + port).orElse("") + "]";
    }
}
