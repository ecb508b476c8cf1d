package org.valija.outbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.MailListener;
import org.valija.ReceivedMail;
import org.valija.sandbox.SandboxMailbox;
import org.valija.spi.LocalPostmaster;
import org.valija.spi.Registry;

/**
 * The relay: an endpoint like any other, which gets what is to be passed on, and puts it into the ready queue in the
 * transaction that decides whether the client hears 250. Mail for our own postmaster comes here too, if no bean takes it.
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

    @EJB
    private SandboxMailbox mailbox;

    @Override
    public void onMail(ReceivedMail received) throws IOException {
        Instant now = Instant.now();
        Optional<MailAddress> postmaster = parts.settings().postmaster();
        List<MailAddress> onward = new ArrayList<>();
        List<MailAddress> kept = new ArrayList<>();
        for (MailAddress recipient : received.envelope().recipients()) {
            if (!isOurPostmaster(recipient)) {
                onward.add(recipient);
            } else if (postmaster.isPresent()) {
                onward.add(postmaster.get());
            } else {
                kept.add(recipient);
            }
        }
        if (!kept.isEmpty()) {
            keep(received, kept, now);
        }
        if (!onward.isEmpty()) {
            queue(received, onward.stream().distinct().toList(), now);
        }
    }

    /** RFC 5321 section 4.5.1: taken from anybody, and so for nobody else than whom the administrator has named. */
    private static boolean isOurPostmaster(MailAddress recipient) {
        return Registry.find(LocalPostmaster.class)
                .filter(local -> local.isOurs(recipient))
                .isPresent();
    }

    private void keep(ReceivedMail received, List<MailAddress> postmasters, Instant now) throws IOException {
        try (InputStream source = received.content()) {
            mailbox.keepForPostmaster(
                    received.envelope().reversePath().map(MailAddress::toString).orElse(""),
                    postmasters.stream().map(MailAddress::toString).toList(),
                    now,
                    source);
        }
        LOG.log(Level.INFO, "{0} kept in the sandbox mailbox for {1}", received.id(), postmasters);
    }

    private void queue(ReceivedMail received, List<MailAddress> recipients, Instant now) throws IOException {
        MailId id = MailId.create();
        queue.put(
                QueuedMail.split(
                        id,
                        received.envelope().withRecipients(recipients),
                        now,
                        parts.settings().expiry()),
                new ReceivedContent(received));
        LOG.log(
                Level.INFO,
                "{0} queued: {1}, relayed from <{2}> to {3}",
                id,
                received.id(),
                received.envelope().reversePath().map(Object::toString).orElse(""),
                recipients);
    }
}
