package org.valija.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.ListenerKind;
import org.valija.spi.Extension;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerSettings;

class ListenerChecksTest {

    @ParameterizedTest
    @CsvSource({
        "relay, 0.0.0.0, 25, 52428800, 100",
        "a, ::, 65535, 65536, 10000",
        "demo-2, 127.0.0.1, 0, 2147483647, 100",
        "aaaaaaaabbbbbbbbccccccccdddddddd, ::1, 1, 65536, 101"
    })
    void acceptsWhatCanBeOpened(String name, String address, int port, long size, int recipients) {
        ListenerChecks.check(new ListenerSettings(name, ListenerKind.RELAY, address, port, true, size, recipients));
    }

    @ParameterizedTest
    @CsvSource({
        "name, '', 0.0.0.0, 25, 65536, 100",
        "name, Relay, 0.0.0.0, 25, 65536, 100",
        "name, 1relay, 0.0.0.0, 25, 65536, 100",
        "name, re lay, 0.0.0.0, 25, 65536, 100",
        "name, aaaaaaaabbbbbbbbccccccccdddddddde, 0.0.0.0, 25, 65536, 100",
        "address, relay, localhost, 25, 65536, 100",
        "address, relay, 1.2.3, 25, 65536, 100",
        "address, relay, '', 25, 65536, 100",
        "port, relay, 0.0.0.0, -1, 65536, 100",
        "port, relay, 0.0.0.0, 65536, 65536, 100",
        "maxMessageSize, relay, 0.0.0.0, 25, 65535, 100",
        "maxMessageSize, relay, 0.0.0.0, 25, 2147483648, 100",
        "maxRecipients, relay, 0.0.0.0, 25, 65536, 99",
        "maxRecipients, relay, 0.0.0.0, 25, 65536, 10001"
    })
    void namesTheValueThatIsWrong(String field, String name, String address, int port, long size, int recipients) {
        assertThatThrownBy(() -> ListenerChecks.check(
                        new ListenerSettings(name, ListenerKind.RELAY, address, port, true, size, recipients)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource({
        "withheld, SUBMISSION, STARTTLS, '', ''",
        "withheld, SUBMISSION, AUTH, '', ''",
        "withheld, SUBMISSIONS, AUTH, '', ''",
        "withheld, LMTP, PIPELINING, '', ''",
        "withheld, LMTP, ENHANCED_STATUS_CODES, '', ''",
        "proxyNetworks, RELAY, SIZE, balancer.example, ''",
        "proxyNetworks, RELAY, SIZE, 10.0.0.1/8, ''",
        "proxyNetworks, RELAY, SIZE, 0.0.0.0/0, ''",
        "xclientNetworks, RELAY, SIZE, 10.0.0.0/8, 300.0.0.1",
        "xclientNetworks, RELAY, SIZE, 10.0.0.0/8, ::/0"
    })
    void namesTheOptionThatIsWrong(
            String field, ListenerKind kind, Extension withheld, String proxyNetwork, String xclientNetwork) {
        ListenerSettings settings = withOptions(kind, withheld, networks(proxyNetwork), networks(xclientNetwork));

        assertThatThrownBy(() -> ListenerChecks.check(settings))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource({
        "RELAY, STARTTLS, 10.0.0.0/8, 2001:db8::/32",
        "RELAY, AUTH, 192.0.2.7, ''",
        "SUBMISSIONS, STARTTLS, ::1, 127.0.0.1",
        "LMTP, STARTTLS, '', ''"
    })
    void acceptsOptionsThatMakeSense(
            ListenerKind kind, Extension withheld, String proxyNetwork, String xclientNetwork) {
        ListenerChecks.check(withOptions(kind, withheld, networks(proxyNetwork), networks(xclientNetwork)));
    }

    @Test
    void aWrongNetworkIsToldByWhatIsWrongWithIt() {
        ListenerSettings settings =
                withOptions(ListenerKind.RELAY, Extension.SIZE, List.of("10.0.0.7", "10.0.0.7/8"), List.of());

        assertThatThrownBy(() -> ListenerChecks.check(settings))
                .hasMessageContaining("\"10.0.0.7/8\" can't be used, the address has bits outside of the network");
    }

    @Test
    void networksAreBounded() {
        ListenerSettings settings =
                withOptions(ListenerKind.RELAY, Extension.SIZE, Collections.nCopies(65, "10.0.0.7"), List.of());

        assertThatThrownBy(() -> ListenerChecks.check(settings)).hasMessageContaining("At most 64");
    }

    @Test
    void aRowKeepsAllThatIsSet() {
        ListenerSettings settings = withOptions(
                ListenerKind.RELAY, Extension.EIGHT_BIT_MIME, List.of("10.0.0.0/8", "::1"), List.of("127.0.0.1"));

        assertThat(ListenerEntity.of(settings).toSettings()).isEqualTo(settings);
    }

    private static List<String> networks(String network) {
        return network.isEmpty() ? List.of() : List.of(network);
    }

    private static ListenerSettings withOptions(
            ListenerKind kind, Extension withheld, List<String> proxyNetworks, List<String> xclientNetworks) {
        ListenerOptions options = new ListenerOptions(
                Set.of(withheld, Extension.DSN),
                ListenerOptions.LineBreaks.NORMALISE,
                proxyNetworks,
                xclientNetworks,
                true);
        return new ListenerSettings("mail", kind, "0.0.0.0", 26, true, 65536, 100, options);
    }

    @Test
    void lmtpIsNotSpokenOnThePortOfSmtp() {
        assertThatThrownBy(() -> ListenerChecks.check(
                        new ListenerSettings("lmtp", ListenerKind.LMTP, "127.0.0.1", 25, true, 65536, 100)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo("port"));
    }

    @Test
    void theDefaultsAreTheThreePortsOfMail() {
        assertThat(DefaultListeners.create(new Properties()))
                .extracting(ListenerSettings::name, ListenerSettings::kind, ListenerSettings::port)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("relay", ListenerKind.RELAY, 25),
                        org.assertj.core.groups.Tuple.tuple("submission", ListenerKind.SUBMISSION, 587),
                        org.assertj.core.groups.Tuple.tuple("submissions", ListenerKind.SUBMISSIONS, 465));
    }

    @Test
    void propertiesMoveTheDefaults() {
        Properties properties = new Properties();
        properties.setProperty("valija.port.relay", "2525");
        properties.setProperty("valija.bind.address", "127.0.0.1");

        ListenerSettings relay = DefaultListeners.create(properties).get(0);

        assertThat(relay.port()).isEqualTo(2525);
        assertThat(relay.address()).isEqualTo("127.0.0.1");
        assertThat(relay.enabled()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"valija.port.relay, smtp", "valija.port.submission, 70000", "valija.bind.address, localhost"})
    void aPropertyThatCannotBeUsedIsNamed(String property, String value) {
        Properties properties = new Properties();
        properties.setProperty(property, value);

        assertThatThrownBy(() -> DefaultListeners.create(properties)).hasMessageContaining(property);
    }
}
