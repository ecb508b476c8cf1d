package org.valija.outbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.DeliveryEvent.BounceClass;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.SendOptions;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.RemoteReply;
import org.valija.dkim.Submitter;
import org.valija.feedback.BounceRules;
import org.valija.feedback.Feedback;
import org.valija.feedback.OwnBounces;
import org.valija.feedback.Verdict;
import org.valija.verp.Departure;
import org.valija.verp.Departures;
import org.valija.verp.ReturnAddresses;

/**
 * Sees to it that what comes back of an application's mail can be told: lets it leave with a return address of ours, and notes what
 * has left, and what bounced here. It never waits. Safe for use by many threads.
 */
final class ReturnWatch {

    /** RFC 3463 section 3.2: subject of a status about an address. */
    private static final int ADDRESSING = 1;

    private final ReturnAddresses addresses;
    private final Departures departures;
    private final OwnBounces bounces;

    ReturnWatch(ReturnAddresses addresses, Departures departures, OwnBounces bounces) {
        this.addresses = addresses;
        this.departures = departures;
        this.bounces = bounces;
    }

    /** For where there is no bounce domain. */
    static ReturnWatch none() {
        return new ReturnWatch(ReturnAddresses.none(), new Departures(), new OwnBounces());
    }

    /**
     * Whether each recipient is to have a transaction, and a return address, of his own: many are told of a list, and a bounce that
     * does not say of whom is worth nothing there.
     */
    boolean isForEach(Envelope envelope, String stream) {
        return addresses.areUsedFor(stream)
                && !stream.equals(SendOptions.TRANSACTIONAL)
                && envelope.reversePath().isPresent();
    }

    /** The envelope that the message leaves with: what it is in the queue is for reports of our own. */
    Envelope leaving(QueuedMail mail) {
        return concerns(mail) && addresses.areUsedFor(mail.terms().stream())
                ? addresses
                        .of(mail.id(), mail.envelope().recipients())
                        .map(mail.envelope()::withReversePath)
                        .orElse(mail.envelope())
                : mail.envelope();
    }

    private static boolean concerns(QueuedMail mail) {
        return mail.terms().submitter() == Submitter.SERVER
                && mail.reversePath().isPresent();
    }

    /** Whether a host, or the domain name system, has said so: what an administrator or a limit keeps back says nothing of a mailbox. */
    private static boolean isRemote(Failure failure) {
        return failure.host().isPresent()
                || failure.reply().isPresent()
                || failure.status().subject() == ADDRESSING;
    }

    /** @param attempts with this one */
    void note(QueuedMail mail, List<RecipientOutcome> outcomes, int attempts, Instant now) {
        if (!concerns(mail)) {
            return;
        }
        List<MailAddress> left = new ArrayList<>();
        for (RecipientOutcome outcome : outcomes) {
            if (outcome instanceof Bounced never && isRemote(never.failure())) {
                bounces.add(bounce(mail, never, now));
            } else if (outcome instanceof Delivered done && addresses.areUsedFor(mail.terms().stream())) {
                left.add(done.recipient());
            }
        }
        if (!left.isEmpty()) {
            departures.add(new Departure(
                    mail.id(),
                    left,
                    mail.terms().stream(),
                    mail.terms().businessKey(),
                    mail.reversePath().orElseThrow(),
                    mail.queuedAt(),
                    now,
                    attempts));
        }
    }

    private static Feedback bounce(QueuedMail mail, Bounced never, Instant now) {
        Failure failure = never.failure();
        return new Feedback(
                now,
                Verdict.of(bounceClass(failure)),
                mail.id(),
                Optional.of(never.recipient()),
                Optional.of(mail.terms().stream()),
                mail.terms().businessKey(),
                Optional.of(failure.status()),
                failure.host().orElse(""),
                failure.reason());
    }

    static BounceClass bounceClass(Failure failure) {
        return BounceRules.classify(
                Optional.of(failure.status()),
                failure.reply().map(RemoteReply::line).orElse(failure.reason()));
    }
}
