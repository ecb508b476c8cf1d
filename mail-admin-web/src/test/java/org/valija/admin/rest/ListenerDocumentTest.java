package org.valija.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.ListenerKind;
import org.valija.settings.InvalidSettingException;
import org.valija.spi.Extension;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerOptions.LineBreaks;
import org.valija.spi.ListenerSettings;

class ListenerDocumentTest {

    @Test
    void whatIsLeftOutHasItsDefault() {
        assertThat(ListenerDocument.read("otro", "{\"kind\": \"relay\", \"address\": \"::\", \"port\": 26}"))
                .isEqualTo(new ListenerSettings("otro", ListenerKind.RELAY, "::", 26, true, 52428800, 100));
    }

    @Test
    void readsAllThatCanBeSetAndIgnoresWhatAGetAddsToIt() {
        String json =
                """
                {"name": "otro", "kind": "SUBMISSION", "address": "127.0.0.1", "port": 0, "enabled": false,
                 "maxMessageSize": 65536, "maxRecipients": 200, "withheld": ["8BITMIME", "chunking"],
                 "lineBreaks": "NORMALISE", "proxyNetworks": ["10.0.0.0/8"], "xclientNetworks": ["::1", "127.0.0.1"], "asksCertificate": true,
                 "status": {"state": "OPEN", "port": 2526, "sessions": 3}}
                """;
        assertThat(ListenerDocument.read("otro", json))
                .isEqualTo(new ListenerSettings(
                        "otro",
                        ListenerKind.SUBMISSION,
                        "127.0.0.1",
                        0,
                        false,
                        65536,
                        200,
                        new ListenerOptions(
                                Set.of(Extension.EIGHT_BIT_MIME, Extension.CHUNKING),
                                LineBreaks.NORMALISE,
                                List.of("10.0.0.0/8"),
                                List.of("::1", "127.0.0.1"),
                                true)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''              | nothing",
                "''              | []",
                "''              | {\"kind\": \"relay\"",
                "kind            | {}",
                "kind            | {\"kind\": \"pop3\"}",
                "kind            | {\"kind\": 25}",
                "address         | {\"kind\": \"relay\", \"port\": 25}",
                "port            | {\"kind\": \"relay\", \"address\": \"::\"}",
                "port            | {\"kind\": \"relay\", \"address\": \"::\", \"port\": \"25\"}",
                "port            | {\"kind\": \"relay\", \"address\": \"::\", \"port\": 2.5}",
                "name            | {\"name\": \"other\"}",
                "ports           | {\"ports\": 25}",
                "enabled         | {\"kind\": \"relay\", \"address\": \"::\", \"port\": 25, \"enabled\": \"yes\"}",
                "withheld        | {\"kind\": \"relay\", \"address\": \"::\", \"port\": 25, \"withheld\": [\"ETRN\"]}",
                "withheld        | {\"kind\": \"relay\", \"address\": \"::\", \"port\": 25, \"withheld\": \"DSN\"}",
                "asksCertificate | {\"kind\": \"relay\", \"address\": \"::\", \"port\": 25, \"asksCertificate\": \"x\"}",
                "proxyNetworks   | {\"kind\": \"relay\", \"address\": \"::\", \"port\": 25, \"proxyNetworks\": [10]}"
            })
    void namesTheFieldThatIsWrong(String field, String json) {
        assertThatThrownBy(() -> ListenerDocument.read("otro", json))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775808", "65536000000000000000000000", "4294967321"})
    void aNumberThatIsFarTooLargeDoesNotBecomeASmallOne(String number) {
        String json = "{\"kind\": \"relay\", \"address\": \"::\", \"port\": " + number + "}";

        assertThat(ListenerDocument.read("otro", json).port()).isEqualTo(Integer.MAX_VALUE);
    }
}
