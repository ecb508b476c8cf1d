package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.route.Route.Kind;
import org.valija.route.Route.Tls;
import org.valija.settings.InvalidSettingException;

class RouteChecksTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*             | MX         |                  | 25  | OPPORTUNISTIC |       |",
                "ejemplo.com   | MX         |                  | 0   | REQUIRED      |       |",
                "*.ejemplo.com | SANDBOX    |                  | 0   | NONE          |       |",
                "ejemplo.com   | SMART_HOST | smtp.example.org | 25  | NONE          |       |",
                "ejemplo.com   | SMART_HOST | 127.0.0.1        | 587 | REQUIRED      | robot | secret",
                "ejemplo.com   | SMART_HOST | ::1              | 465 | IMPLICIT      | robot | secret"
            })
    void acceptsWhatLeadsSomewhere(
            String domain, Kind kind, String host, int port, Tls tls, String user, String password) {
        RouteChecks.check(route(domain, kind, host, port, tls, user, password));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "recipientDomain | x..org | MX         |           | 25    | NONE          |       |",
                "recipientDomain | <>     | MX         |           | 25    | NONE          |       |",
                "kind            | *      |            |           | 25    | NONE          |       |",
                "tls             | *      | MX         |           | 25    |               |       |",
                "tls             | *      | MX         |           | 25    | IMPLICIT      |       |",
                "host            | *      | MX         | h.example | 25    | NONE          |       |",
                "user            | *      | MX         |           | 25    | REQUIRED      | robot | secret",
                "user            | *      | SANDBOX    |           | 25    | REQUIRED      | robot | secret",
                "host            | *      | SMART_HOST |           | 25    | NONE          |       |",
                "host            | *      | SMART_HOST | a b       | 25    | NONE          |       |",
                "host            | *      | SMART_HOST | *.x.org   | 25    | NONE          |       |",
                "host            | *      | SMART_HOST | 1.2.3.400 | 25    | NONE          |       |",
                "port            | *      | SMART_HOST | h.example | 0     | NONE          |       |",
                "port            | *      | SMART_HOST | h.example | 65536 | NONE          |       |",
                "password        | *      | SMART_HOST | h.example | 587   | REQUIRED      | robot |",
                "user            | *      | SMART_HOST | h.example | 587   | REQUIRED      |       | secret",
                "tls             | *      | SMART_HOST | h.example | 587   | NONE          | robot | secret",
                "tls             | *      | SMART_HOST | h.example | 587   | OPPORTUNISTIC | robot | secret"
            })
    void namesTheValueThatIsWrong(
            String field, String domain, Kind kind, String host, int port, Tls tls, String user, String password) {
        assertThatThrownBy(() -> RouteChecks.check(route(domain, kind, host, port, tls, user, password)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @Test
    void aLoginHasNoLineBreak() {
        assertThatThrownBy(
                        () -> RouteChecks.check(route("*", Kind.SMART_HOST, "h", 587, Tls.REQUIRED, "robot", "a\r\nb")))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .doesNotContain("\r");
    }

    @Test
    void aChangeWithoutAPasswordKeepsTheOneItHas() {
        Route before = route("*", Kind.SMART_HOST, "h.example", 587, Tls.REQUIRED, "robot", "secret");
        Route otherPort = route("*", Kind.SMART_HOST, "h.example", 465, Tls.IMPLICIT, "robot", null);
        Route otherPassword = route("*", Kind.SMART_HOST, "h.example", 587, Tls.REQUIRED, "robot", "new");
        Route noLogin = route("*", Kind.SMART_HOST, "h.example", 587, Tls.REQUIRED, null, null);

        assertThat(RouteChecks.keepPassword(before, otherPort).password()).hasValue("secret");
        assertThat(RouteChecks.keepPassword(before, otherPort).port()).isEqualTo(465);
        assertThat(RouteChecks.keepPassword(before, otherPassword).password()).hasValue("new");
        assertThat(RouteChecks.keepPassword(before, noLogin).password()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"other.example, robot", "h.example, other"})
    void aKeptPasswordNeverGoesToAnotherHostOrUser(String host, String user) {
        Route before = route("*", Kind.SMART_HOST, "h.example", 587, Tls.REQUIRED, "robot", "secret");

        assertThatThrownBy(() -> RouteChecks.keepPassword(
                        before, route("*", Kind.SMART_HOST, host, 587, Tls.REQUIRED, user, null)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo("password"));
    }

    @Test
    void aRouteDoesNotShowItsPassword() {
        assertThat(route("*", Kind.SMART_HOST, "h.example", 587, Tls.REQUIRED, "robot", "ClaveSecreta!"))
                .asString()
                .doesNotContain("ClaveSecreta!");
    }

    private static Route route(String domain, Kind kind, String host, int port, Tls tls, String user, String password) {
        return new Route(
                0,
                domain,
                kind,
                Optional.ofNullable(host),
                port,
                tls,
                Optional.ofNullable(user),
                Optional.ofNullable(password));
    }
}
