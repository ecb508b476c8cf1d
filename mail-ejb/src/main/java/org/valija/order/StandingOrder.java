package org.valija.order;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to be done with all mail of a kind, that which comes later included.
 *
 * @param id given by the store; 0 for a new one
 * @param kind what is to be done
 * @param criteria with which mail
 * @param reason why, in the administrator's words; for {@code BOUNCE} the senders read them
 * @param tellSender for {@code BOUNCE}, whether senders are told
 * @param by who has ordered it
 * @param since when
 * @param until when it ends by itself; empty for never
 */
public record StandingOrder(
        long id,
        Kind kind,
        MailCriteria criteria,
        String reason,
        boolean tellSender,
        String by,
        Instant since,
        Optional<Instant> until) {

    /** What is to be done. */
    public enum Kind {
        /** Nothing leaves: it waits in the deferred store, and goes when the order ends. */
        PAUSE,
        /** It is returned to its sender. */
        BOUNCE
    }

    /** Whether it keeps back all mail. */
    public boolean isStopForAll() {
        return kind == Kind.PAUSE && criteria.isAll();
    }

    boolean isInForce(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isEmpty();
    }
}
