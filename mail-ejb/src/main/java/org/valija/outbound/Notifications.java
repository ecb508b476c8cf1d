package org.valija.outbound;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.RecipientOptions;
import org.valija.TransmissionOptions;
import org.valija.TransmissionOptions.Body;
import org.valija.TransmissionOptions.Returned;
import org.valija.bounce.DeliveryStatusNotification;
import org.valija.bounce.RecipientReport;
import org.valija.bounce.RecipientReport.Action;
import org.valija.content.Content;
import org.valija.content.ContentSource;
import org.valija.content.ContentSpool;
import org.valija.content.Header;
import org.valija.content.SpoolDirectory;
import org.valija.dkim.Submitter;

/** Writes delivery status notifications and puts them into the queue, in the caller's transaction. */
final class Notifications {

    private static final Logger LOG = System.getLogger(Notifications.class.getName());

    private final ReadyQueue queue;
    private final OutboundSettings settings;
    private final Clock clock;

    Notifications(ReadyQueue queue, OutboundSettings settings, Clock clock) {
        this.queue = queue;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Reports on a message to its sender. What he wants to hear of is the caller's affair.
     *
     * @param id of the message
     * @param envelope of the message
     * @param since when it came
     * @param content the message
     */
    void send(MailId id, Envelope envelope, Instant since, ContentSource content, List<RecipientReport> reports)
            throws IOException {
        Optional<MailAddress> sender = envelope.reversePath();
        if (reports.isEmpty()) {
            return;
        }
        if (sender.isEmpty()) {
            // RFC 5321 section 4.5.5, RFC 3464 section 2: never a report on a report.
            LOG.log(Level.WARNING, "{0} has no reverse-path: nobody is told of what became of it", id);
            return;
        }
        Instant now = clock.instant();
        DeliveryStatusNotification notification = new DeliveryStatusNotification(
                settings.notifications().wordings(),
                settings.hostname(),
                id,
                sender.get(),
                envelope.options(),
                since,
                Header.of(content),
                isReturnedWhole(envelope.options(), content, reports) ? Optional.of(content) : Optional.empty(),
                reports,
                now);
        MailId own = MailId.create();
        try (ContentSpool spool = new ContentSpool(SpoolDirectory.locate(), Long.MAX_VALUE)) {
            notification.writeTo(spool);
            try (Content report = spool.toContent()) {
                queue.put(
                        QueuedMail.split(
                                own,
                                envelope(envelope.options(), sender.get()),
                                Submitter.SERVER,
                                now,
                                settings.expiry()),
                        report);
            }
        }
        LOG.log(
                Level.INFO,
                "{0} queued: tells <{1}> of {2}: {3}",
                own,
                sender.get(),
                id,
                reports.stream()
                        .map(report -> report.action() + " <" + report.recipient() + ">")
                        .collect(Collectors.joining(", ")));
    }

    /**
     * RFC 3461 section 4.3: the whole message for a failure only, and what is too large need not come back. RFC 8689 section
     * 5: not what has asked for TLS.
     */
    private boolean isReturnedWhole(TransmissionOptions options, ContentSource content, List<RecipientReport> reports) {
        return options.returned().equals(Optional.of(Returned.FULL))
                && !options.requireTls()
                && content.size() <= settings.notifications().maxReturned()
                && reports.stream().anyMatch(report -> report.action() == Action.FAILED);
    }

    /** RFC 3461 section 7.1: with the null reverse-path and NOTIFY=NEVER. */
    private static Envelope envelope(TransmissionOptions options, MailAddress sender) {
        TransmissionOptions own = new TransmissionOptions(
                Body.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.empty(),
                // RFC 8689 section 5: a report on such a message is such a message.
                options.requireTls(),
                Optional.empty(),
                // RFC 6710 section 4.6: it is as urgent as the message.
                options.priority(),
                Optional.empty());
        return new Envelope(
                Optional.empty(),
                List.of(sender),
                own,
                Map.of(sender, new RecipientOptions(Optional.of(Set.of()), Optional.empty())));
    }
}
