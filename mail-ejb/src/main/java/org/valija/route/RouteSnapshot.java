package org.valija.route;

import java.util.List;
import java.util.Optional;
import org.valija.settings.DomainPattern;

/**
 * The routes as they were committed once.
 *
 * @param sandbox whether the sandbox switch is on
 * @param entries in order
 */
record RouteSnapshot(boolean sandbox, List<Entry> entries) {

    private static final int SMTP_PORT = 25;

    private static final Route MX = fixed(Route.Kind.MX, Route.Tls.OPPORTUNISTIC);
    private static final Route SANDBOX = fixed(Route.Kind.SANDBOX, Route.Tls.NONE);

    /** Before anything is known, nothing is to leave. */
    static final RouteSnapshot UNKNOWN = new RouteSnapshot(true, List.of());

    static RouteSnapshot of(boolean sandbox, List<Route> routes) {
        return new RouteSnapshot(
                sandbox,
                routes.stream()
                        .map(route -> new Entry(DomainPattern.parse(route.recipientDomain()), route))
                        .toList());
    }

    Route routeFor(String domain) {
        if (sandbox) {
            return SANDBOX;
        }
        return entries.stream()
                .filter(entry -> entry.domain.matches(domain))
                .map(Entry::route)
                .findFirst()
                .orElse(MX);
    }

    private static Route fixed(Route.Kind kind, Route.Tls tls) {
        return new Route(0, "*", kind, Optional.empty(), SMTP_PORT, tls, Optional.empty(), Optional.empty());
    }

    record Entry(DomainPattern domain, Route route) {}
}
