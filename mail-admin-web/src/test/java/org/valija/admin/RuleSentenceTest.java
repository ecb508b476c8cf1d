package org.valija.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.policy.RelayRule;
import org.valija.policy.RelayRule.Action;

class RuleSentenceTest {

    static Stream<Arguments> rules() {
        return Stream.of(
                arguments(
                        rule(null, null, null, null, null, Action.ACCEPT, null),
                        "All mail: taken where a bean receives it, never relayed."),
                arguments(
                        rule(null, null, true, null, null, Action.RELAY, null),
                        "Mail from clients that have logged in: taken where a bean receives it, relayed to all other"
                                + " recipients."),
                arguments(
                        rule("relay", "10.0.0.0/8", false, "<>", "*.ejemplo.com", Action.REFUSE, "No"),
                        "Mail on listener relay, from 10.0.0.0/8, from clients without a login, with the null"
                                + " reverse-path (bounces), to any subdomain of ejemplo.com: refused with 550 5.7.1 “No”."),
                arguments(
                        rule(null, null, null, "spam.example", null, Action.REFUSE, null),
                        "Mail sent by spam.example: refused with 550 5.7.1."));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void saysWhatTheRuleDoes(RelayRule rule, String sentence) {
        assertThat(RuleSentence.of(rule)).isEqualTo(sentence);
    }

    static RelayRule rule(
            String listener,
            String network,
            Boolean authenticated,
            String sender,
            String recipient,
            Action action,
            String text) {
        return new RelayRule(
                1,
                Optional.ofNullable(listener),
                Optional.ofNullable(network),
                Optional.ofNullable(authenticated),
                Optional.ofNullable(sender),
                Optional.ofNullable(recipient),
                action,
                Optional.ofNullable(text));
    }
}
