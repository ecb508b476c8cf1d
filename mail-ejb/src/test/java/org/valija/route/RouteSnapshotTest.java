package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.route.Route.Kind;
import org.valija.route.Route.Tls;

class RouteSnapshotTest {

    private static final List<Route> ROUTES = List.of(
            smartHost(1, "ejemplo.com", "first.example"),
            smartHost(2, "*.ejemplo.com", "second.example"),
            smartHost(3, "ejemplo.com", "never.example"),
            smartHost(4, "ñandú.cl", "fourth.example"));

    @ParameterizedTest
    @CsvSource({
        "ejemplo.com, 1",
        "EJEMPLO.com, 1",
        "a.ejemplo.com, 2",
        "xn--and-6ma2c.cl, 4",
        "otro.org, 0",
        "[192.0.2.1], 0"
    })
    void theFirstRouteThatMatchesDecides(String domain, long id) {
        assertThat(RouteSnapshot.of(false, ROUTES).routeFor(domain).id()).isEqualTo(id);
    }

    @Test
    void afterTheLastRouteComesMxWithOpportunisticTls() {
        Route route = RouteSnapshot.of(false, ROUTES).routeFor("otro.org");

        assertThat(route.kind()).isEqualTo(Kind.MX);
        assertThat(route.tls()).isEqualTo(Tls.OPPORTUNISTIC);
        assertThat(route.port()).isEqualTo(25);
    }

    @Test
    void aStarTakesAllTheRest() {
        List<Route> routes = List.of(smartHost(1, "ejemplo.com", "a.example"), smartHost(2, "*", "b.example"));

        assertThat(RouteSnapshot.of(false, routes).routeFor("otro.org").host()).hasValue("b.example");
        assertThat(RouteSnapshot.of(false, routes).routeFor("[192.0.2.1]").host())
                .hasValue("b.example");
    }

    @ParameterizedTest
    @CsvSource({"ejemplo.com", "otro.org", "[192.0.2.1]"})
    void theSandboxSwitchOverridesAllRoutes(String domain) {
        assertThat(RouteSnapshot.of(true, ROUTES).routeFor(domain).kind()).isEqualTo(Kind.SANDBOX);
    }

    @Test
    void beforeAnythingIsKnownNothingLeaves() {
        assertThat(RouteSnapshot.UNKNOWN.routeFor("ejemplo.com").kind()).isEqualTo(Kind.SANDBOX);
    }

    private static Route smartHost(long id, String domain, String host) {
        return new Route(
                id, domain, Kind.SMART_HOST, Optional.of(host), 587, Tls.REQUIRED, Optional.empty(), Optional.empty());
    }
}
