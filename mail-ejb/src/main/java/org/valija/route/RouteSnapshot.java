package org.valija.route;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
                        .map(route -> new Entry(new RouteMatcher(route.conditions()), route))
                        .toList());
    }

    Route routeFor(RoutedMail mail) {
        if (sandbox) {
            return SANDBOX;
        }
        for (Entry entry : entries) {
            if (entry.matcher.matches(mail)) {
                return entry.route;
            }
        }
        return MX;
    }

    List<Route> routesFor(String domain) {
        if (sandbox) {
            return List.of(SANDBOX);
        }
        List<Route> possible = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.matcher.matchesSomeFor(domain)) {
                possible.add(entry.route);
                if (entry.matcher.isByDomainAlone()) {
                    return possible;
                }
            }
        }
        possible.add(MX);
        return possible;
    }

    Route routeFor(Detour detour) {
        return sandbox ? SANDBOX : detour.route();
    }

    private static Route fixed(Route.Kind kind, Route.Tls tls) {
        return new Route(0, "*", kind, Optional.empty(), SMTP_PORT, tls, Optional.empty(), Optional.empty());
    }

    record Entry(RouteMatcher matcher, Route route) {}
}
