package org.valija.route;

import java.util.Objects;
import java.util.Optional;

/**
 * Which messages a route is for: those for which all of it holds.
 *
 * @param recipientDomain a domain, {@code *.domain} for all its subdomains, or {@code *} for every domain
 * @param sender an address, a domain, {@code *.domain}, or {@code <>} for the null sender; empty for every sender
 * @param stream a stream of mail; empty for all
 * @param minSize in octets; 0 for messages of any size
 */
public record RouteConditions(String recipientDomain, Optional<String> sender, Optional<String> stream, long minSize) {

    public RouteConditions {
        Objects.requireNonNull(recipientDomain, "recipientDomain");
        Objects.requireNonNull(sender, "sender");
        Objects.requireNonNull(stream, "stream");
    }

    /** By the recipient's domain alone. */
    static RouteConditions recipientsAt(String recipientDomain) {
        return new RouteConditions(recipientDomain, Optional.empty(), Optional.empty(), 0);
    }
}
