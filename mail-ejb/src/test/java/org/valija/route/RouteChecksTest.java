package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.route.OAuth2.Grant;
import org.valija.route.Route.Kind;
import org.valija.route.Route.Tls;
import org.valija.settings.InvalidSettingException;

class RouteChecksTest {

    private static final RouteChecks CHECKS = new RouteChecks(
            new OwnHost("mail.ejemplo.com", port -> port == 2525, InetAddress::isLoopbackAddress),
            Set.of("transactional", "bulk", "avisos"));

    private static final String PIN = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

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
        CHECKS.check(route(domain, kind, host, port, tls, user, password));
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
                "hosts           | *      | MX         | h.example | 25    | NONE          |       |",
                "user            | *      | MX         |           | 25    | REQUIRED      | robot | secret",
                "user            | *      | SANDBOX    |           | 25    | REQUIRED      | robot | secret",
                "hosts           | *      | SMART_HOST |           | 25    | NONE          |       |",
                "hosts           | *      | SMART_HOST | a b       | 25    | NONE          |       |",
                "hosts           | *      | SMART_HOST | *.x.org   | 25    | NONE          |       |",
                "hosts           | *      | SMART_HOST | 1.2.3.400 | 25    | NONE          |       |",
                "port            | *      | SMART_HOST | h.example | 0     | NONE          |       |",
                "port            | *      | SMART_HOST | h.example | 65536 | NONE          |       |",
                "password        | *      | SMART_HOST | h.example | 587   | REQUIRED      | robot |",
                "user            | *      | SMART_HOST | h.example | 587   | REQUIRED      |       | secret",
                "tls             | *      | SMART_HOST | h.example | 587   | NONE          | robot | secret",
                "tls             | *      | SMART_HOST | h.example | 587   | OPPORTUNISTIC | robot | secret"
            })
    void namesTheValueThatIsWrong(
            String field, String domain, Kind kind, String host, int port, Tls tls, String user, String password) {
        assertRefused(field, route(domain, kind, host, port, tls, user, password));
    }

    @ParameterizedTest
    @CsvSource({"mail.ejemplo.com, 25", "MAIL.ejemplo.com, 2526", "127.0.0.1, 2525", "::1, 2525", "localhost, 2525"})
    void aSmartHostThatIsThisServerIsRefused(String host, int port) {
        assertRefused("hosts", route("*", Kind.SMART_HOST, host, port, Tls.NONE, null, null));
    }

    /** At another port it is another server. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 25", "localhost, 2526", "192.0.2.1, 2525", "smtp.ejemplo.com, 2525"})
    void aNeighbourIsNot(String host, int port) {
        CHECKS.check(route("*", Kind.SMART_HOST, host, port, Tls.NONE, null, null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ana@a.example | bulk   | 0",
                "*.a.example   |        | 1",
                "<>            | avisos | 1000000",
                "a.example     |        | 0"
            })
    void takesConditions(String sender, String stream, long minSize) {
        CHECKS.check(RouteSnapshotTest.route(0, "*", sender, stream, minSize));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sender  | *           |        | 0",
                "sender  | no good     |        | 0",
                "sender  | @a.example  |        | 0",
                "sender  | ana@        |        | 0",
                "stream  |             | avisar | 0",
                "stream  |             | BULK   | 0",
                "minSize |             |        | -1",
                "minSize |             |        | 9000000000000"
            })
    void namesTheConditionThatCanNotBe(String field, String sender, String stream, long minSize) {
        assertRefused(field, RouteSnapshotTest.route(0, "*", sender, stream, minSize));
    }

    @ParameterizedTest
    @CsvSource({"SMART_HOST, NONE", "SMART_HOST, OPPORTUNISTIC", "MX, OPPORTUNISTIC", "SANDBOX, NONE"})
    void nobodyLooksAtAPinWithoutTls(Kind kind, Tls tls) {
        assertRefused("pins", pinned(kind, tls));
    }

    @Test
    void aPinIsForTlsThatIsRequired() {
        CHECKS.check(pinned(Kind.MX, Tls.REQUIRED));
        CHECKS.check(pinned(Kind.SMART_HOST, Tls.IMPLICIT));
    }

    private static Route pinned(Kind kind, Tls tls) {
        Route route = route("*", kind, kind == Kind.SMART_HOST ? "h.example" : null, 587, tls, null, null);
        return new Route(
                0,
                route.conditions(),
                kind,
                route.hosts(),
                route.order(),
                tls,
                List.of(new CertificatePin(PIN)),
                route.login(),
                route.retry());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                PIN,
                "00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF",
                "sha256 Fingerprint=00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF",
                "sha256//ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=",
                "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8="
            })
    void readsFingerprintsAsToolsWriteThem(String text) {
        assertThat(CertificatePin.parse(text)).hasToString(PIN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0011", PIN + "00", "sha1//AAAA", "no good", "ABEiM0RVZneImaq7zN3u/w=="})
    void refusesWhatIsNoFingerprint(String text) {
        assertThatThrownBy(() -> CertificatePin.parse(text))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo("pins"));
    }

    @ParameterizedTest
    @CsvSource({"1m 5m 1h, 12h", "'1m, 5m', ", ", 5d"})
    void takesAScheduleOfItsOwn(String schedule, String expiry) {
        RetryTerms terms = RetryTerms.parse(Optional.ofNullable(schedule), Optional.ofNullable(expiry));

        assertThat(terms.schedule().map(Object::toString))
                .isEqualTo(Optional.ofNullable(schedule).map(text -> text.replace(",", "")));
        assertThat(terms.expiry().map(RetrySchedule::text)).isEqualTo(Optional.ofNullable(expiry));
    }

    @ParameterizedTest
    @CsvSource({
        "schedule, soon, ",
        "schedule, 0s, ",
        "schedule, 31d, ",
        "expiry, , 0s",
        "expiry, , 31d",
        "expiry, , later"
    })
    void namesTheTimeThatCanNotBe(String field, String schedule, String expiry) {
        assertThatThrownBy(() -> RetryTerms.parse(Optional.ofNullable(schedule), Optional.ofNullable(expiry)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource({
        "https://login.example/token,      CLIENT_CREDENTIALS, secret,",
        "http://127.0.0.1:8080/token,      CLIENT_CREDENTIALS, secret,",
        "http://localhost/token,           REFRESH_TOKEN,      ,       refresh",
        "https://login.example/token?a=b,  REFRESH_TOKEN,      secret, refresh"
    })
    void takesATokenEndpoint(String url, Grant grant, String secret, String refresh) {
        CHECKS.check(withTokens(url, grant, "client", secret, refresh));
    }

    @ParameterizedTest
    @CsvSource({
        "tokenUrl,     http://login.example/token,     CLIENT_CREDENTIALS, client, secret,",
        "tokenUrl,     https://ana:x@login.example/t,  CLIENT_CREDENTIALS, client, secret,",
        "tokenUrl,     https://login.example/t#f,      CLIENT_CREDENTIALS, client, secret,",
        "tokenUrl,     file:///etc/passwd,             CLIENT_CREDENTIALS, client, secret,",
        "tokenUrl,     no good,                        CLIENT_CREDENTIALS, client, secret,",
        "clientId,     https://login.example/t,        CLIENT_CREDENTIALS, '',     secret,",
        "clientSecret, https://login.example/t,        CLIENT_CREDENTIALS, client, ,",
        "refreshToken, https://login.example/t,        CLIENT_CREDENTIALS, client, secret, refresh",
        "refreshToken, https://login.example/t,        REFRESH_TOKEN,      client, secret,"
    })
    void namesWhatIsWrongWithATokenEndpoint(
            String field, String url, Grant grant, String client, String secret, String refresh) {
        assertRefused(field, withTokens(url, grant, client, secret, refresh));
    }

    private static Route withTokens(String url, Grant grant, String client, String secret, String refresh) {
        OAuth2 tokens = new OAuth2(
                grant, url, client, Optional.ofNullable(secret), Optional.ofNullable(refresh), Optional.empty());
        return route("*", Kind.SMART_HOST, "h.example", 587, Tls.REQUIRED, null, null)
                .withLogin(Optional.of(new RouteLogin("robot", Optional.empty(), Optional.of(tokens))));
    }

    @Test
    void aLoginHasNoLineBreak() {
        assertThatThrownBy(() -> CHECKS.check(route("*", Kind.SMART_HOST, "h", 587, Tls.REQUIRED, "robot", "a\r\nb")))
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

        assertThat(passwordOf(LoginChecks.keepSecrets(before, otherPort))).hasValue("secret");
        assertThat(passwordOf(LoginChecks.keepSecrets(before, otherPassword))).hasValue("new");
        assertThat(LoginChecks.keepSecrets(before, noLogin).login()).isEmpty();
    }

    private static Optional<String> passwordOf(Route route) {
        return route.login().flatMap(RouteLogin::password);
    }

    @ParameterizedTest
    @CsvSource({"other.example, robot", "h.example, other"})
    void aKeptPasswordNeverGoesToAnotherHostOrUser(String host, String user) {
        Route before = route("*", Kind.SMART_HOST, "h.example", 587, Tls.REQUIRED, "robot", "secret");

        assertThatThrownBy(() -> LoginChecks.keepSecrets(
                        before, route("*", Kind.SMART_HOST, host, 587, Tls.REQUIRED, user, null)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo("password"));
    }

    @Test
    void keptSecretsNeverGoToAnotherEndpointOrClient() {
        Route before = withTokens("https://a.example/t", Grant.REFRESH_TOKEN, "client", "secret", "refresh");
        Route same = withTokens("https://a.example/t", Grant.REFRESH_TOKEN, "client", null, null);

        OAuth2 kept = LoginChecks.keepSecrets(before, same)
                .login()
                .flatMap(RouteLogin::tokens)
                .orElseThrow();
        assertThat(kept.clientSecret()).hasValue("secret");
        assertThat(kept.refreshToken()).hasValue("refresh");
        for (Route other : List.of(
                withTokens("https://b.example/t", Grant.REFRESH_TOKEN, "client", null, null),
                withTokens("https://a.example/t", Grant.REFRESH_TOKEN, "other", null, null))) {
            assertThatThrownBy(() -> LoginChecks.keepSecrets(before, other))
                    .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                            .isEqualTo("clientSecret"));
        }
    }

    @Test
    void aRouteDoesNotShowItsSecrets() {
        Route byPassword = route("*", Kind.SMART_HOST, "h.example", 587, Tls.REQUIRED, "robot", "ClaveSecreta!");
        Route byTokens = withTokens("https://a.example/t", Grant.REFRESH_TOKEN, "c", "ClaveSecreta!", "ClaveSecreta!");

        for (Route route : List.of(byPassword, byTokens)) {
            assertThat(route.toString() + route.login()).doesNotContain("ClaveSecreta!");
            RouteLogin shown = route.withoutSecrets().login().orElseThrow();
            assertThat(shown.password()).isEmpty();
            assertThat(shown.tokens().flatMap(OAuth2::clientSecret)).isEmpty();
            assertThat(shown.tokens().flatMap(OAuth2::refreshToken)).isEmpty();
        }
    }

    private static void assertRefused(String field, Route route) {
        assertThatThrownBy(() -> CHECKS.check(route))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
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
