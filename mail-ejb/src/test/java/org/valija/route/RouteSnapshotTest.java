package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.MailAddress;
import org.valija.route.Route.Kind;
import org.valija.route.Route.Tls;

class RouteSnapshotTest {

    private static final List<Route> BY_DOMAIN = List.of(
            route(1, "ejemplo.com", null, null, 0),
            route(2, "*.ejemplo.com", null, null, 0),
            route(3, "ejemplo.com", null, null, 0),
            route(4, "ñandú.cl", null, null, 0));

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
        assertThat(RouteSnapshot.of(false, BY_DOMAIN).routeFor(mail(domain)).id())
                .isEqualTo(id);
    }

    /** One after the other, each with one condition more than the last. */
    private static final List<Route> BY_MORE = List.of(
            route(1, "*", "boletin@Ejemplo.com", null, 0),
            route(2, "gran.example", "*.ejemplo.com", null, 0),
            route(3, "*", "<>", null, 0),
            route(4, "*", null, null, 1_000_000),
            route(5, "gran.example", null, "bulk", 0),
            route(6, "gran.example", null, null, 0));

    @ParameterizedTest
    @CsvSource({
        "boletin@ejemplo.com,   otro.org,       transactional, 10,      1",
        "BOLETIN@ejemplo.com,   gran.example,   bulk,          2000000, 1",
        "ventas@ejemplo.com,    gran.example,   transactional, 10,      6",
        "ventas@a.ejemplo.com,  gran.example,   transactional, 10,      2",
        "ventas@a.ejemplo.com,  otro.org,       transactional, 10,      0",
        ",                      gran.example,   bulk,          10,      3",
        ",                      otro.org,       transactional, 2000000, 3",
        "ventas@ejemplo.com,    otro.org,       transactional, 1000000, 4",
        "ventas@ejemplo.com,    otro.org,       transactional, 999999,  0",
        "ventas@ejemplo.com,    gran.example,   bulk,          10,      5",
        "ventas@ejemplo.com,    otro.org,       bulk,          10,      0"
    })
    void allOfItsConditionsHold(String sender, String domain, String stream, long size, long id) {
        RoutedMail mail = new RoutedMail(Optional.ofNullable(sender).map(MailAddress::parse), domain, stream, size);

        assertThat(RouteSnapshot.of(false, BY_MORE).routeFor(mail).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"gran.example | 1 2 3 4 5 6", "otro.org | 1 3 4 0", "[192.0.2.1] | 1 3 4 0"})
    void tellsWhichRoutesMailForADomainCanTake(String domain, String ids) {
        assertThat(RouteSnapshot.of(false, BY_MORE).routesFor(domain))
                .extracting(route -> Long.toString(route.id()))
                .containsExactly(ids.split(" "));
    }

    @Test
    void oneIsPossibleWhereTheDomainAloneDecides() {
        assertThat(RouteSnapshot.of(false, BY_DOMAIN).routesFor("ejemplo.com"))
                .extracting(Route::id)
                .containsExactly(1L);
    }

    @Test
    void afterTheLastRouteComesMxWithOpportunisticTls() {
        Route route = RouteSnapshot.of(false, BY_DOMAIN).routeFor(mail("otro.org"));

        assertThat(route.kind()).isEqualTo(Kind.MX);
        assertThat(route.tls()).isEqualTo(Tls.OPPORTUNISTIC);
    }

    @Test
    void aStarTakesAllTheRest() {
        RouteSnapshot routes =
                RouteSnapshot.of(false, List.of(route(1, "ejemplo.com", null, null, 0), route(2, "*", null, null, 0)));

        assertThat(routes.routeFor(mail("otro.org")).id()).isEqualTo(2);
        assertThat(routes.routeFor(mail("[192.0.2.1]")).id()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"ejemplo.com", "otro.org", "[192.0.2.1]"})
    void theSandboxSwitchOverridesAllRoutes(String domain) {
        RouteSnapshot on = RouteSnapshot.of(true, BY_DOMAIN);

        assertThat(on.routeFor(mail(domain)).kind()).isEqualTo(Kind.SANDBOX);
        assertThat(on.routesFor(domain)).extracting(Route::kind).containsExactly(Kind.SANDBOX);
    }

    @Test
    void beforeAnythingIsKnownNothingLeaves() {
        assertThat(RouteSnapshot.UNKNOWN.routeFor(mail("ejemplo.com")).kind()).isEqualTo(Kind.SANDBOX);
    }

    private static RoutedMail mail(String domain) {
        return new RoutedMail(Optional.of(MailAddress.parse("ana@ejemplo.org")), domain, "transactional", 1000);
    }

    static Route route(long id, String domain, String sender, String stream, long minSize) {
        return new Route(
                id,
                new RouteConditions(domain, Optional.ofNullable(sender), Optional.ofNullable(stream), minSize),
                Kind.SMART_HOST,
                List.of(new SmartHost("smart.example", 587)),
                Route.Order.IN_ORDER,
                Tls.REQUIRED,
                List.of(),
                Optional.empty(),
                RetryTerms.DEFAULT);
    }

    @Test
    void theSandboxKeepsReroutedMailToo() {
        Detour detour = new Detour("relay.test", 2525);

        assertThat(RouteSnapshot.of(true, BY_DOMAIN).routeFor(detour).kind()).isEqualTo(Kind.SANDBOX);
        assertThat(RouteSnapshot.of(false, BY_DOMAIN).routeFor(detour)).isEqualTo(detour.route());
    }
}
