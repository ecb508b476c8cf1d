package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.settings.InvalidSettingException;

class DetourTest {

    @ParameterizedTest
    @CsvSource({
        "smtp.ejemplo.com:587, smtp.ejemplo.com, 587",
        "SMTP.ejemplo.com:25, smtp.ejemplo.com, 25",
        "192.0.2.1:2525, 192.0.2.1, 2525",
        "[2001:db8::1]:25, 2001:db8::1, 25",
    })
    void isAHostAndAPort(String text, String host, int port) {
        Detour detour = Detour.parse(text);
        assertThat(detour).isEqualTo(new Detour(host, port));
        assertThat(Detour.ofLane(detour.toString())).contains(detour);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "smtp.ejemplo.com",
                "smtp.ejemplo.com:0",
                "smtp.ejemplo.com:65536",
                ":25",
                "a b:25",
                "[x]:25",
                "2001:db8::1"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> Detour.parse(text))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo("nextHop"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ejemplo.com", "[192.0.2.1]", "[ipv6:2001:db8::1]", "[ipv6:2001:db8::25]"})
    void noDestinationLooksLikeOne(String destination) {
        assertThat(Detour.ofLane(destination)).isEmpty();
    }

    @Test
    void mailIsNotSentToThisServerItself() {
        try (DnsLookup dns = DnsLookup.by("")) {
            // No route is asked.
            Router router = new Router(
                    null, new MailExchangers(dns, new OwnHost("mail.ejemplo.com", port -> port == 2525)), 25);

            assertThatThrownBy(() -> router.check(new Detour("127.0.0.1", 2525)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("itself");
            router.check(new Detour("127.0.0.1", 2526));
            assertThat(router.find(new Detour("127.0.0.1", 2526).route(), "b.test"))
                    .isInstanceOfSatisfying(
                            NextHops.Hosts.class,
                            hosts -> assertThat(hosts.hosts()).singleElement().satisfies(hop -> {
                                assertThat(hop.port()).isEqualTo(2526);
                                assertThat(hop.login()).isEqualTo(Optional.empty());
                            }));
        }
    }
}
