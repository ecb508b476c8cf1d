package org.valija.compose;

import jakarta.mail.Address;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.Envelope;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.MailAddress;

/** A message that Jakarta Mail made, with what it may lack. The message itself stays as it is. */
final class MimeMessageWriter {

    private static final Field SENDER = new Field("Sender", "The sender");

    private final MimeMessage message;
    private final Envelope envelope;
    private final String date;
    private final String messageId;

    MimeMessageWriter(MimeMessage message, Origin origin) throws MessagingException {
        this.message = message;
        // Whole lines: Header.getValue leaves out the white space in front, line breaks included.
        for (String line : Collections.list(message.getAllHeaderLines())) {
            Lines.folded(Field.header(line.split("[:\\s]", 2)[0]), line);
        }
        this.envelope = new Envelope(Optional.of(reversePath()), recipients());
        // What is written is kept apart: saveChanges, called by writeTo, would set an ID of its own.
        this.date = Optional.ofNullable(message.getHeader("Date", null)).orElseGet(origin::date);
        this.messageId =
                Optional.ofNullable(message.getHeader("Message-ID", null)).orElseGet(origin::messageId);
    }

    Envelope envelope() {
        return envelope;
    }

    void writeTo(OutputStream out) throws IOException, MessagingException {
        out.write(("Date: " + date + "\r\nMessage-ID: " + messageId + "\r\n").getBytes(StandardCharsets.UTF_8));
        message.writeTo(out, new String[] {"Bcc", "Date", "Message-ID"});
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
