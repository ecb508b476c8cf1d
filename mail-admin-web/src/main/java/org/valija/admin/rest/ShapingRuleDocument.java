package org.valija.admin.rest;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.lane.Rate;
import org.valija.lane.ReplyRule;
import org.valija.settings.TimeSpan;
import org.valija.shaping.ShapingLimits;
import org.valija.shaping.ShapingRule;
import org.valija.shaping.ShapingText;

/**
 * A shaping rule, as JSON has it; what it leaves open is null.
 *
 * @param id ours; null for a shipped one
 * @param place from 1; null for a shipped one
 */
public record ShapingRuleDocument(
        Long id,
        Integer place,
        String mxHost,
        String domain,
        String stream,
        Integer connections,
        Integer messages,
        String age,
        String rate,
        Integer recipients,
        String firstPause,
        String longestPause,
        List<String> replies) {

    private static final Set<String> FIELDS = Set.of(
            "id",
            "place",
            "mxHost",
            "domain",
            "stream",
            "connections",
            "messages",
            "age",
            "rate",
            "recipients",
            "firstPause",
            "longestPause",
            "replies");

    /**
     * @param id the rule's, 0 for a new one
     * @throws org.valija.settings.InvalidSettingException as {@link JsonFields} has it
     */
    static PlacedRule<ShapingRule> read(long id, String json) {
        JsonFields document = JsonFields.parse("a shaping rule", json, FIELDS);
        ShapingRule rule = new ShapingRule(
                id,
                document.text("mxHost"),
                document.text("domain"),
                document.text("stream"),
                new ShapingLimits(
                        number(document, "connections"),
                        number(document, "messages"),
                        ShapingText.time("age", document.text("age")),
                        document.text("rate").map(rate -> ShapingText.rate("rate", rate)),
                        number(document, "recipients"),
                        ShapingText.time("firstPause", document.text("firstPause")),
                        ShapingText.time("longestPause", document.text("longestPause")),
                        ShapingText.replies("replies", document.texts("replies"))));
        return PlacedRule.of(rule, id, document);
    }

    private static Optional<Integer> number(JsonFields document, String field) {
        return document.number(field, Integer.MAX_VALUE).map(Long::intValue);
    }

    /** @param place from 1 */
    static ShapingRuleDocument own(int place, ShapingRule rule) {
        return of(rule.id(), place, rule);
    }

    static ShapingRuleDocument shipped(ShapingRule rule) {
        return of(null, null, rule);
    }

    private static ShapingRuleDocument of(Long id, Integer place, ShapingRule rule) {
        ShapingLimits limits = rule.limits();
        return new ShapingRuleDocument(
                id,
                place,
                rule.mxHost().orElse(null),
                rule.domain().orElse(null),
                rule.stream().orElse(null),
                limits.connections().orElse(null),
                limits.messages().orElse(null),
                limits.age().map(TimeSpan::text).orElse(null),
                limits.rate().map(Rate::toString).orElse(null),
                limits.recipients().orElse(null),
                limits.firstPause().map(TimeSpan::text).orElse(null),
                limits.longestPause().map(TimeSpan::text).orElse(null),
                limits.replies().stream().map(ReplyRule::toString).toList());
    }
}
