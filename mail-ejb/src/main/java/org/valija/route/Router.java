package org.valija.route;

import java.util.Optional;

/** Decides where mail for a destination goes next: the routes first, then the domain name system. */
public final class Router {

    private final RouteTable routes;
    private final MailExchangers exchangers;
    private final int mxPort;

    /** @param mxPort where mail exchangers listen */
    public Router(RouteTable routes, MailExchangers exchangers, int mxPort) {
        this.routes = routes;
        this.exchangers = exchangers;
        this.mxPort = mxPort;
    }

    /** @param domain a recipient's domain, or an address literal in brackets; may wait for name servers */
    public NextHops find(String domain) {
        Route route = routes.routeFor(domain);
        return switch (route.kind()) {
            case SANDBOX -> new NextHops.Sandbox();
            case MX -> exchangers.find(domain, mxPort, route.tls());
            case SMART_HOST -> smartHost(route);
        };
    }

    /** Whether the domain name system decides about this domain, and no route. */
    public boolean asksForExchangers(String domain) {
        return routes.routeFor(domain).kind() == Route.Kind.MX;
    }

    private NextHops smartHost(Route route) {
        if (route.host().isEmpty()) {
            return new NextHops.Unresolved("The route names no smart host: " + route);
        }
        Optional<NextHop.Login> login = route.user()
                .map(user -> new NextHop.Login(user, route.password().orElse("")));
        NextHops found = exchangers.host(route.host().get(), route.port(), route.tls(), login);
        // A smart host without an address is the administrator's mistake, and no reason to return anyone's mail.
        return found instanceof NextHops.Unroutable nowhere ? new NextHops.Unresolved(nowhere.reason()) : found;
    }
}
