package org.valija.outbound;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a message waits for in the deferred store.
 *
 * @param nextAttempt when it is due
 * @param warnAt when its sender is to be told that it is delayed; empty if he was, or is not to be
 * @param reason why it is not delivered yet
 * @param pausedBy the standing order that keeps it back
 */
public record Waiting(Instant nextAttempt, Optional<Instant> warnAt, String reason, Optional<Long> pausedBy) {

    /** Beyond any time: when the next attempt is of what an administrator keeps back. */
    static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    /** For nothing but its time. */
    Waiting(Instant nextAttempt, Optional<Instant> warnAt, String reason) {
        this(nextAttempt, warnAt, reason, Optional.empty());
    }

    /** When something is to be decided about it, whether it can be tried then or not. */
    Instant decideBy(QueuedMail mail) {
        return Stream.of(warnAt, Optional.of(mail.decideBy()))
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElseThrow();
    }
}
