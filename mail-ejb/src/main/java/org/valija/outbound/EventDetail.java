package org.valija.outbound;

import java.time.Instant;
import java.util.Optional;
import org.valija.DeliveryEvent;
import org.valija.DeliveryEvent.Kind;
import org.valija.EnhancedStatus;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.RemoteReply;

/** What a delivery event says besides whom it is about; recipients with the same share an event. */
record EventDetail(
        Kind kind,
        Optional<String> host,
        Optional<EnhancedStatus> status,
        Optional<RemoteReply> reply,
        String reason,
        Optional<Instant> nextAttempt) {

    static final EventDetail QUEUED = plain(Kind.QUEUED, "");
    static final EventDetail CANCELLED = plain(Kind.CANCELLED, "");
    static final EventDetail IN_SANDBOX = plain(Kind.DELIVERED, "Kept in the sandbox mailbox");

    private static EventDetail plain(Kind kind, String reason) {
        return new EventDetail(kind, Optional.empty(), Optional.empty(), Optional.empty(), reason, Optional.empty());
    }

    static EventDetail delivered(Delivered done) {
        return new EventDetail(
                Kind.DELIVERED,
                Optional.of(done.host()),
                done.reply().status(),
                Optional.of(done.reply()),
                "",
                Optional.empty());
    }

    static EventDetail deferred(Failure failure, Instant nextAttempt) {
        return failed(Kind.DEFERRED, failure, Optional.of(nextAttempt));
    }

    /** @param kind {@code BOUNCED} or {@code EXPIRED} */
    static EventDetail never(Kind kind, Failure failure) {
        return failed(kind, failure, Optional.empty());
    }

    private static EventDetail failed(Kind kind, Failure failure, Optional<Instant> nextAttempt) {
        return new EventDetail(
                kind, failure.host(), Optional.of(failure.status()), failure.reply(), failure.reason(), nextAttempt);
    }

    Optional<DeliveryEvent.RemoteReply> publicReply() {
        return reply.map(answer -> new DeliveryEvent.RemoteReply(answer.code(), answer.status(), answer.line()));
    }
}
