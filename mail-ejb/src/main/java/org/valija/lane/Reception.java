package org.valija.lane;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.valija.EnhancedStatus;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RemoteReply;

/** What an attempt says about the site, as distinct from the message. */
enum Reception {
    /** It has dealt with the message, one way or the other. */
    WORKING,
    /** It wants to have less from us. */
    THROTTLING,
    /** It can't be found, connected to, or talked with. */
    UNREACHABLE,
    /** Nothing. */
    UNKNOWN;

    private static final int SERVICE_NOT_AVAILABLE = 421;

    /** RFC 3463 section 3.4 and 3.5: system not accepting network messages; mail system congestion. */
    private static final List<EnhancedStatus> OVERLOADED =
            List.of(EnhancedStatus.parse("4.3.2"), EnhancedStatus.parse("4.4.5"));

    /** RFC 3463 section 3.5: bad connection; what our side says of a host that would not talk. */
    private static final EnhancedStatus NO_SESSION = EnhancedStatus.parse("4.4.2");

    private static final Pattern TOO_MUCH = Pattern.compile(
            "\\b(?:rate|too (?:many|much|fast)|limit|throttl|slow down|volume|quota exceeded)",
            Pattern.CASE_INSENSITIVE);

    static Reception of(List<RecipientOutcome> outcomes) {
        Reception found = UNKNOWN;
        for (RecipientOutcome outcome : outcomes) {
            Reception one = of(outcome);
            if (one == WORKING) {
                return WORKING;
            }
            found = one == UNKNOWN ? found : one;
        }
        return found;
    }

    private static Reception of(RecipientOutcome outcome) {
        return outcome.problem().map(Reception::of).orElse(WORKING);
    }

    private static Reception of(Failure failure) {
        if (failure.reply().isEmpty()) {
            // RFC 3463 section 3.5: X.4.Z, network and routing; section 3.8: X.7.Z, which is TLS that failed if it is a
            // host's. What was not sent for another reason says nothing.
            boolean ofHost = failure.status().subject() == 4
                    || (failure.status().subject() == 7 && failure.host().isPresent());
            return failure.status().statusClass() == 4 && ofHost ? UNREACHABLE : UNKNOWN;
        }
        RemoteReply reply = failure.reply().get();
        if (reply.code() == SERVICE_NOT_AVAILABLE || OVERLOADED.contains(failure.status())) {
            return THROTTLING;
        }
        if (failure.status().equals(NO_SESSION) && !reply.status().equals(Optional.of(NO_SESSION))) {
            return UNREACHABLE; // it has refused us before we had said anything
        }
        // RFC 3463 section 3.8: X.7.Z, policy. Most of it is about this sender and this recipient, greylisting above
        // all.
        boolean temporaryPolicy =
                failure.status().statusClass() == 4 && failure.status().subject() == 7;
        return temporaryPolicy && TOO_MUCH.matcher(reply.line()).find() ? THROTTLING : WORKING;
    }
}
