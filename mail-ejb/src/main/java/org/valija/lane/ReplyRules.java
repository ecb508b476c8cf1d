package org.valija.lane;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.valija.EnhancedStatus;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.lane.ReplyRule.Action;

/**
 * What to do at a site's replies: the first rule whose pattern is in a reply decides.
 *
 * @param rules in order
 */
public record ReplyRules(List<ReplyRule> rules) {

    public static final ReplyRules NONE = new ReplyRules(List.of());

    public ReplyRules {
        rules = List.copyOf(rules);
    }

    private Optional<ReplyRule> at(RecipientOutcome outcome) {
        return rules.isEmpty() ? Optional.empty() : outcome.problem().flatMap(this::at);
    }

    private Optional<ReplyRule> at(Failure failure) {
        return failure.reply()
                .flatMap(reply ->
                        rules.stream().filter(rule -> rule.matches(reply)).findFirst());
    }

    /** What the lane is to do after an attempt: what says most, of all recipients. */
    Optional<ReplyRule> forLane(List<RecipientOutcome> outcomes) {
        return outcomes.stream()
                .flatMap(outcome -> at(outcome).stream())
                .filter(rule -> rule.action() != Action.BOUNCE)
                .max(Comparator.comparing(ReplyRule::action)
                        .thenComparing(rule -> rule.pause().orElse(Duration.ZERO)));
    }

    /** The outcomes, with those bounced that are to be. */
    public List<RecipientOutcome> bounced(List<RecipientOutcome> outcomes) {
        return outcomes.stream().map(this::bounced).toList();
    }

    private RecipientOutcome bounced(RecipientOutcome outcome) {
        Optional<ReplyRule> rule = outcome instanceof Deferred
                ? at(outcome).filter(found -> found.action() == Action.BOUNCE)
                : Optional.empty();
        if (rule.isEmpty()) {
            return outcome;
        }
        Failure failure = ((Deferred) outcome).failure();
        return new Bounced(
                outcome.recipient(),
                new Failure(
                        new EnhancedStatus(
                                5, failure.status().subject(), failure.status().detail()),
                        failure.host(),
                        failure.reply(),
                        failure.reason() + "; by a shaping rule, that is for good (" + rule.get() + ")"));
    }
}
