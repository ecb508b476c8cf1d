package org.valija.outbound;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.valija.DeliverBy;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.TransmissionOptions;
import org.valija.dkim.Submitter;
import org.valija.limit.Submission;
import org.valija.order.OrdersInForce;
import org.valija.order.StandingOrder;
import org.valija.route.RoutedMail;

/**
 * A message in the queue, for recipients of one destination domain. Its content travels beside it.
 *
 * @param id the message's id; the same for all its destinations
 * @param destination the recipients' domain
 * @param envelope the reverse-path, and those recipients that are still to be delivered to
 * @param terms what its sender has laid down
 * @param queuedAt when it was queued
 * @param expires when it is given up
 * @param attempts how often delivery was tried
 * @param lateKnown whether the sender has been told that it has missed its deadline (RFC 2852), or is to be told nothing of
 *     it
 */
public record QueuedMail(
        MailId id,
        String destination,
        Envelope envelope,
        Terms terms,
        Instant queuedAt,
        Instant expires,
        int attempts,
        boolean lateKnown) {

    /** RFC 5321 section 4.5.3.1.8: a host may refuse more recipients than this. */
    private static final int MAX_RECIPIENTS = 100;

    /**
     * One for each destination, or several where it has more than 100 recipients.
     *
     * @param terms of its sender, who has not said when it expires
     * @param expiry after which it is given up, counted from the time until which it is held
     */
    static List<QueuedMail> split(MailId id, Envelope envelope, Terms terms, Instant queuedAt, Duration expiry) {
        // Its time begins when it may go.
        Instant start =
                envelope.options().holdUntil().filter(queuedAt::isBefore).orElse(queuedAt);
        return split(id, envelope, terms, queuedAt, start.plus(expiry));
    }

    /** The same for a message whose sender has laid down nothing. */
    static List<QueuedMail> split(
            MailId id, Envelope envelope, Submitter submitter, Instant queuedAt, Duration expiry) {
        return split(id, envelope, Terms.by(submitter), queuedAt, expiry);
    }

    /** The same with the time when it is given up. */
    static List<QueuedMail> split(MailId id, Envelope envelope, Terms terms, Instant queuedAt, Instant expires) {
        return split(id, envelope, terms, queuedAt, expires, MAX_RECIPIENTS);
    }

    /** One for each recipient. */
    static List<QueuedMail> splitByRecipient(
            MailId id, Envelope envelope, Terms terms, Instant queuedAt, Instant expires) {
        return split(id, envelope, terms, queuedAt, expires, 1);
    }

    private static List<QueuedMail> split(
            MailId id, Envelope envelope, Terms terms, Instant queuedAt, Instant expires, int maxRecipients) {
        Map<String, List<MailAddress>> byDomain = new LinkedHashMap<>();
        for (MailAddress recipient : envelope.recipients()) {
            byDomain.computeIfAbsent(recipient.domain(), domain -> new ArrayList<>())
                    .add(recipient);
        }
        List<QueuedMail> parts = new ArrayList<>();
        byDomain.forEach((domain, recipients) -> {
            for (int i = 0; i < recipients.size(); i += maxRecipients) {
                List<MailAddress> some = recipients.subList(i, Math.min(recipients.size(), i + maxRecipients));
                parts.add(
                        new QueuedMail(id, domain, envelope.withRecipients(some), terms, queuedAt, expires, 0, false));
            }
        });
        return parts;
    }

    Backlog backlog() {
        return new Backlog(destination, terms.stream());
    }

    /** What limits of its sender look at. */
    Submission submission() {
        return new Submission(reversePath(), terms.user(), destination, terms.stream());
    }

    TransmissionOptions options() {
        return envelope.options();
    }

    /** Whether its sender wants it to wait still (RFC 4865). */
    boolean isHeld(Instant now) {
        return options().holdUntil().filter(now::isBefore).isPresent();
    }

    /** Whether no attempt may begin any more. */
    boolean isPerished(Instant now) {
        return terms.perishable() && !now.isBefore(expires);
    }

    /** Whether the time is over by which it was to be delivered (RFC 2852), and this has had no consequences yet. */
    boolean isLate(Instant now) {
        return !lateKnown
                && options()
                        .deliverBy()
                        .filter(by -> !now.isBefore(by.deadline()))
                        .isPresent();
    }

    /** What has been ordered about mail like this. */
    Optional<StandingOrder> order(OrdersInForce orders) {
        return orders.orderFor(destination, reversePath(), terms.stream(), terms.businessKey());
    }

    /** When something is to be decided about it, whether it can be tried then or not. */
    Instant decideBy() {
        return options()
                .deliverBy()
                .filter(by -> !lateKnown)
                .map(DeliverBy::deadline)
                .filter(expires::isAfter)
                .orElse(expires);
    }

    /** The same once its sender knows that it is late; the deadline stays, for the next hop is to hear of it. */
    QueuedMail withLateKnown() {
        return new QueuedMail(id, destination, envelope, terms, queuedAt, expires, attempts, true);
    }

    /** The same, and its deadline makes no report of ours; whether the message comes back then is not changed. */
    QueuedMail withoutWordOfDeadline() {
        return options().hasDeadline(DeliverBy.Mode.NOTIFY) ? withLateKnown() : this;
    }

    /** The same with a longer life. */
    QueuedMail expiringLater(Duration later) {
        return new QueuedMail(id, destination, envelope, terms, queuedAt, expires.plus(later), attempts, lateKnown);
    }

    Optional<MailAddress> reversePath() {
        return envelope.reversePath();
    }

    /**
     * What a route looks at.
     *
     * @param size of its content, in octets
     */
    RoutedMail routed(long size) {
        return new RoutedMail(reversePath(), destination, terms.stream(), size);
    }

    /**
     * The same, given up when its route wants that. What its sender has laid down can only become less; it counts from the time
     * when the message was queued, or until which it was held.
     */
    QueuedMail expiringAfter(Duration expiry) {
        Instant start = options().holdUntil().filter(queuedAt::isBefore).orElse(queuedAt);
        Instant end = start.plus(expiry);
        Instant other = terms.perishable() && expires.isBefore(end) ? expires : end;
        return new QueuedMail(id, destination, envelope, terms, queuedAt, other, attempts, lateKnown);
    }

    /** With these recipients only, and after so many attempts more. */
    QueuedMail left(List<MailAddress> recipients, int more) {
        return new QueuedMail(
                id,
                destination,
                envelope.withRecipients(recipients),
                terms,
                queuedAt,
                expires,
                attempts + more,
                lateKnown);
    }

    @Override
    public String toString() {
        return id + " to " + destination;
    }
}
