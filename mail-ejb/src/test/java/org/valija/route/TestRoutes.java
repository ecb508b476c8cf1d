package org.valija.route;

import java.util.List;
import java.util.Optional;

/** A table of routes that a test has made. */
public final class TestRoutes implements RouteTable {

    private final RouteSnapshot routes;

    private TestRoutes(List<Route> routes) {
        this.routes = RouteSnapshot.of(false, routes);
    }

    public static TestRoutes of(Route... routes) {
        return new TestRoutes(List.of(routes));
    }

    /** All mail to a host on the loopback, in clear. */
    public static TestRoutes toPort(int port) {
        return of(toPort(1, Optional.empty(), port, RetryTerms.DEFAULT));
    }

    /** A route to a host on the loopback, in clear. */
    public static Route toPort(long id, Optional<String> sender, int port, RetryTerms retry) {
        return new Route(
                id,
                new RouteConditions("*", sender, Optional.empty(), 0),
                Route.Kind.SMART_HOST,
                List.of(new SmartHost("127.0.0.1", port)),
                Route.Order.IN_ORDER,
                Route.Tls.NONE,
                List.of(),
                Optional.empty(),
                retry);
    }

    @Override
    public Route routeFor(RoutedMail mail) {
        return routes.routeFor(mail);
    }

    @Override
    public List<Route> routesFor(String domain) {
        return routes.routesFor(domain);
    }

    @Override
    public Route routeFor(Detour detour) {
        return detour.route();
    }
}
