package org.valija.outbound;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.valija.Envelope;
import org.valija.MailId;
import org.valija.ReceivedMail;
import org.valija.bounce.RecipientReport;
import org.valija.spi.SuccessNotifier;

/** Reports deliveries to beans, in the transaction in which they happen. Not a bean: its caller's transaction is all it needs. */
final class BeanDeliveryNotifier implements SuccessNotifier {

    private static final Logger LOG = System.getLogger(BeanDeliveryNotifier.class.getName());

    private final Notifications notifications;

    BeanDeliveryNotifier(Notifications notifications) {
        this.notifications = notifications;
    }

    @Override
    public void delivered(ReceivedMail mail) throws IOException {
        if (!SuccessReports.areFor(mail)) {
            LOG.log(
                    Level.INFO,
                    "{0}: no report on its delivery to <{1}>, for whom its client may not send mail",
                    mail.id(),
                    mail.envelope().reversePath().map(Object::toString).orElse(""));
            return;
        }
        Envelope envelope = mail.envelope();
        List<RecipientReport> reports = envelope.recipients().stream()
                .map(recipient -> RecipientReport.delivered(
                        recipient, envelope.options(recipient).originalRecipient()))
                .toList();
        notifications.send(new MailId(mail.id()), envelope, mail.receivedAt(), new ReceivedContent(mail), reports);
    }
}
