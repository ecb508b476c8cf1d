package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.resource.spi.InvalidPropertyException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailActivationSpecTest {

    private final MailActivationSpec spec = new MailActivationSpec();

    @Test
    void readsAllProperties() throws InvalidPropertyException {
        spec.setRecipients(" soporte@ejemplo.com ,*@tickets.ejemplo.com,soporte@EJEMPLO.com");
        spec.setListeners("relay, submission");
        spec.setAuthenticatedOnly("true");
        spec.setMaxMessageSize("10M");
        spec.setExactlyOnce("true");
        assertThat(spec.selection())
                .isEqualTo(new Selection(
                        List.of(
                                RecipientPattern.parse("soporte@ejemplo.com"),
                                RecipientPattern.parse("*@tickets.ejemplo.com")),
                        Set.of("relay", "submission"),
                        true,
                        10 * 1024 * 1024,
                        false,
                        true));
    }

    @Test
    void onlyRecipientsAreNeeded() throws InvalidPropertyException {
        spec.setRecipients("*");
        assertThat(spec.selection())
                .isEqualTo(new Selection(
                        List.of(RecipientPattern.parse("*")), Set.of(), false, Selection.UNLIMITED, false, false));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "512, 512",
        "3K, 3072",
        "3k, 3072",
        "2M, 2097152",
        "2m, 2097152",
        "4G, 4294967296",
        "9999999999, 9999999999"
    })
    void readsSizes(String text, long octets) throws InvalidPropertyException {
        spec.setRecipients("*");
        spec.setMaxMessageSize(text);
        assertThat(spec.selection().maxMessageSize()).isEqualTo(octets);
    }

    @Test
    void theRelayTakesWhatTheRulesSendOn() throws InvalidPropertyException {
        spec.setRelay("true");
        assertThat(spec.selection().relay()).isTrue();
        assertThat(spec.selection().patterns()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "recipients        | ''              | at least one pattern",
                "recipients        | soporte         | is no recipient pattern",
                "recipients        | a@b,,c@d        | something is missing beside a comma",
                "recipients        | a@b,            | something is missing beside a comma",
                "listeners         | sub mission     | is no listener's name",
                "listeners         | Relay           | is no listener's name",
                "listeners         | sub_mission     | is no listener's name",
                "listeners         | relay,          | something is missing beside a comma",
                "authenticatedOnly | ture            | must be true or false",
                "authenticatedOnly | TRUE            | must be true or false",
                "exactlyOnce       | yes             | must be true or false",
                "maxMessageSize    | 0               | must be a number of octets",
                "maxMessageSize    | -1              | must be a number of octets",
                "maxMessageSize    | 10T             | must be a number of octets",
                "maxMessageSize    | 10 MB           | must be a number of octets",
                "maxMessageSize    | 9999999999999   | must be a number of octets",
                "relay             | yes             | must be true or false",
                "relay             | true            | recipients, listeners, authenticatedOnly and exactlyOnce must be empty",
            })
    void namesThePropertyAndItsWrongValue(String property, String value, String reason) {
        spec.setRecipients("a@b");
        switch (property) {
            case "recipients" -> spec.setRecipients(value);
            case "listeners" -> spec.setListeners(value);
            case "authenticatedOnly" -> spec.setAuthenticatedOnly(value);
            case "maxMessageSize" -> spec.setMaxMessageSize(value);
            case "exactlyOnce" -> spec.setExactlyOnce(value);
            case "relay" -> spec.setRelay(value);
            default -> throw new IllegalArgumentException(property);
        }
        assertThatThrownBy(spec::validate)
                .isInstanceOf(InvalidPropertyException.class)
                .hasMessageContaining("property " + property + " ")
                .hasMessageContaining("\"" + value + "\"")
                .hasMessageContaining(reason);
    }

    @Test
    void aWrongValueCannotBreakTheLog() {
        spec.setRecipients("a@b\r\nWARN forged");
        assertThatThrownBy(spec::validate)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n"));
    }
}
