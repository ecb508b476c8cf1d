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
            About about = About.of(mail);
            if (areFor(about)) {
                events.add(event(about, EventDetail.QUEUED, mail.envelope().recipients(), mail.attempts()));
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
        publish(About.of(mail), EventDetail.CANCELLED, mail.recipients(), mail.attempts());
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
        toAll(About.of(departure), detail, List.of(recipient), departure.attempts());
    }

    /** For a transaction of somebody else's that has committed. */
    void traceCancelled(WaitingMail mail) {
        trace(About.of(mail), EventDetail.CANCELLED, mail.recipients(), mail.attempts());
    }

    void inSandbox(QueuedMail mail) {
        toAll(mail, EventDetail.IN_SANDBOX);
    }

    private void toAll(QueuedMail mail, EventDetail detail) {
        toAll(About.of(mail), detail, mail.envelope().recipients(), mail.attempts());
    }

    private void toAll(About mail, EventDetail detail, List<MailAddress> recipients, int attempts) {
        trace(mail, detail, recipients, attempts);
        publish(mail, detail, recipients, attempts);
    }

    private void publish(About mail, EventDetail detail, List<MailAddress> recipients, int attempts) {
        if (areFor(mail)) {
            publish(List.of(event(mail, detail, recipients, attempts)));
        }
    }

    /** A message, wherever it is. */
    private record About(
            MailId id,
            Optional<String> businessKey,
            String stream,
            Optional<MailAddress> reversePath,
            Instant queuedAt) {

        static About of(QueuedMail mail) {
            Terms terms = mail.terms();
            return new About(mail.id(), terms.businessKey(), terms.stream(), mail.reversePath(), mail.queuedAt());
        }

        static About of(WaitingMail mail) {
            return new About(mail.id(), mail.businessKey(), mail.stream(), mail.reversePath(), mail.queuedAt());
        }

        static About of(Departure mail) {
            return new About(
                    mail.mail(), mail.businessKey(), mail.stream(), Optional.of(mail.reversePath()), mail.queuedAt());
        }
    }

    /** What an attempt has come to, put together by what there is to be said. For one thread. */
    final class OfAttempt {

        private final About mail;
        private final int attempts;
        private final Map<EventDetail, List<MailAddress>> details = new LinkedHashMap<>();

        private OfAttempt(About mail, int attempts) {
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

    private void trace(About mail, EventDetail detail, List<MailAddress> recipients, int attempts) {
        trace.note(() -> {
            Instant now = clock.instant();
            return recipients.stream()
                    .map(recipient -> new TraceEntry(
                            mail.id(),
                            detail.kind(),
                            recipient,
                            mail.reversePath(),
                            mail.stream(),
                            mail.businessKey(),
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
        return new OfAttempt(About.of(mail), attempts);
    }

    private boolean areFor(About mail) {
        return settings.areFor(mail.businessKey(), mail.reversePath());
    }

    private DeliveryEvent event(About mail, EventDetail detail, List<MailAddress> recipients, int attempts) {
        return new DeliveryEvent(
                detail.kind(),
                mail.id(),
                mail.businessKey(),
                mail.stream(),
                mail.reversePath(),
                recipients,
                clock.instant(),
                mail.queuedAt(),
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
