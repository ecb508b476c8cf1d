package org.valija.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.valija.route.Route;
import org.valija.route.Route.Kind;
import org.valija.route.Route.Tls;

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
    void neverSaysThePassword() {
        Route route = new Route(
                1,
                "*",
                Kind.SMART_HOST,
                Optional.of("h.example"),
                587,
                Tls.REQUIRED,
                Optional.of("ana"),
                Optional.of("secret"));

        assertThat(RouteSentence.of(route)).doesNotContain("secret");
    }

    static Route route(String domain, Kind kind, String host, Tls tls, String user) {
        return new Route(
                1, domain, kind, Optional.ofNullable(host), 465, tls, Optional.ofNullable(user), Optional.empty());
    }
}
