package org.valija;

import java.time.Instant;
import java.util.Objects;

/**
 * Until when a message is of use to its recipients (RFC 2852).
 *
 * @param deadline when it is to have been delivered
 * @param mode what happens at the deadline
 * @param trace whether each host that passes it on reports so to the sender
 */
public record DeliverBy(Instant deadline, Mode mode, boolean trace) {

    public DeliverBy {
        Objects.requireNonNull(deadline, "deadline");
        Objects.requireNonNull(mode, "mode");
    }

    /** The same, and no report by each host that passes it on. */
    public DeliverBy withoutTrace() {
        return new DeliverBy(deadline, mode, false);
    }

    /** What happens at the deadline. */
    public enum Mode {
        /** The message is returned, and not tried again. */
        RETURN,
        /** The sender is told of the delay, and delivery is tried further. */
        NOTIFY
    }
}
