package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.route.PublishedTls.Kind;
import org.xbill.DNS.Type;

/** Which routes heed what is published about TLS. */
class PublishedTlsRoutingTest {

    private TestNameServer names;

    /** Every mail host but {@code mx2.b.test} is in an enforced policy; smart hosts have DANE. */
    private static final class Published implements TlsPolicies {

        @Override
        public NextHops forDomain(String domain, NextHops.Hosts found) {
            return new NextHops.Hosts(found.hosts().stream()
                    .filter(hop -> !hop.host().equals("mx2.b.test"))
                    .map(hop -> hop.withPublished(PublishedTls.sts(Kind.MTA_STS, true, domain, List.of())))
                    .toList());
        }

        @Override
        public NextHops forSmartHost(NextHops.Hosts found) {
            return new NextHops.Hosts(found.hosts().stream()
                    .map(hop -> hop.withPublished(PublishedTls.dane("", hop.host(), List.of())))
                    .toList());
        }
    }

    @BeforeEach
    void open() throws Exception {
        names = new TestNameServer()
                .add("b.test", Type.MX, "10 mx1.b.test.")
                .add("b.test", Type.MX, "20 mx2.b.test.")
                .add("mx1.b.test", Type.A, "192.0.2.1")
                .add("mx2.b.test", Type.A, "192.0.2.2");
    }

    @AfterEach
    void close() {
        names.close();
    }

    private Router router() {
        MailExchangers exchangers =
                new MailExchangers(DnsLookup.by(names.address()), new OwnHost("mail.ejemplo.com", p -> false));
        return new Router(TestRoutes.of(), exchangers, new Published(), 25);
    }

    private static Route route(Route.Kind kind, Route.Tls tls) {
        return new Route(
                1,
                new RouteConditions("*", Optional.empty(), Optional.empty(), 0),
                kind,
                kind == Route.Kind.SMART_HOST ? List.of(new SmartHost("mx1.b.test", 587)) : List.of(),
                Route.Order.IN_ORDER,
                tls,
                List.of(),
                Optional.empty(),
                RetryTerms.DEFAULT);
    }

    private static List<String> told(NextHops next) {
        return ((NextHops.Hosts) next)
                .hosts().stream()
                        .map(hop -> hop.host().substring(0, 3) + " "
                                + hop.published().kind()
                                + (hop.published().authentic() ? " authentic" : "")
                                + (hop.isTlsMandatory() ? " mandatory" : ""))
                        .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "OPPORTUNISTIC, mx1 MTA_STS authentic mandatory,",
        "REQUIRED, mx1 NONE authentic mandatory, mx2 NONE mandatory",
        "NONE, mx1 NONE, mx2 NONE"
    })
    void byMx(Route.Tls tls, String first, String second) {
        assertThat(told(router().find(route(Route.Kind.MX, tls), "b.test")))
                .isEqualTo(second == null ? List.of(first) : List.of(first, second));
    }

    @ParameterizedTest
    @CsvSource({
        "OPPORTUNISTIC, mx1 DANE_UNUSABLE authentic mandatory",
        "REQUIRED, mx1 NONE authentic mandatory",
        "IMPLICIT, mx1 NONE authentic mandatory",
        "NONE, mx1 NONE authentic"
    })
    void bySmartHost(Route.Tls tls, String expected) {
        assertThat(told(router().find(route(Route.Kind.SMART_HOST, tls), "b.test")))
                .containsExactly(expected);
    }

    @Test
    void whatIsToArriveInAnyCaseGoesToAnyHost() {
        assertThat(told(router().findWithoutPolicies(route(Route.Kind.MX, Route.Tls.OPPORTUNISTIC), "b.test")))
                .containsExactly("mx1 NONE", "mx2 NONE");
    }

    @Test
    void anAddressLiteralNeedsNobodyToVouchForIt() {
        NextHops next = router().find(route(Route.Kind.MX, Route.Tls.OPPORTUNISTIC), "[192.0.2.9]");

        assertThat(((NextHops.Hosts) next).hosts().get(0).published()).isEqualTo(PublishedTls.NAMED);
    }
}
