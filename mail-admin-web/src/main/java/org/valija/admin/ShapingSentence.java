package org.valija.admin;

import java.util.ArrayList;
import java.util.List;
import org.valija.settings.TimeSpan;
import org.valija.shaping.ShapingLimits;
import org.valija.shaping.ShapingRule;

/** Says in plain words what a shaping rule does. */
final class ShapingSentence {

    private ShapingSentence() {}

    static String of(ShapingRule rule) {
        return rule.subject() + ": " + limits(rule);
    }

    static String limits(ShapingRule rule) {
        ShapingLimits limits = rule.limits();
        List<String> said = new ArrayList<>();
        limits.connections().ifPresent(n -> said.add(n == 1 ? "1 connection" : n + " connections"));
        limits.messages().ifPresent(n -> said.add(n + " messages over one"));
        limits.age().ifPresent(age -> said.add("for at most " + TimeSpan.text(age)));
        limits.rate().ifPresent(rate -> said.add(rate.toString()));
        limits.recipients().ifPresent(n -> said.add(n + " recipients a message"));
        limits.firstPause().ifPresent(pause -> said.add("first pause " + TimeSpan.text(pause)));
        limits.longestPause().ifPresent(pause -> said.add("longest pause " + TimeSpan.text(pause)));
        int replies = limits.replies().size();
        if (replies > 0) {
            said.add(replies == 1 ? "1 rule for replies" : replies + " rules for replies");
        }
        return String.join(", ", said);
    }
}
