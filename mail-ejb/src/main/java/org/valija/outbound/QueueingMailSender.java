package org.valija.outbound;

import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.MailUnavailableException;
import org.valija.OutboundMail;
import org.valija.compose.Composed;
import org.valija.compose.MailComposer;

/**
 * The sender that applications get. It is no bean, so that a message that is refused leaves the caller's transaction as it
 * was: an exception that comes out of a bean would mark it for rollback.
 */
final class QueueingMailSender implements MailSender {

    private static final Logger LOG = System.getLogger(QueueingMailSender.class.getName());

    private final MailComposer composer;
    private final ReadyQueue queue;
    private final Duration expiry;
    private final Clock clock;

    QueueingMailSender(MailComposer composer, ReadyQueue queue, Duration expiry, Clock clock) {
        this.composer = composer;
        this.queue = queue;
        this.expiry = expiry;
        this.clock = clock;
    }

    @Override
    public MailId send(OutboundMail mail) {
        return queue(composer.compose(mail));
    }

    @Override
    public MailId send(MimeMessage message) {
        return queue(composer.compose(message));
    }

    private MailId queue(Composed composed) {
        MailId id = MailId.create();
        Instant now = clock.instant();
        try (composed) {
            List<QueuedMail> parts = QueuedMail.split(id, composed.envelope(), now, expiry);
            queue.put(parts, composed.content());
            LOG.log(
                    Level.INFO,
                    "{0} queued: {1} octets from <{2}> to {3}",
                    id,
                    Long.toString(composed.content().size()),
                    composed.envelope().reversePath().map(Object::toString).orElse(""),
                    composed.envelope().recipients());
            return id;
        } catch (IOException | RuntimeException e) {
            throw new MailUnavailableException("The queue can't take the message now", e);
        }
    }
}
