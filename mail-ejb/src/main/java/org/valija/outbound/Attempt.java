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
     * None was made: the destination can't have it now.
     *
     * @param until when it is worth while to try
     * @param failure why, class 4
     */
    record Postponed(Instant until, Failure failure) implements Attempt {}

    /** It belongs into the sandbox mailbox, and is still to be put there. */
    record ForSandbox() implements Attempt {}
}
