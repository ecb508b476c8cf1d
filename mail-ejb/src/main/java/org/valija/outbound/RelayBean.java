package org.valija.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJB;
import jakarta.ejb.MessageDriven;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.MailListener;
import org.valija.MailRejectedException;
import org.valija.ReceivedMail;
import org.valija.dkim.Submitter;
import org.valija.sandbox.SandboxMailbox;
import org.valija.spi.LocalPostmaster;
import org.valija.spi.Registry;
import org.valija.tlsreport.ReceivedReports;

/**
 * The relay: an endpoint like any other, which gets what is to be passed on, and puts it into the ready queue in the
 * transaction that decides whether the client hears 250. Mail for our own postmaster comes here too, if no bean takes it, and
 * what comes back to our bounce domain, and the TLS reports of others.
 */
@MessageDriven(
        name = "Relay",
        messageListenerInterface = MailListener.class,
        activationConfig = @ActivationConfigProperty(propertyName = "relay", propertyValue = "true"))
@ResourceAdapter("#mail-ra.rar")
public class RelayBean implements MailListener {

    private static final Logger LOG = System.getLogger(RelayBean.class.getName());

    private static final String RETURN_REFUSED = "BY=...;R is for clients that have logged in, or may relay to the"
            + " reverse-path: send it with N, or without BY";

    @EJB
    private OutboundParts parts;

    @EJB
    private ReadyQueue queue;

    @EJB
    private SandboxMailbox mailbox;

    @EJB
    private ReceivedReports tlsReports;

    /** They don't change while we run, and to ask a bean for them costs as much as the rest. */
    private OutboundSettings settings;

    private Returns returns;

    public RelayBean() {}

    /** For tests. */
    RelayBean(
            OutboundSettings settings,
            ReadyQueue queue,
            SandboxMailbox mailbox,
            Returns returns,
            ReceivedReports tlsReports) {
        this.settings = settings;
        this.returns = returns;
        this.queue = queue;
        this.mailbox = mailbox;
        this.tlsReports = tlsReports;
    }

    @PostConstruct
    void readSettings() {
        settings = parts.settings();
        returns = parts.returns();
    }

    @Override
    public void onMail(ReceivedMail received) throws IOException {
        Instant now = Instant.now();
        Optional<MailAddress> postmaster = settings.postmaster().filter(RelayBean::isElsewhere);
        List<MailAddress> onward = new ArrayList<>();
        List<MailAddress> kept = new ArrayList<>();
        List<MailAddress> returned = new ArrayList<>();
        for (MailAddress recipient : received.envelope().recipients()) {
            if (tlsReports.areFor(recipient)) {
                if (!isTlsReport(received)) {
                    kept.add(recipient);
                }
            } else if (returns.isFor(recipient)) {
                returned.add(recipient);
            } else if (!isOurPostmaster(recipient) && !returns.isPostmaster(recipient)) {
                onward.add(recipient);
            } else if (postmaster.isPresent()) {
                onward.add(postmaster.get());
            } else {
                kept.add(recipient);
            }
        }
        if (!returned.isEmpty()) {
            returns.take(received, returned, now);
        }
        if (!kept.isEmpty()) {
            keep(received, kept, now);
        }
        if (!onward.isEmpty()) {
            queue(received, onward.stream().distinct().toList(), now);
        }
    }

    private boolean isTlsReport(ReceivedMail received) throws IOException {
        try (InputStream source = received.content()) {
            return tlsReports.take(received.id().toString(), source);
        }
    }

    /** Else it would come back to us, again and again. */
    private static boolean isElsewhere(MailAddress postmaster) {
        if (!isOurPostmaster(postmaster)) {
            return true;
        }
        LOG.log(
                Level.WARNING,
                "valija.postmaster is {0}, which is the postmaster of this server itself: name somebody who gets the mail",
                postmaster);
        return false;
    }

    /** RFC 5321 section 4.5.1: taken from anybody, and so for nobody else than whom the administrator has named. */
    private static boolean isOurPostmaster(MailAddress recipient) {
        return Registry.find(LocalPostmaster.class)
                .filter(local -> local.isOurs(recipient))
                .isPresent();
    }

    private Submitter submitter(ReceivedMail received) {
        if (received.client().isAuthenticated()) {
            return Submitter.USER;
        }
        InetAddress address = received.client().address().getAddress();
        return settings.signedNetworks().stream().anyMatch(network -> network.contains(address))
                ? Submitter.NETWORK
                : Submitter.STRANGER;
    }

    private Terms terms(ReceivedMail received) {
        return Terms.by(submitter(received)).from(received.client().user());
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
        boolean silent = SuccessReports.areRefusedTo(received);
        if (silent && SuccessReports.includeReturn(received.envelope())) {
            throw new MailRejectedException(550, "5.7.1", RETURN_REFUSED);
        }
        Envelope envelope = silent ? SuccessReports.without(received.envelope()) : received.envelope();
        List<QueuedMail> copies =
                QueuedMail.split(id, envelope.withRecipients(recipients), terms(received), now, settings.expiry())
                        .stream()
                        .map(copy -> silent ? copy.withoutWordOfDeadline() : copy)
                        .toList();
        // One recipient's copy is the affair of the listener's limit.
        if (copies.size() > 1 && copies.size() > settings.maxRelayedSize() / Math.max(1, received.size())) {
            throw new MailRejectedException(
                    552,
                    "5.3.4",
                    "Too large for recipients in " + copies.size() + " domains: send it to fewer at a time");
        }
        queue.put(copies, new ReceivedContent(received));
        LOG.log(
                Level.INFO,
                "{0} queued: {1}, relayed from <{2}> to {3}",
                id,
                received.id(),
                received.envelope().reversePath().map(Object::toString).orElse(""),
                recipients);
    }
}
