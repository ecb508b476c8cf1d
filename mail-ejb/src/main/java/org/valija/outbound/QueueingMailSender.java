package org.valija.outbound;

import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.valija.Cancellation;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.MailStatus;
import org.valija.MailUnavailableException;
import org.valija.OutboundMail;
import org.valija.SendOptions;
import org.valija.compose.Composed;
import org.valija.compose.MailComposer;
import org.valija.compose.SendOptionChecks;
import org.valija.content.Content;
import org.valija.suppression.Suppression;

/**
 * The sender that applications get. It is no bean, so that a message that is refused leaves the caller's transaction as it
 * was: an exception that comes out of a bean would mark it for rollback.
 */
final class QueueingMailSender implements MailSender {

    private static final Logger LOG = System.getLogger(QueueingMailSender.class.getName());

    private final DiskReserve reserve;
    private final MailComposer composer;
    private final SendOptionChecks checks;
    private final ReadyQueue queue;
    private final SentMail sent;
    private final SuppressedRecipients suppressions;
    private final DeliveryEvents events;
    private final ReturnWatch returns;
    private final Duration expiry;
    private final long maxCopies;
    private final Clock clock;

    QueueingMailSender(
            DiskReserve reserve,
            MailComposer composer,
            ReadyQueue queue,
            SentMail sent,
            SuppressedRecipients suppressions,
            DeliveryEvents events,
            ReturnWatch returns,
            OutboundSettings settings,
            Clock clock) {
        this.reserve = reserve;
        this.composer = composer;
        this.checks = new SendOptionChecks(settings.streams().names());
        this.queue = queue;
        this.sent = sent;
        this.suppressions = suppressions;
        this.events = events;
        this.returns = returns;
        this.expiry = settings.expiry();
        this.maxCopies = settings.maxRelayedSize();
        this.clock = clock;
    }

    @Override
    public MailId send(OutboundMail mail) {
        Instant now = begin(mail.options());
        return queue(composer.compose(mail), mail.options(), now);
    }

    @Override
    public MailId send(MimeMessage message, SendOptions options) {
        Instant now = begin(options);
        return queue(composer.compose(message), options, now);
    }

    @Override
    public MailId send(
            MimeMessage message, Optional<MailAddress> reversePath, List<MailAddress> recipients, SendOptions options) {
        Instant now = begin(options);
        return queue(composer.compose(message, reversePath, recipients), options, now);
    }

    /** Before anything is written for a message. */
    private Instant begin(SendOptions options) {
        Instant now = clock.instant();
        checks.check(options, now);
        reserve.require();
        return now;
    }

    private MailId queue(Composed composed, SendOptions options, Instant now) {
        MailId id = MailId.create();
        Terms terms = Terms.of(options);
        try (composed) {
            Envelope envelope = Terms.envelope(composed.envelope(), options);
            Instant expires = Terms.expires(options, now, expiry);
            Map<MailAddress, Suppression> suppressed = suppressions.of(envelope, options);
            Envelope leaving = envelope.withRecipients(envelope.recipients().stream()
                    .filter(recipient -> !suppressed.containsKey(recipient))
                    .toList());
            if (!leaving.recipients().isEmpty()) {
                queue.put(split(id, leaving, terms, now, expires, composed.content()), composed.content());
            }
            if (!suppressed.isEmpty()) {
                Envelope left = envelope.withRecipients(List.copyOf(suppressed.keySet()));
                events.suppressed(QueuedMail.split(id, left, terms, now, expires), suppressed);
                LOG.log(Level.INFO, "{0} not sent to {1}: suppressed", id, suppressed.keySet());
            }
            LOG.log(
                    Level.INFO,
                    "{0} queued: {1} octets from <{2}> to {3}, {4}{5}",
                    id,
                    Long.toString(composed.content().size()),
                    envelope.reversePath().map(Object::toString).orElse(""),
                    leaving.recipients(),
                    terms.stream(),
                    terms.businessKey().map(key -> ", " + key).orElse(""));
            return id;
        } catch (IOException | RuntimeException e) {
            throw new MailUnavailableException("The queue can't take the message now", e);
        }
    }

    /** Each with a copy of its own only as long as that is no more than the queue is to hold of one message. */
    private List<QueuedMail> split(
            MailId id, Envelope envelope, Terms terms, Instant now, Instant expires, Content content) {
        boolean forEach = returns.isForEach(envelope, terms.stream())
                && envelope.recipients().size() <= maxCopies / Math.max(1, content.size());
        return forEach
                ? QueuedMail.splitByRecipient(id, envelope, terms, now, expires)
                : QueuedMail.split(id, envelope, terms, now, expires);
    }

    @Override
    public Cancellation cancel(MailId id) {
        Objects.requireNonNull(id, "id");
        try {
            return sent.cancel(id);
        } catch (RuntimeException e) {
            throw new MailUnavailableException("Nothing can be cancelled now", e);
        }
    }

    @Override
    public Optional<MailStatus> status(MailId id) {
        Objects.requireNonNull(id, "id");
        try {
            return sent.status(id);
        } catch (RuntimeException e) {
            throw new MailUnavailableException("The state of a message can't be read now", e);
        }
    }
}
