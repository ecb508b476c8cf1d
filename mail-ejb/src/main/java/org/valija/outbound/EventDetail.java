package org.valija.outbound;

import java.time.Instant;
import java.util.Optional;
import org.valija.DeliveryEvent;
import org.valija.DeliveryEvent.BounceClass;
import org.valija.DeliveryEvent.Kind;
import org.valija.EnhancedStatus;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.RemoteReply;
import org.valija.feedback.Feedback;
import org.valija.suppression.Suppression;

/** What a delivery event says besides whom it is about; recipients with the same share an event. */
record EventDetail(
        Kind kind,
        Optional<String> host,
        Optional<EnhancedStatus> status,
        Optional<RemoteReply> reply,
        String reason,
        Optional<Instant> nextAttempt,
        Optional<BounceClass> bounceClass) {

    static final EventDetail QUEUED = plain(Kind.QUEUED, "");
    static final EventDetail CANCELLED = plain(Kind.CANCELLED, "");
    static final EventDetail IN_SANDBOX = plain(Kind.DELIVERED, "Kept in the sandbox mailbox");

    private static EventDetail plain(Kind kind, String reason) {
        return new EventDetail(
                kind, Optional.empty(), Optional.empty(), Optional.empty(), reason, Optional.empty(), Optional.empty());
    }

    static EventDetail delivered(Delivered done) {
        return new EventDetail(
                Kind.DELIVERED,
                Optional.of(done.host()),
                done.reply().status(),
                Optional.of(done.reply()),
                "",
                Optional.empty(),
                Optional.empty());
    }

    static EventDetail suppressed(Suppression suppression) {
        return plain(Kind.SUPPRESSED, suppression.sentence());
    }

    /** What came back; empty if there is no event for it. */
    static Optional<EventDetail> heard(Feedback heard) {
        Optional<Kind> kind =
                switch (heard.verdict()) {
                    case HARD, FULL, POLICY, SOFT -> Optional.of(Kind.RETURNED);
                    case COMPLAINT -> Optional.of(Kind.COMPLAINED);
                    case AUTO_REPLY -> Optional.of(Kind.ANSWERED);
                    case CHALLENGE -> Optional.of(Kind.CHALLENGED);
                    case DELAY, SUCCESS, UNKNOWN -> Optional.empty();
                };
        return kind.map(what -> new EventDetail(
                what,
                Optional.of(heard.reporter()).filter(host -> !host.isEmpty()),
                heard.status(),
                what == Kind.RETURNED ? RemoteReply.parse(heard.detail()) : Optional.empty(),
                heard.detail(),
                Optional.empty(),
                heard.verdict().bounceClass()));
    }

    static EventDetail deferred(Failure failure, Instant nextAttempt) {
        return failed(Kind.DEFERRED, failure, Optional.of(nextAttempt), Optional.empty());
    }

    /** @param kind {@code BOUNCED} or {@code EXPIRED} */
    static EventDetail never(Kind kind, Failure failure) {
        Optional<BounceClass> bounceClass =
                kind == Kind.BOUNCED ? Optional.of(ReturnWatch.bounceClass(failure)) : Optional.empty();
        return failed(kind, failure, Optional.empty(), bounceClass);
    }

    private static EventDetail failed(
            Kind kind, Failure failure, Optional<Instant> nextAttempt, Optional<BounceClass> bounceClass) {
        return new EventDetail(
                kind,
                failure.host(),
                Optional.of(failure.status()),
                failure.reply(),
                failure.reason(),
                nextAttempt,
                bounceClass);
    }

    Optional<DeliveryEvent.RemoteReply> publicReply() {
        return reply.map(answer -> new DeliveryEvent.RemoteReply(answer.code(), answer.status(), answer.line()));
    }
}
