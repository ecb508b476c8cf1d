package org.valija.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.valija.route.CertificatePin;
import org.valija.route.OAuth2;
import org.valija.route.RetryTerms;
import org.valija.route.Route;
import org.valija.route.Route.Kind;
import org.valija.route.Route.Tls;
import org.valija.route.RouteConditions;
import org.valija.route.RouteLogin;
import org.valija.route.SmartHost;

class RouteSentenceTest {

    @Test
    void saysWhereTheMailGoes() {
        assertThat(RouteSentence.of(route("*", Kind.MX, null, Tls.OPPORTUNISTIC, null)))
                .isEqualTo("Mail to everyone: to the MX of the domain, with TLS where it is offered.");
        assertThat(RouteSentence.of(route("*.a.example", Kind.SANDBOX, null, Tls.NONE, null)))
                .isEqualTo("Mail to any subdomain of a.example: kept in the sandbox mailbox; it goes nowhere.");
        assertThat(RouteSentence.of(route("a.example", Kind.SMART_HOST, "smtp.b.example", Tls.IMPLICIT, "ana")))
                .isEqualTo("Mail to a.example: to the smart host smtp.b.example, port 465, only with TLS from the first"
                        + " octet and a valid certificate, logging in as ana.");
    }

    @Test
    void saysWhichMailAndHowItIsTriedAgain() {
        Route route = new Route(
                1,
                new RouteConditions("*", Optional.of("*.a.example"), Optional.of("bulk"), 10 * 1024 * 1024),
                Kind.SMART_HOST,
                List.of(new SmartHost("a.example", 587), new SmartHost("::1", 2525)),
                Route.Order.IN_ORDER,
                Tls.REQUIRED,
                List.of(new CertificatePin("0".repeat(64))),
                Optional.of(new RouteLogin("ana", Optional.empty(), Optional.of(tokens()))),
                RetryTerms.parse(Optional.of("1m,5m"), Optional.of("12h")));

        assertThat(RouteSentence.of(route))
                .isEqualTo(
                        "Mail of 10 MB and more of the stream bulk from any subdomain of a.example to everyone: to the"
                                + " first of the smart hosts a.example:587, [::1]:2525 that can be reached, only with STARTTLS"
                                + " and the pinned certificate, logging in as ana with a token from https://login.example/t."
                                + " What is deferred is tried again after 1m 5m. It is given up after 12h.");
    }

    @Test
    void neverSaysASecret() {
        Route byPassword = new Route(
                1,
                "*",
                Kind.SMART_HOST,
                Optional.of("h.example"),
                587,
                Tls.REQUIRED,
                Optional.of("ana"),
                Optional.of("secret"));
        Route byTokens = new Route(
                1,
                byPassword.conditions(),
                Kind.SMART_HOST,
                byPassword.hosts(),
                Route.Order.RANDOM,
                Tls.REQUIRED,
                List.of(),
                Optional.of(new RouteLogin("ana", Optional.empty(), Optional.of(tokens()))),
                RetryTerms.DEFAULT);

        assertThat(RouteSentence.of(byPassword)).doesNotContain("secret");
        assertThat(RouteSentence.of(byTokens)).doesNotContain("secret");
    }

    private static OAuth2 tokens() {
        return new OAuth2(
                OAuth2.Grant.REFRESH_TOKEN,
                "https://login.example/t",
                "client",
                Optional.of("secret-1"),
                Optional.of("secret-2"),
                Optional.empty());
    }

    static Route route(String domain, Kind kind, String host, Tls tls, String user) {
        return new Route(
                1, domain, kind, Optional.ofNullable(host), 465, tls, Optional.ofNullable(user), Optional.empty());
    }
}
