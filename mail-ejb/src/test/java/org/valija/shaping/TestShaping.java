package org.valija.shaping;

import java.util.List;
import java.util.Optional;
import org.valija.lane.Rate;

/** Shaping rules without a database. */
public final class TestShaping {

    private TestShaping() {}

    public static Shaper of(ShapingRule... rules) {
        return Shaper.of(List.of(rules));
    }

    /** For all mail. */
    public static ShapingRule rate(String rate) {
        return new ShapingRule(
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new ShapingLimits(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(Rate.parse(rate)),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of()));
    }

    /** For all mail. */
    public static ShapingRule replies(String... replies) {
        return new ShapingRule(
                1,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new ShapingLimits(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        ShapingText.replies("replies", List.of(replies))));
    }
}
