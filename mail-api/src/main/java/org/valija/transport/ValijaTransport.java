package org.valija.transport;

import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.URLName;
import jakarta.mail.event.TransportEvent;
import jakarta.mail.event.TransportListener;
import jakarta.mail.internet.MimeMessage;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.valija.InvalidMailException;
import org.valija.MailSender;
import org.valija.MailUnavailableException;
import org.valija.SendOptions;
import org.valija.spi.Registry;

/**
 * Puts a message into Valija's queue, in the caller's JTA transaction: it leaves when that commits, and never when it rolls
 * back. Without a transaction it has one of its own. A message that was sent, and an event that says so, is one that the
 * queue has taken.
 *
 * <p>There is no network behind a connection: host, port, user and password are not looked at. Connecting fails when Valija
 * is not there.
 *
 * <p>After a refusal the caller's transaction is as it was. Its exception has the {@link InvalidMailException} or {@link
 * MailUnavailableException} as its cause.
 */
public final class ValijaTransport extends Transport {

    private static final Logger LOG = System.getLogger(ValijaTransport.class.getName());

    private static final Address[] NONE = {};

    private final List<TransportListener> listeners = new CopyOnWriteArrayList<>();

    public ValijaTransport(Session session, URLName name) {
        super(session, name);
    }

    @Override
    protected boolean protocolConnect(String host, int port, String user, String password) throws MessagingException {
        sender();
        return true;
    }

    /**
     * Queues a message for these recipients, whoever its header names.
     *
     * @throws SendFailedException if an address can't exist; the others get it only if {@code mail.valija.sendpartial} or
     *     {@code mail.smtp.sendpartial} is {@code true}
     * @throws MessagingException if the message can't be sent as it is, the queue can't take it now, or this is not connected
     */
    @Override
    public void sendMessage(Message message, Address[] addresses) throws MessagingException {
        if (!isConnected()) {
            throw new MessagingException("The transport is not connected");
        }
        if (!(message instanceof MimeMessage mime)) {
            throw new MessagingException("Only a MimeMessage can be sent");
        }
        Recipients recipients = Recipients.of(addresses);
        MessageSettings settings = new MessageSettings(session, mime);
        try {
            boolean wanted = recipients.invalid().isEmpty() || settings.sendsPartially();
            if (!wanted || recipients.valid().isEmpty()) {
                throw recipients.failure(NONE, array(recipients.valid()));
            }
            queue(mime, recipients, settings);
        } catch (MessagingException e) {
            tell(TransportEvent.MESSAGE_NOT_DELIVERED, NONE, array(recipients.valid()), recipients, message);
            throw e;
        }
        Address[] sent = array(recipients.valid());
        if (!recipients.invalid().isEmpty()) {
            tell(TransportEvent.MESSAGE_PARTIALLY_DELIVERED, sent, NONE, recipients, message);
            throw recipients.failure(sent, NONE);
        }
        tell(TransportEvent.MESSAGE_DELIVERED, sent, NONE, recipients, message);
    }

    private void queue(MimeMessage message, Recipients recipients, MessageSettings settings) throws MessagingException {
        SendOptions options = settings.options();
        try {
            sender().send(message, settings.reversePath(recipients), recipients.mailboxes(), options);
        } catch (InvalidMailException e) {
            String field = e.field().isEmpty() ? "" : e.field() + ": ";
            throw new MessagingException(field + e.getMessage(), e);
        } catch (MailUnavailableException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    private static MailSender sender() throws MessagingException {
        try {
            return Registry.mailSender();
        } catch (MailUnavailableException e) {
            throw new MessagingException(e.getMessage(), e);
        }
    }

    @Override
    public void addTransportListener(TransportListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeTransportListener(TransportListener listener) {
        listeners.remove(listener);
    }

    /**
     * On the caller's thread: Jakarta Mail's own has one that the server does not know, and it forgets what it has not told yet
     * when the transport is closed at once.
     */
    @Override
    protected void notifyTransportListeners(
            int type, Address[] validSent, Address[] validUnsent, Address[] invalid, Message message) {
        TransportEvent event = new TransportEvent(this, type, validSent, validUnsent, invalid, message);
        for (TransportListener listener : listeners) {
            try {
                event.dispatch(listener);
            } catch (RuntimeException e) {
                LOG.log(Level.WARNING, "A listener for what is sent has failed", e);
            }
        }
    }

    private void tell(int event, Address[] sent, Address[] unsent, Recipients recipients, Message message) {
        notifyTransportListeners(event, sent, unsent, array(recipients.invalid()), message);
    }

    private static Address[] array(List<Address> addresses) {
        return addresses.toArray(Address[]::new);
    }
}
