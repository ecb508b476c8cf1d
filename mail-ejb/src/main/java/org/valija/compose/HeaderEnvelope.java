package org.valija.compose;

import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.Envelope;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.MailAddress;

/** The envelope that the header of a message describes: back to its sender or author, on to all that it names. */
final class HeaderEnvelope {

    private static final Field SENDER = new Field("Sender", "The sender");

    private final MimeMessage message;

    private HeaderEnvelope(MimeMessage message) {
        this.message = message;
    }

    /** @throws InvalidMailException if it names nobody, or somebody who can't exist */
    static Envelope of(MimeMessage message) throws MessagingException {
        HeaderEnvelope header = new HeaderEnvelope(message);
        return new Envelope(Optional.of(header.reversePath()), header.recipients());
    }

    private MailAddress reversePath() throws MessagingException {
        Address sender;
        try {
            sender = message.getSender();
            if (sender == null) {
                Address[] from = message.getFrom();
                sender = from == null || from.length == 0 ? null : from[0];
            }
        } catch (AddressException e) {
            throw invalid(SENDER, e);
        }
        if (sender == null) {
            throw new InvalidMailException(Reason.NO_SENDER, "From", "The message has neither Sender nor From");
        }
        return mailbox(SENDER, sender).address();
    }

    private List<MailAddress> recipients() throws MessagingException {
        Set<MailAddress> recipients = new LinkedHashSet<>();
        for (RecipientType type : List.of(RecipientType.TO, RecipientType.CC, RecipientType.BCC)) {
            for (Address address : addresses(type)) {
                recipients.add(mailbox(recipient(type), address).address());
            }
        }
        if (recipients.isEmpty()) {
            throw new InvalidMailException(Reason.NO_RECIPIENTS, "To", "The message has no recipients");
        }
        return List.copyOf(recipients);
    }

    private static Field recipient(RecipientType type) {
        return new Field(type.toString(), "A recipient (" + type + ")");
    }

    private List<Address> addresses(RecipientType type) throws MessagingException {
        List<Address> members = new ArrayList<>();
        try {
            Address[] addresses = message.getRecipients(type);
            for (Address address : addresses == null ? new Address[0] : addresses) {
                if (address instanceof InternetAddress group && group.isGroup()) {
                    members.addAll(List.of(group.getGroup(true))); // RFC 5322 section 3.4
                } else {
                    members.add(address);
                }
            }
        } catch (AddressException e) {
            throw invalid(recipient(type), e);
        }
        return members;
    }

    private static Mailbox mailbox(Field field, Address address) {
        if (address instanceof InternetAddress internet) {
            return Mailbox.of(field, internet);
        }
        throw new InvalidMailException(
                Reason.INVALID_ADDRESS, field.name(), field + " is no mail address: " + address.getType());
    }

    private static InvalidMailException invalid(Field field, AddressException cause) {
        return new InvalidMailException(
                Reason.INVALID_ADDRESS, field.name(), field + " is no mail address: " + cause.getMessage(), cause);
    }
}
