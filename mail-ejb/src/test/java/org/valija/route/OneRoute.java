package org.valija.route;

import java.util.List;
import java.util.Optional;

/** A table with one route for all mail. */
public record OneRoute(Route route) implements RouteTable {

    /** To a host on the loopback, in clear. */
    public static OneRoute toPort(int port) {
        return new OneRoute(new Route(
                1,
                "*",
                Route.Kind.SMART_HOST,
                Optional.of("127.0.0.1"),
                port,
                Route.Tls.NONE,
                Optional.empty(),
                Optional.empty()));
    }

    @Override
    public Route routeFor(RoutedMail mail) {
        return route;
    }

    @Override
    public List<Route> routesFor(String domain) {
        return List.of(route);
    }
}
