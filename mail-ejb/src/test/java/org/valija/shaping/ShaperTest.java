package org.valija.shaping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.lane.LaneLimits;

class ShaperTest {

    private static final Shape OTHERWISE = new Shape(
            "", new LaneLimits(20, Duration.ofSeconds(30), Duration.ofMinutes(30)), 100, Duration.ofMinutes(5), 100);

    private static ShapingRule rule(String host, String domain, String stream, ShapingLimits limits) {
        return new ShapingRule(
                0, Optional.ofNullable(host), Optional.ofNullable(domain), Optional.ofNullable(stream), limits);
    }

    private static ShapingLimits limits(Integer connections, Integer messages, String rate, String firstPause) {
        return new ShapingLimits(
                Optional.ofNullable(connections),
                Optional.ofNullable(messages),
                Optional.empty(),
                Optional.ofNullable(rate).map(text -> ShapingText.rate("rate", text)),
                Optional.empty(),
                ShapingText.time("firstPause", Optional.ofNullable(firstPause)),
                Optional.empty(),
                List.of());
    }

    private static final Shaper SHAPER = Shaper.of(List.of(
            rule("*.google.com", "ejemplo.com", "bulk", limits(1, null, null, null)),
            rule("*.google.com", null, null, limits(null, 7, "100/minute", null)),
            rule(null, "ejemplo.org", null, limits(3, null, null, "1h")),
            rule(null, null, "bulk", limits(2, 5, null, null))));

    @ParameterizedTest
    @CsvSource({
        // own rules, shipped rules and the settings, limit by limit
        "mx.b.test, b.test, transactional, 20, 100, '', false, ''",
        "aspmx.l.google.com, b.test, transactional, 10, 7, 100/minute, false, ''",
        "ASPMX.L.GOOGLE.COM, b.test, transactional, 10, 7, 100/minute, false, ''",
        "aspmx.l.google.com, b.test, bulk, 2, 7, 100/minute, true, ''",
        "aspmx.l.google.com, ejemplo.com, bulk, 1, 7, 100/minute, true, for ejemplo.com",
        "mx.b.test, ejemplo.com, bulk, 2, 5, '', true, ''",
        "mx.b.test, ejemplo.org, bulk, 3, 5, '', false, for ejemplo.org",
        "mta5.am0.yahoodns.net, yahoo.com, transactional, 5, 20, '', false, ''",
    })
    void eachLimitIsThatOfTheFirstRuleThatLaysItDown(
            String host,
            String domain,
            String stream,
            int connections,
            int messages,
            String rate,
            boolean own,
            String scope) {
        Shape shape = SHAPER.shape(List.of("mx0.filter.test", host), domain, stream, OTHERWISE);

        assertThat(shape.lane().connections()).isEqualTo(connections);
        assertThat(shape.messages()).isEqualTo(messages);
        assertThat(shape.lane().rate().map(Object::toString).orElse("")).isEqualTo(rate);
        assertThat(shape.lane().own()).isEqualTo(own);
        assertThat(shape.scope()).isEqualTo(scope);
    }

    @Test
    void theLongestPauseIsNeverBelowTheFirst() {
        LaneLimits lane = SHAPER.shape(List.of("mx.b.test"), "ejemplo.org", "transactional", OTHERWISE)
                .lane();
        assertThat(lane.firstPause()).isEqualTo(Duration.ofHours(1));
        assertThat(lane.longestPause()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void saysWhichRuleDecides() {
        assertThat(SHAPER.explain(List.of("aspmx.l.google.com"), "b.test", "transactional", OTHERWISE))
                .contains(
                        new Decided("connections", "10", "a shipped rule (hosts *.google.com)"),
                        new Decided("messages", "7", "rule 2 (hosts *.google.com)"),
                        new Decided("rate", "100/minute", "rule 2 (hosts *.google.com)"),
                        new Decided("age", "5m", "the settings of the server"),
                        new Decided("replies", "slow-down: 421 4.7.28", "a shipped rule (hosts *.google.com)"));
    }
}
