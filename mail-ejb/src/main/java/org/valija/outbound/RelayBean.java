package org.valija.outbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailId;
import org.valija.MailListener;
import org.valija.ReceivedMail;

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
        queue.put(
                QueuedMail.split(id, received.envelope(), now, parts.settings().expiry()),
                new ReceivedContent(received));
        LOG.log(
                Level.INFO,
                "{0} queued: {1}, relayed from <{2}> to {3}",
                id,
                received.id(),
                received.envelope().reversePath().map(Object::toString).orElse(""),
                received.envelope().recipients());
    }
}
