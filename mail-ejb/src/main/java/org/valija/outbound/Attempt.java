package org.valija.outbound;

import java.time.Instant;
import java.util.List;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;

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

    /** It belongs into the sandbox mailbox, and is still to be put there. */
    record ForSandbox() implements Attempt {}
}
