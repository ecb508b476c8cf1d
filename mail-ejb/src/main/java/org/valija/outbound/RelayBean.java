package org.valija.outbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailId;
import org.valija.MailListener;
import org.valija.ReceivedMail;
import org.valija.content.ContentSource;

/**
 * The relay: an endpoint like any other, which gets what is to be passed on, and puts it into the ready queue in the
 * transaction that decides whether the client hears 250.
 */
@MessageDriven(
        name = "Relay",
        messageListenerInterface = MailListener.class,
        activationConfig = @ActivationConfigProperty(propertyName = "relay", propertyValue = "true"))
@ResourceAdapter("#mail-ra.rar")
public class RelayBean implements MailListener {

    private static final Logger LOG = System.getLogger(RelayBean.class.getName());

    @EJB
    private OutboundParts parts;

    @EJB
    private ReadyQueue queue;

    @Override
    public void onMail(ReceivedMail received) throws IOException {
        MailId id = MailId.create();
        Instant now = Instant.now();
        Instant expires = now.plus(parts.settings().expiry());
        queue.put(QueuedMail.split(id, received.envelope(), now, expires), new ReceivedContent(received));
        LOG.log(
                Level.INFO,
                "{0} queued: {1}, relayed from <{2}> to {3}",
                id,
                received.id(),
                received.envelope().reversePath().map(Object::toString).orElse(""),
                received.envelope().recipients());
    }

    /** Read from the adapter's spool, as often as there are destinations. */
    private record ReceivedContent(ReceivedMail mail) implements ContentSource {

        @Override
        public long size() {
            return mail.size();
        }

        @Override
        public InputStream open() throws IOException {
            return mail.content();
        }
    }
}
