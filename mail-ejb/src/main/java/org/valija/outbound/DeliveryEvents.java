package org.valija.outbound;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.valija.DeliveryEvent;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.delivery.RemoteReply;
import org.valija.suppression.Suppression;
import org.valija.trace.TraceBuffer;
import org.valija.trace.TraceEntry;
import org.valija.verp.Departure;

/** Tells the applications what has become of a message, in the caller's transaction, if there is anybody to be told. */
public final class DeliveryEvents {

    private final EventTopic topic;
    private final EventSettings settings;
    private final TraceBuffer trace;
    private final Clock clock;

    /** Without a trace. */
    DeliveryEvents(EventTopic topic, EventSettings settings, Clock clock) {
        this(topic, settings, TraceBuffer.NONE, clock);
    }

    /**
     * @param trace notes all of it but that something was queued, whoever listens, and whether the transaction commits or not:
     *     what a next hop has answered it has answered
     */
    DeliveryEvents(EventTopic topic, EventSettings settings, TraceBuffer trace, Clock clock) {
        this.topic = topic;
        this.settings = settings;
        this.trace = trace;
        this.clock = clock;
    }

    void queued(List<QueuedMail> mails) {
        List<DeliveryEvent> events = new ArrayList<>();
        for (QueuedMail mail : mails) {
            if (areFor(mail)) {
                events.add(event(mail, EventDetail.QUEUED, mail.envelope().recipients(), mail.attempts()));
            }
        }
        publish(events);
    }

    /** For all that are left of its recipients. */
    void cancelled(QueuedMail mail) {
        toAll(mail, EventDetail.CANCELLED);
    }

    /** For all that are left of its recipients; {@link #traceCancelled} is for when it has committed. */
    void cancelled(WaitingMail mail) {
        if (settings.areFor(mail.businessKey(), mail.reversePath())) {
            publish(List.of(event(
                    mail.id(),
                    mail.businessKey(),
                    mail.stream(),
                    mail.reversePath(),
                    mail.queuedAt(),
                    EventDetail.CANCELLED,
                    mail.recipients(),
                    mail.attempts())));
        }
    }

    /** For those recipients of the messages who are left out. */
    void suppressed(List<QueuedMail> mails, Map<MailAddress, Suppression> suppressed) {
        for (QueuedMail mail : mails) {
            OfAttempt none = ofAttempt(mail, 0);
            mail.envelope()
                    .recipients()
                    .forEach(recipient -> none.add(recipient, EventDetail.suppressed(suppressed.get(recipient))));
            none.publish();
        }
    }

    /** Of what has left already. */
    void heard(Departure departure, MailAddress recipient, EventDetail detail) {
        trace.note(() -> List.of(new TraceEntry(
                departure.mail(),
                detail.kind(),
                recipient,
                Optional.of(departure.reversePath()),
                departure.stream(),
                departure.businessKey(),
                departure.queuedAt(),
                clock.instant(),
                departure.attempts(),
                detail.host(),
                told(detail))));
        if (settings.areFor(departure.businessKey(), Optional.of(departure.reversePath()))) {
            publish(List.of(event(
                    departure.mail(),
                    departure.businessKey(),
                    departure.stream(),
                    Optional.of(departure.reversePath()),
                    departure.queuedAt(),
                    detail,
                    List.of(recipient),
                    departure.attempts())));
        }
    }

    /** For a transaction of somebody else's that has committed. */
    void traceCancelled(WaitingMail mail) {
        trace.note(() -> mail.recipients().stream()
                .map(recipient -> new TraceEntry(
                        mail.id(),
                        EventDetail.CANCELLED.kind(),
                        recipient,
                        mail.reversePath(),
                        mail.stream(),
                        mail.businessKey(),
                        mail.queuedAt(),
                        clock.instant(),
                        mail.attempts(),
                        Optional.empty(),
                        ""))
                .toList());
    }

    void inSandbox(QueuedMail mail) {
        toAll(mail, EventDetail.IN_SANDBOX);
    }

    private void toAll(QueuedMail mail, EventDetail detail) {
        trace(mail, detail, mail.envelope().recipients(), mail.attempts());
        if (areFor(mail)) {
            publish(List.of(event(mail, detail, mail.envelope().recipients(), mail.attempts())));
        }
    }

    /** What an attempt has come to, put together by what there is to be said. For one thread. */
    final class OfAttempt {

        private final QueuedMail mail;
        private final int attempts;
        private final Map<EventDetail, List<MailAddress>> details = new LinkedHashMap<>();

        private OfAttempt(QueuedMail mail, int attempts) {
            this.mail = mail;
            this.attempts = attempts;
        }

        void add(MailAddress recipient, EventDetail detail) {
            details.computeIfAbsent(detail, same -> new ArrayList<>()).add(recipient);
        }

        void publish() {
            details.forEach((detail, recipients) -> trace(mail, detail, recipients, attempts));
            if (areFor(mail)) {
                List<DeliveryEvent> events = new ArrayList<>();
                details.forEach((detail, recipients) -> events.add(event(mail, detail, recipients, attempts)));
                DeliveryEvents.this.publish(events);
            }
        }
    }

    private void trace(QueuedMail mail, EventDetail detail, List<MailAddress> recipients, int attempts) {
        trace.note(() -> {
            Instant now = clock.instant();
            return recipients.stream()
                    .map(recipient -> new TraceEntry(
                            mail.id(),
                            detail.kind(),
                            recipient,
                            mail.reversePath(),
                            mail.terms().stream(),
                            mail.terms().businessKey(),
                            mail.queuedAt(),
                            now,
                            attempts,
                            detail.host(),
                            told(detail)))
                    .toList();
        });
    }

    private static String told(EventDetail detail) {
        return detail.reply().map(RemoteReply::line).orElse(detail.reason());
    }

    /** @param attempts with this one */
    OfAttempt ofAttempt(QueuedMail mail, int attempts) {
        return new OfAttempt(mail, attempts);
    }

    private boolean areFor(QueuedMail mail) {
        return settings.areFor(mail.terms().businessKey(), mail.reversePath());
    }

    private DeliveryEvent event(QueuedMail mail, EventDetail detail, List<MailAddress> recipients, int attempts) {
        return event(
                mail.id(),
                mail.terms().businessKey(),
                mail.terms().stream(),
                mail.reversePath(),
                mail.queuedAt(),
                detail,
                recipients,
                attempts);
    }

    private DeliveryEvent event(
            MailId id,
            Optional<String> businessKey,
            String stream,
            Optional<MailAddress> reversePath,
            Instant queuedAt,
            EventDetail detail,
            List<MailAddress> recipients,
            int attempts) {
        return new DeliveryEvent(
                detail.kind(),
                id,
                businessKey,
                stream,
                reversePath,
                recipients,
                clock.instant(),
                queuedAt,
                attempts,
                detail.host(),
                detail.status(),
                detail.publicReply(),
                detail.reason(),
                detail.nextAttempt(),
                detail.bounceClass());
    }

    /** Without events a bean need not be called. */
    private void publish(List<DeliveryEvent> events) {
        if (!events.isEmpty()) {
            topic.publish(events, settings.expiry());
        }
    }
}
