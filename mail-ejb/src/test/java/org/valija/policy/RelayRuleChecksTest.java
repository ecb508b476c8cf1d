package org.valija.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.policy.RelayRule.Action;
import org.valija.settings.InvalidSettingException;

class RelayRuleChecksTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "      |            |         |         | RELAY  |",
                "relay | 10.0.0.0/8 | x.org   | *.y.org | ACCEPT |",
                "      | ::1        | <>      | ñandú.cl| RELAY  |",
                "      |            |         |         | REFUSE | Not here"
            })
    void acceptsWhatCanBeEvaluated(
            String listener, String network, String sender, String recipient, Action action, String text) {
        RelayRule rule = RelayPolicyTest.rule(listener, network, null, sender, recipient, action, text);

        RelayRuleChecks.check(rule);

        assertThat(new RelayRuleMatcher(rule).decision()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listener        | Relay | | | | RELAY |",
                "clientNetwork   | | 10.0.0.1/8 | | | RELAY |",
                "clientNetwork   | | localhost | | | RELAY |",
                "senderDomain    | | | @x.org | | RELAY |",
                "senderDomain    | | | * | | RELAY |",
                "recipientDomain | | | | <> | RELAY |",
                "recipientDomain | | | | x..org | RELAY |",
                "action          | | | | | |",
                "text            | | | | | REFUSE |",
                "text            | | | | | RELAY | Why?",
                "text            | | | | | REFUSE | ñandú"
            })
    void namesTheConditionThatIsWrong(
            String field,
            String listener,
            String network,
            String sender,
            String recipient,
            Action action,
            String text) {
        assertThatThrownBy(() -> RelayRuleChecks.check(
                        RelayPolicyTest.rule(listener, network, null, sender, recipient, action, text)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\tb", "a\u0000b", " "})
    void aTextThatWouldBreakTheReplyIsRefused(String text) {
        assertThatThrownBy(() ->
                        RelayRuleChecks.check(RelayPolicyTest.rule(null, null, null, null, null, Action.REFUSE, text)))
                .isInstanceOf(InvalidSettingException.class);
    }

    @Test
    void aTextHasAtMost200Characters() {
        RelayRuleChecks.check(RelayPolicyTest.rule(null, null, null, null, null, Action.REFUSE, "x".repeat(200)));
        assertThatThrownBy(() -> RelayRuleChecks.check(
                        RelayPolicyTest.rule(null, null, null, null, null, Action.REFUSE, "x".repeat(201))))
                .hasMessageContaining("200");
    }

    @Test
    void anUnusableNetworkOfTheFirstStartIsNamedWithItsProperty() {
        assertThatThrownBy(() -> DefaultRelayRules.create("10.0.0.0/8,localhost"))
                .hasMessageContaining("valija.relay.networks")
                .hasMessageContaining("localhost");
    }
}
