package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.valija.route.Route.Kind;
import org.valija.route.Route.Order;
import org.valija.route.Route.Tls;
import org.xbill.DNS.Type;

/** From a route to its next hops. */
class RouterTest {

    private TestNameServer names;
    private Router router;

    @BeforeEach
    void start() throws IOException {
        names = new TestNameServer()
                .add("a.test", Type.A, "192.0.2.1")
                .add("b.test", Type.A, "192.0.2.2")
                .add("here.test", Type.A, "127.0.0.1")
                .add("c.test", Type.MX, "10 a.test.");
        OwnHost self = new OwnHost("mail.ejemplo.com", port -> port == 2525, InetAddress::isLoopbackAddress);
        MailExchangers exchangers = new MailExchangers(DnsLookup.by(names.address(), Duration.ofSeconds(1)), self);
        router = new Router(TestRoutes.of(), exchangers, TlsPolicies.NONE, 25);
    }

    @AfterEach
    void stop() {
        names.close();
    }

    private static Route pool(Order order, String... hosts) {
        return new Route(
                1,
                RouteConditions.recipientsAt("*"),
                Kind.SMART_HOST,
                Arrays.stream(hosts).map(host -> SmartHost.parse(host, 587)).toList(),
                order,
                Tls.REQUIRED,
                List.of(),
                Optional.empty(),
                RetryTerms.DEFAULT);
    }

    private static List<String> names(NextHops found) {
        return ((NextHops.Hosts) found)
                .hosts().stream().map(hop -> hop.host() + ":" + hop.port()).toList();
    }

    @Test
    void findsThePoolInItsOrderWithoutThoseThatHaveNoAddress() {
        NextHops found =
                router.find(pool(Order.IN_ORDER, "b.test:25", "nowhere.test", "a.test", "192.0.2.9"), "x.test");

        assertThat(names(found)).containsExactly("b.test:25", "a.test:587", "192.0.2.9:587");
    }

    @Test
    void spreadsAtRandomOverWhatStaysOneSite() {
        Route route = pool(Order.RANDOM, "a.test", "b.test");
        List<NextHops> found = IntStream.range(0, 100)
                .mapToObj(i -> router.find(route, "x.test"))
                .toList();

        assertThat(found).extracting(RouterTest::names).contains(List.of("a.test:587", "b.test:587"));
        assertThat(found).extracting(RouterTest::names).contains(List.of("b.test:587", "a.test:587"));
        Set<String> sites =
                found.stream().map(hosts -> ((NextHops.Hosts) hosts).site()).collect(Collectors.toSet());
        assertThat(sites).hasSize(1);
    }

    @Test
    void whereNoneHasAnAddressTheMailWaits() {
        NextHops found = router.find(pool(Order.IN_ORDER, "nowhere.test", "neither.test"), "x.test");

        assertThat(((NextHops.Unresolved) found).reason()).contains("nowhere.test", "neither.test");
    }

    /** What could not be known when the route was given. */
    @Test
    void aNameThatLeadsBackHereIsNoNextHop() {
        assertThat(names(router.find(pool(Order.IN_ORDER, "here.test:2525", "a.test"), "x.test")))
                .containsExactly("a.test:587");
        assertThat(((NextHops.Unresolved) router.find(pool(Order.IN_ORDER, "here.test:2525"), "x.test")).reason())
                .contains("is this server itself");
        assertThat(names(router.find(pool(Order.IN_ORDER, "here.test:2526"), "x.test")))
                .containsExactly("here.test:2526");
    }

    @Test
    void theHostsOfADomainArePinnedToo() {
        CertificatePin pin = new CertificatePin("0".repeat(64));
        Route route = new Route(
                1,
                RouteConditions.recipientsAt("c.test"),
                Kind.MX,
                List.of(),
                Order.IN_ORDER,
                Tls.REQUIRED,
                List.of(pin),
                Optional.empty(),
                RetryTerms.DEFAULT);

        assertThat(((NextHops.Hosts) router.find(route, "c.test")).hosts())
                .singleElement()
                .satisfies(hop -> assertThat(hop.pins()).containsExactly(pin));
    }
}
