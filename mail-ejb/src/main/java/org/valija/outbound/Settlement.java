package org.valija.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.bounce.DeliveryStatusNotification;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.content.Header;
import org.valija.content.SpoolDirectory;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.sandbox.SandboxMailbox;

/**
 * Draws the consequences of an attempt, all in the caller's transaction: what is delivered leaves the queue, what is
 * deferred goes into the store, what has bounced is reported to the sender.
 */
public final class Settlement {

    private static final Logger LOG = System.getLogger(Settlement.class.getName());

    /** RFC 3463 section 3.5: delivery time expired. */
    private static final EnhancedStatus EXPIRED = EnhancedStatus.parse("5.4.7");

    /** How long a deferred message stays out of the way while there is no database. */
    private static final Duration WITHOUT_DATABASE = Duration.ofMinutes(1);

    private final DeferredStore store;
    private final ReadyQueue queue;
    private final SandboxMailbox sandbox;
    private final OutboundSettings settings;
    private final Clock clock;

    Settlement(DeferredStore store, ReadyQueue queue, SandboxMailbox sandbox, OutboundSettings settings, Clock clock) {
        this.store = store;
        this.queue = queue;
        this.sandbox = sandbox;
        this.settings = settings;
        this.clock = clock;
    }

    /** After the attempt of a worker; the JMS message that it received leaves the queue by the same transaction. */
    void settle(QueuedMail mail, Content content, Attempt attempt) throws SQLException, IOException {
        List<Deferred> deferred = consequences(mail, content, attempt);
        if (!deferred.isEmpty()) {
            QueuedMail left = left(mail, deferred);
            defer(left, content, nextAttempt(left), errors(deferred));
        }
    }

    private void defer(QueuedMail left, Content content, Instant nextAttempt, String errors)
            throws SQLException, IOException {
        try {
            store.insert(left, content, Header.of(content).subject(), nextAttempt, errors);
        } catch (StoreUnavailableException e) {
            // To roll back would bring back the recipients, too, that the message was delivered to.
            LOG.log(Level.ERROR, left.id() + ": no database; it waits in the ready queue instead", e);
            queue.putLater(left, content, WITHOUT_DATABASE);
        }
    }

    /**
     * After the attempt at a row of the store.
     *
     * @return whether the row was still ours; if not, the transaction must be rolled back
     */
    boolean settle(DeferredStore.Claim claim, Content content, Attempt attempt) throws SQLException, IOException {
        List<Deferred> deferred = consequences(claim.mail(), content, attempt);
        if (deferred.isEmpty()) {
            return store.remove(claim);
        }
        QueuedMail left = left(claim.mail(), deferred);
        return store.defer(claim, left, nextAttempt(left), errors(deferred));
    }

    /** Everything but the deferrals, which it returns. */
    private List<Deferred> consequences(QueuedMail mail, Content content, Attempt attempt) throws IOException {
        if (attempt instanceof Attempt.ForSandbox) {
            keepInSandbox(mail, content);
            return List.of();
        }
        List<Deferred> deferred = new ArrayList<>();
        List<Bounced> bounced = new ArrayList<>();
        boolean expired = !clock.instant().isBefore(mail.expires());
        for (RecipientOutcome outcome : ((Attempt.Tried) attempt).outcomes()) {
            if (outcome instanceof Deferred later && expired) {
                bounced.add(expired(later));
            } else if (outcome instanceof Deferred later) {
                deferred.add(later);
                LOG.log(Level.INFO, "{0} deferred for <{1}>: {2}", mail.id(), later.recipient(), later.failure());
            } else if (outcome instanceof Bounced never) {
                bounced.add(never);
            } else if (outcome instanceof Delivered done) {
                LOG.log(
                        Level.INFO,
                        "{0} delivered to <{1}> by {2}: {3}",
                        mail.id(),
                        done.recipient(),
                        done.host(),
                        done.reply());
            }
        }
        if (!bounced.isEmpty()) {
            bounce(mail, content, bounced);
        }
        return deferred;
    }

    private void keepInSandbox(QueuedMail mail, Content content) throws IOException {
        List<String> recipients =
                mail.envelope().recipients().stream().map(MailAddress::toString).toList();
        try (InputStream source = content.open()) {
            sandbox.keep(mail.reversePath().map(MailAddress::toString).orElse(""), recipients, clock.instant(), source);
        }
        LOG.log(Level.INFO, "{0} kept in the sandbox for {1}", mail.id(), recipients);
    }

    private static Bounced expired(Deferred outcome) {
        Failure last = outcome.failure();
        return new Bounced(
                outcome.recipient(),
                new Failure(EXPIRED, last.host(), last.reply(), "Given up after many attempts; the last: " + last));
    }

    private void bounce(QueuedMail mail, Content content, List<Bounced> bounced) throws IOException {
        for (Bounced recipient : bounced) {
            LOG.log(Level.WARNING, "{0} bounced for <{1}>: {2}", mail.id(), recipient.recipient(), recipient.failure());
        }
        Optional<MailAddress> sender = mail.reversePath();
        if (sender.isEmpty()) {
            // RFC 5321 section 4.5.5, RFC 3464 section 2: never a bounce of a bounce.
            LOG.log(Level.WARNING, "{0} has no reverse-path: nobody is told of its bounce", mail.id());
            return;
        }
        Instant now = clock.instant();
        DeliveryStatusNotification notification = new DeliveryStatusNotification(
                settings.hostname(), mail.id(), sender.get(), mail.queuedAt(), Header.of(content), bounced, now);
        MailId id = MailId.create();
        Envelope envelope = new Envelope(Optional.empty(), List.of(sender.get()));
        try (ContentSpool spool = new ContentSpool(SpoolDirectory.locate(), Long.MAX_VALUE)) {
            notification.writeTo(spool);
            try (Content report = spool.toContent()) {
                queue.put(QueuedMail.split(id, envelope, now, now.plus(settings.expiry())), report);
            }
        }
        LOG.log(Level.INFO, "{0} queued: the bounce of {1} to <{2}>", id, mail.id(), sender.get());
    }

    private static QueuedMail left(QueuedMail mail, List<Deferred> deferred) {
        return mail.attempted(deferred.stream().map(Deferred::recipient).toList());
    }

    /** By the schedule; the last attempt when the message expires. */
    private Instant nextAttempt(QueuedMail mail) {
        Instant next = clock.instant().plus(settings.schedule().delayAfter(mail.attempts()));
        return next.isBefore(mail.expires()) ? next : mail.expires();
    }

    private static String errors(List<Deferred> deferred) {
        return String.join(
                "; ",
                deferred.stream()
                        .map(outcome -> outcome.failure().toString())
                        .distinct()
                        .toList());
    }
}
