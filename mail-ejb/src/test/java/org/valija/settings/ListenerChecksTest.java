package org.valija.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.spi.ListenerKind;
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
