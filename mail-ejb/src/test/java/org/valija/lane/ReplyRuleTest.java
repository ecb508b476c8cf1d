package org.valija.lane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RemoteReply;

class ReplyRuleTest {

    private static RemoteReply reply(String line) {
        return new RemoteReply(Integer.parseInt(line.substring(0, 3)), Optional.empty(), line);
    }

    @ParameterizedTest
    @CsvSource({
        "slow-down: 421 4.7.28, 421 4.7.28 too much, true",
        "slow-down: 421 4.7.28, 421-4.7.28 too much 421 4.7.28 indeed, true",
        "slow-down: 421 4.7.28, 450 as in 421 4.7.28, false",
        "slow-down: 421, 421 4.7.28 too much, true",
        "slow-down: 4.7.28, 421 4.7.28 too much, true",
        "slow-down: RP-001, 421 rp-001 the mail server, true",
        "slow-down: unusual*rate, 421 an unusual kind of rate, true",
        "slow-down: unusual*rate, 421 a rate that is unusual, false",
        "slow-down: *unusual*, 421 an unusual rate, true",
        "slow-down: 421*rate, 421 what a rate, true",
        "slow-down: 421*rate, 450 421 what a rate, false",
        "slow-down: (a+)+$, 421 aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, false"
    })
    void findsItsPatternInAReply(String rule, String line, boolean found) {
        assertThat(ReplyRule.parse(rule).matches(reply(line))).isEqualTo(found);
    }

    @ParameterizedTest
    @ValueSource(strings = {"slow-down: 421 4.7.28", "pause 30m: *too many*", "bounce: 452 4.2.2"})
    void isWrittenAsItIsRead(String rule) {
        assertThat(ReplyRule.parse(rule)).hasToString(rule);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "slow down: 421",
                "slow-down 421",
                "slow-down:",
                "slow-down: *",
                "slow-down: ab",
                "pause: 421",
                "pause 0s: 421",
                "pause 2d: 421",
                "pause soon: 421",
                "wait: 421",
                "slow-down: 421\nbounce: 450"
            })
    void refusesWhatIsNone(String rule) {
        assertThatThrownBy(() -> ReplyRule.parse(rule)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void aPatternOfAnyTextMatchesTheReplyThatHasIt(
            @ForAll @CharRange(from = ' ', to = '~') @StringLength(max = 150) String before,
            @ForAll @CharRange(from = '!', to = '~') @StringLength(min = 3, max = 150) String text) {
        String piece = text.replace('*', '.');
        Assume.that(!piece.matches("[45]\\d\\d"));
        ReplyRule rule = ReplyRule.parse("slow-down: " + piece);
        assertThat(rule.matches(reply("421 " + before + piece))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"450 4.2.1 no such user, true", "450 4.2.1 not now, false"})
    void whatIsForGoodBouncesAtOnce(String line, boolean bounced) {
        ReplyRules rules = new ReplyRules(List.of(
                ReplyRule.parse("bounce: no such user"),
                new ReplyRule(ReplyRule.Action.SLOW_DOWN, Optional.empty(), "now")));
        Deferred deferred = new Deferred(
                MailAddress.parse("luis@b.test"),
                new Failure(EnhancedStatus.parse("4.2.1"), Optional.of("mx.b.test"), Optional.of(reply(line)), line));

        RecipientOutcome outcome = rules.bounced(List.of(deferred)).get(0);

        assertThat(outcome instanceof Bounced).isEqualTo(bounced);
        assertThat(outcome.problem().orElseThrow().status()).hasToString(bounced ? "5.2.1" : "4.2.1");
        assertThat(rules.forLane(List.of(deferred)).isPresent()).isEqualTo(!bounced);
    }

    @ParameterizedTest
    @CsvSource({"10/second, 100000000", "60/min, 1000000000", "3600 / h, 1000000000", "1/day, 86400000000000"})
    void aRateIsRead(String text, long nanos) {
        assertThat(Rate.parse(text).intervalNanos()).isEqualTo(nanos);
        assertThat(Rate.parse(Rate.parse(text).toString())).isEqualTo(Rate.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "10", "0/s", "-1/s", "1000001/s", "10/week", "ten/s", "10/s/s"})
    void whatIsNoRateIsRefused(String text) {
        assertThatThrownBy(() -> Rate.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"pause 1h: 421 a, pause 2h: 421 b, 2", "slow-down: 421 b, pause 1h: 421 a, 1"})
    void whatSaysMostCounts(String one, String other, int hours) {
        ReplyRules rules = new ReplyRules(List.of(ReplyRule.parse(one), ReplyRule.parse(other)));
        List<RecipientOutcome> outcomes = List.of(deferred("421 a"), deferred("421 b"));

        assertThat(rules.forLane(outcomes).orElseThrow().pause()).contains(Duration.ofHours(hours));
    }

    private static Deferred deferred(String line) {
        return new Deferred(
                MailAddress.parse("luis@b.test"),
                new Failure(EnhancedStatus.parse("4.0.0"), Optional.empty(), Optional.of(reply(line)), line));
    }
}
