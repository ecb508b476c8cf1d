package org.valija.shaping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.Streams;

class ShapingRuleChecksTest {

    private static final Streams STREAMS = Streams.parse("avisos");

    /** As in {@code host=mx.b.test connections=3 age=5m reply=bounce:_550}. */
    private static ShapingRule rule(long id, String text) {
        List<String> replies = new ArrayList<>();
        String[] values = new String[10];
        List<String> names = List.of(
                "host", "domain", "stream", "connections", "messages", "age", "rate", "recipients", "first", "longest");
        for (String pair : text.split(" ")) {
            String[] parts = pair.split("=", 2);
            if (parts[0].equals("reply")) {
                replies.add(parts[1].replace('_', ' '));
            } else {
                values[names.indexOf(parts[0])] = parts[1];
            }
        }
        return new ShapingRule(
                id,
                Optional.ofNullable(values[0]),
                Optional.ofNullable(values[1]),
                Optional.ofNullable(values[2]),
                new ShapingLimits(
                        ShapingText.number("connections", Optional.ofNullable(values[3])),
                        ShapingText.number("messages", Optional.ofNullable(values[4])),
                        ShapingText.time("age", Optional.ofNullable(values[5])),
                        Optional.ofNullable(values[6]).map(rate -> ShapingText.rate("rate", rate)),
                        ShapingText.number("recipients", Optional.ofNullable(values[7])),
                        ShapingText.time("firstPause", Optional.ofNullable(values[8])),
                        ShapingText.time("longestPause", Optional.ofNullable(values[9])),
                        ShapingText.replies("replies", replies)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections=1",
                "host=*.google.com connections=1000 messages=1000000 age=1d",
                "host=* rate=1/s",
                "domain=ñandú.cl recipients=100",
                "stream=avisos first=1s longest=1d",
                "reply=slow-down:_421",
            })
    void takesWhatMakesSense(String text) {
        assertThatCode(() -> ShapingRuleChecks.check(rule(0, text), STREAMS)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "host=mx..test connections=1, mxHost",
        "host=192.0.2.1 connections=1, mxHost",
        "domain=@ejemplo.com connections=1, domain",
        "stream=unknown connections=1, stream",
        "host=mx.b.test, connections",
        "connections=0, connections",
        "connections=1001, connections",
        "connections=many, connections",
        "messages=0, messages",
        "age=0s, age",
        "age=2d, age",
        "age=soon, age",
        "rate=0/s, rate",
        "rate=fast, rate",
        "recipients=101, recipients",
        "first=0s, firstPause",
        "first=5m longest=1m, longestPause",
        "reply=never, replies",
    })
    void refusesWhatDoesNotWithTheField(String text, String field) {
        assertThatThrownBy(() -> ShapingRuleChecks.check(rule(0, text), STREAMS))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field))
                .hasMessageEndingWith(".");
    }

    @ParameterizedTest
    @CsvSource({
        "connections=1, host=mx.b.test connections=2, true",
        "connections=1, host=mx.b.test connections=2 messages=1, false",
        "host=*.b.test connections=1, host=mx.b.test connections=2, true",
        "host=*.b.test connections=1, host=b.test connections=2, false",
        "host=mx.b.test connections=1, host=*.b.test connections=2, false",
        "host=*.b.test connections=1, host=*.mx.b.test connections=2, true",
        "host=*.b.test connections=1, connections=2, false",
        "stream=bulk connections=1, host=mx.b.test connections=2, false",
        "stream=bulk connections=1, stream=bulk host=mx.b.test connections=2, true",
        "domain=b.test connections=1, domain=B.TEST connections=2, true",
        "reply=bounce:_450, host=mx.b.test reply=slow-down:_450, true",
        "reply=bounce:_450, host=mx.b.test reply=slow-down:_451, false",
    })
    void refusesARuleThatHasNothingToSay(String first, String second, boolean refused) {
        List<ShapingRule> rules = List.of(rule(1, first), rule(2, second));
        if (refused) {
            assertThatThrownBy(() -> ShapingRuleChecks.checkOrder(rules, 2))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("rule 1");
        } else {
            assertThatCode(() -> ShapingRuleChecks.checkOrder(rules, 2)).doesNotThrowAnyException();
        }
    }

    @Test
    void saysWhichRuleAChangeSilences() {
        List<ShapingRule> rules = List.of(rule(1, "connections=1"), rule(2, "host=mx.b.test connections=2"));
        assertThatThrownBy(() -> ShapingRuleChecks.checkOrder(rules, 1))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo("place"))
                .hasMessageContaining("Rule 2 (hosts mx.b.test)");
    }

    @Test
    void theShippedRulesAreInOrder() {
        assertThat(ShippedRules.all()).hasSizeGreaterThan(20).allMatch(rule -> rule.mxHost()
                .isPresent());
        assertThatCode(() -> ShapingRuleChecks.checkOrder(ShippedRules.all(), 0))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections = 1",
                "[*.b.test]|connections 1",
                "[*.b.test]|size = 1",
                "[*.b.test]",
                "[*.b.test]|connections = 1|connections = 2",
                "[mx..]|connections = 1",
                "[b.test]|reply = maybe"
            })
    void aFileOfThemThatCanNotBeReadIsRefusedWithTheLine(String lines) {
        assertThatThrownBy(() -> ShippedRules.read(List.of(lines.split("\\|"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Line");
    }
}
