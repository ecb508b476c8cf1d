package org.valija.admin.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.policy.RelayRule;
import org.valija.sender.SenderRule;
import org.valija.settings.InvalidSettingException;

class RuleDocumentTest {

    @Test
    void aConditionThatIsLeftOutOrNullAlwaysHolds() {
        assertThat(SenderRuleDocument.read(0, "{\"user\": null, \"senders\": [\"*\"]}"))
                .isEqualTo(new PlacedRule<>(
                        new SenderRule(0, Optional.empty(), Optional.empty(), List.of("*")), OptionalInt.empty()));
        assertThat(RelayRuleDocument.read(
                        7, "{\"id\": 7, \"place\": 3, \"action\": \"RELAY\", \"authenticated\": false}"))
                .isEqualTo(new PlacedRule<>(
                        new RelayRule(
                                7,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(false),
                                Optional.empty(),
                                Optional.empty(),
                                RelayRule.Action.RELAY,
                                Optional.empty()),
                        OptionalInt.of(3)));
    }

    @ParameterizedTest
    @CsvSource({"3000000000, 2147483647", "-3000000000, -1", "0, 0"})
    void aPlaceThatIsFarOutDoesNotBecomeOneThatThereIs(String place, int read) {
        assertThat(SenderRuleDocument.read(0, "{\"place\": " + place + "}").place())
                .hasValue(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''      | [\"*\"]",
                "id      | {\"id\": 8}",
                "place   | {\"place\": \"1\"}",
                "user    | {\"user\": 1}",
                "senders | {\"senders\": [1]}",
                "sender  | {\"sender\": \"*\"}"
            })
    void namesTheFieldThatIsWrong(String field, String json) {
        assertThatThrownBy(() -> SenderRuleDocument.read(7, json))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }
}
