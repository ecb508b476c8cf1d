package org.valija.shaping;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.valija.delivery.SessionTerms;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.Streams;
import org.valija.settings.TimeSpan;

/** Whether shaping rules can be kept. */
final class ShapingRuleChecks {

    static final int MAX_RULES = 500;

    private static final int MAX_CONNECTIONS = 1000;
    private static final int MAX_MESSAGES = 1_000_000;
    private static final int MAX_REPLIES = 50;
    private static final Duration LONGEST = Duration.ofDays(1);

    private ShapingRuleChecks() {}

    /** @throws InvalidSettingException if it can't, with the first value that is wrong */
    static void check(ShapingRule rule, Streams streams) {
        checkPattern("mxHost", rule.mxHost(), "a host such as mx.ejemplo.com, or *.ejemplo.com");
        checkPattern("domain", rule.domain(), "a domain such as ejemplo.com, or *.ejemplo.com for its subdomains");
        rule.stream().ifPresent(stream -> streams.check("stream", stream));
        ShapingLimits limits = rule.limits();
        checkNumber("connections", limits.connections(), MAX_CONNECTIONS);
        checkNumber("messages", limits.messages(), MAX_MESSAGES);
        checkTime("age", limits.age());
        checkNumber("recipients", limits.recipients(), SessionTerms.MOST_RECIPIENTS);
        checkTime("firstPause", limits.firstPause());
        checkTime("longestPause", limits.longestPause());
        if (limits.firstPause().isPresent()
                && limits.longestPause()
                        .filter(longest -> longest.compareTo(limits.firstPause().get()) < 0)
                        .isPresent()) {
            throw new InvalidSettingException("longestPause", "The longest pause is not shorter than the first one.");
        }
        if (limits.replies().size() > MAX_REPLIES) {
            throw new InvalidSettingException("replies", "A rule has at most " + MAX_REPLIES + " of them.");
        }
        if (laidDown(limits).isEmpty()) {
            throw new InvalidSettingException(
                    "connections", "Give at least one limit, or a rule for replies: else the rule does nothing.");
        }
    }

    /**
     * Whether each rule of a list has something to say.
     *
     * @param changed the rule that was added or changed
     * @throws InvalidSettingException if one of them has not, since the rules before it decide all of it
     */
    static void checkOrder(List<ShapingRule> rules, long changed) {
        if (rules.size() > MAX_RULES) {
            throw new InvalidSettingException("", "There are at most " + MAX_RULES + " rules.");
        }
        for (int i = 1; i < rules.size(); i++) {
            ShapingRule rule = rules.get(i);
            List<ShapingRule> before = rules.subList(0, i);
            Optional<ShapingRule> all =
                    before.stream().filter(each -> takesAll(each, rule)).findFirst();
            if (all.isPresent()) {
                boolean itself = rule.id() == changed;
                throw new InvalidSettingException(
                        itself ? field(rule) : "place",
                        (itself ? "It" : "Rule " + (i + 1) + " (" + rule.subject() + ")")
                                + " would have nothing to say: rule " + (rules.indexOf(all.get()) + 1) + " ("
                                + all.get().subject() + ") goes before it and decides all of it.");
            }
        }
    }

    private static String field(ShapingRule rule) {
        return rule.mxHost().isPresent() || rule.domain().isEmpty() ? "mxHost" : "domain";
    }

    private static boolean takesAll(ShapingRule before, ShapingRule rule) {
        return covers(before.mxHost(), rule.mxHost())
                && covers(before.domain(), rule.domain())
                && (before.stream().isEmpty() || before.stream().equals(rule.stream()))
                && laidDown(before.limits()).containsAll(laidDown(rule.limits()));
    }

    private static boolean covers(Optional<String> before, Optional<String> pattern) {
        DomainPattern all = DomainPattern.parse("*");
        return before.map(DomainPattern::parse)
                .orElse(all)
                .covers(pattern.map(DomainPattern::parse).orElse(all));
    }

    /** Each limit by its name, each rule for replies by its pattern: the first one decides. */
    private static List<Object> laidDown(ShapingLimits limits) {
        List<Object> found = new ArrayList<>();
        limits.connections().ifPresent(value -> found.add("connections"));
        limits.messages().ifPresent(value -> found.add("messages"));
        limits.age().ifPresent(value -> found.add("age"));
        limits.rate().ifPresent(value -> found.add("rate"));
        limits.recipients().ifPresent(value -> found.add("recipients"));
        limits.firstPause().ifPresent(value -> found.add("first pause"));
        limits.longestPause().ifPresent(value -> found.add("longest pause"));
        limits.replies().forEach(reply -> found.add("reply " + reply.pattern()));
        return found;
    }

    private static void checkPattern(String field, Optional<String> pattern, String what) {
        pattern.ifPresent(text -> {
            try {
                DomainPattern.parse(text);
            } catch (IllegalArgumentException e) {
                throw new InvalidSettingException(field, "Give " + what + "; leave it empty for all.");
            }
        });
    }

    private static void checkNumber(String field, Optional<Integer> number, int max) {
        checkRange(field, number, 1, max, n -> n);
    }

    private static void checkTime(String field, Optional<Duration> time) {
        checkRange(field, time, Duration.ofSeconds(1), LONGEST, TimeSpan::text);
    }

    private static <T extends Comparable<T>> void checkRange(
            String field, Optional<T> value, T min, T max, Function<T, Object> text) {
        if (value.filter(given -> given.compareTo(min) < 0 || given.compareTo(max) > 0)
                .isPresent()) {
            throw new InvalidSettingException(
                    field, "It is " + text.apply(min) + " to " + text.apply(max) + "; leave it empty to say nothing.");
        }
    }
}
