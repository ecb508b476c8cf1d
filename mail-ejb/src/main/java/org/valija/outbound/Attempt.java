package org.valija.outbound;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.EnhancedStatus;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.order.StandingOrder;

/** What an attempt has come to. */
public sealed interface Attempt {

    /** A next hop was spoken to, or there is none: the outcome of each recipient. */
    record Tried(List<RecipientOutcome> outcomes) implements Attempt {}

    /**
     * None was made: it can't leave now.
     *
     * @param until when it is worth while to try
     * @param failure why, class 4
     * @param alone whether that is about this message only; else all of its backlog waits for the same
     */
    record Postponed(Instant until, Failure failure, boolean alone) implements Attempt {

        Postponed(Instant until, Failure failure) {
            this(until, failure, false);
        }
    }

    /**
     * None was made: an administrator has decided that it is returned.
     *
     * @param failure why, class 5
     * @param tellSender whether its sender is told
     */
    record Refused(Failure failure, boolean tellSender) implements Attempt {

        /** RFC 3463 section 3.8: delivery not authorized, message refused. */
        private static final EnhancedStatus PROHIBITED = EnhancedStatus.parse("5.7.1");

        /** Empty if the order does not return mail. */
        static Optional<Attempt> by(StandingOrder order) {
            return order.kind() == StandingOrder.Kind.BOUNCE
                    ? Optional.of(because(order.reason(), order.tellSender()))
                    : Optional.empty();
        }

        static Refused because(String reason, boolean tellSender) {
            return new Refused(
                    Failure.local(PROHIBITED, "Returned by the administrator of the mail server: " + reason),
                    tellSender);
        }
    }

    /** It belongs into the sandbox mailbox, and is still to be put there. */
    record ForSandbox() implements Attempt {}
}
