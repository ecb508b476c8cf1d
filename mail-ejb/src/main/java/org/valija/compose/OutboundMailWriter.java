package org.valija.compose;

import jakarta.activation.DataHandler;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentDisposition;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.MimeUtility;
import jakarta.mail.internet.ParameterList;
import jakarta.mail.internet.ParseException;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.valija.Envelope;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.MailAddress;
import org.valija.OutboundMail;

/** An {@link OutboundMail} as a message of RFC 5322 and MIME (RFC 2045). */
final class OutboundMailWriter {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private static final Field FROM = new Field("from", "The author (from)");
    private static final Field REVERSE_PATH = new Field("reversePath", "The reverse-path");
    private static final Field TO = new Field("to", "A recipient (to)");
    private static final Field CC = new Field("cc", "A recipient (cc)");
    private static final Field BCC = new Field("bcc", "A recipient (bcc)");
    private static final Field SUBJECT = new Field("subject", "The subject");
    private static final Field HEADER_NAME = new Field("header", "The name of a header field");
    private static final Field ATTACHMENT_NAME = new Field("attach", "The name of an attachment");
    private static final Field ATTACHMENT_TYPE = new Field("attach", "The media type of an attachment");

    /** What the other methods of the builder set, and what is written by each hop. In lower case. */
    private static final Set<String> NOT_FREE = Set.of(
            "from",
            "to",
            "cc",
            "bcc",
            "subject",
            "mime-version",
            "content-type",
            "content-transfer-encoding",
            "content-disposition",
            "return-path",
            "received");

    /** Fields that hold addresses, whose display names alone may be encoded. In lower case. */
    private static final Set<String> OF_ADDRESSES = Set.of("reply-to", "sender");

    private final OutboundMail mail;
    private final Envelope envelope;
    private final MimeMessage message;

    OutboundMailWriter(OutboundMail mail, Session session, Origin origin) throws MessagingException {
        this.mail = mail;
        if (mail.from().isBlank()) {
            throw new InvalidMailException(Reason.NO_SENDER, FROM.name(), "The message has no author (from)");
        }
        Mailbox from = Mailbox.parse(FROM, mail.from());
        List<Mailbox> to = mailboxes(TO, mail.to());
        List<Mailbox> cc = mailboxes(CC, mail.cc());
        List<Mailbox> bcc = mailboxes(BCC, mail.bcc());
        this.envelope = new Envelope(reversePath(from.address()), recipients(to, cc, bcc));

        this.message = new MessageWithoutOwnId(session);
        message.setHeader("Date", origin.date());
        message.setHeader("Message-ID", origin.messageId());
        setAddresses("From", List.of(from));
        setAddresses("To", to);
        setAddresses("Cc", cc);
        message.setSubject(Lines.single(SUBJECT, mail.subject()), UTF_8);
        for (Map.Entry<String, String> header : mail.headers().entrySet()) {
            setHeader(header.getKey(), header.getValue());
        }
        if (mail.unsubscription().isPresent()) {
            message.setHeader(
                    UnsubscriptionFields.WHERE,
                    UnsubscriptionFields.where(mail.unsubscription().get()));
            message.setHeader(UnsubscriptionFields.HOW, UnsubscriptionFields.ONE_CLICK);
        }
        setBody();
    }

    Envelope envelope() {
        return envelope;
    }

    void writeTo(OutputStream out) throws IOException, MessagingException {
        message.writeTo(out);
    }

    private Optional<MailAddress> reversePath(MailAddress author) {
        if (mail.reversePath().isEmpty()) {
            return Optional.of(author);
        }
        String given = mail.reversePath().get();
        return given.equals("<>") ? Optional.empty() : Optional.of(Mailbox.address(REVERSE_PATH, given));
    }

    private static List<Mailbox> mailboxes(Field field, List<String> texts) {
        return texts.stream().map(text -> Mailbox.parse(field, text)).toList();
    }

    private static List<MailAddress> recipients(List<Mailbox> to, List<Mailbox> cc, List<Mailbox> bcc) {
        List<Mailbox> all = new ArrayList<>(to);
        all.addAll(cc);
        all.addAll(bcc);
        if (all.isEmpty()) {
            throw new InvalidMailException(Reason.NO_RECIPIENTS, TO.name(), "The message has no recipients");
        }
        return all.stream().map(Mailbox::address).distinct().toList();
    }

    private void setAddresses(String name, List<Mailbox> mailboxes) throws MessagingException {
        if (!mailboxes.isEmpty()) {
            InternetAddress[] addresses =
                    mailboxes.stream().map(Mailbox::header).toArray(InternetAddress[]::new);
            message.setHeader(name, InternetAddress.toString(addresses, name.length() + 2));
        }
    }

    private void setHeader(String name, String value) throws MessagingException {
        Lines.single(HEADER_NAME, name);
        // RFC 5322 section 3.6.8 ftext
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':')) {
            throw new InvalidMailException(
                    Reason.UNREADABLE, HEADER_NAME.name(), "\"" + name + "\" is no name of a header field");
        }
        if (NOT_FREE.contains(name.toLowerCase(Locale.ROOT)) || isOfUnsubscription(name)) {
            throw new InvalidMailException(
                    Reason.UNREADABLE,
                    name,
                    "The header field " + name + " is written from the other parts of the message");
        }
        Lines.single(Field.header(name), value);
        if (OF_ADDRESSES.contains(name.toLowerCase(Locale.ROOT))) {
            setAddresses(name, List.of(Mailbox.parse(Field.header(name), value)));
        } else {
            message.setHeader(name, MimeUtility.fold(name.length() + 2, encodeWords(value)));
        }
    }

    private boolean isOfUnsubscription(String name) {
        return mail.unsubscription().isPresent() && UnsubscriptionFields.NAMES.contains(name.toLowerCase(Locale.ROOT));
    }

    private static String encodeWords(String value) {
        try {
            return MimeUtility.encodeText(value, UTF_8, null);
        } catch (java.io.UnsupportedEncodingException e) {
            throw new IllegalStateException(e); // every JDK has UTF-8
        }
    }

    private void setBody() throws MessagingException {
        if (mail.attachments().isEmpty()) {
            setTexts(message);
            return;
        }
        MimeMultipart mixed = new MimeMultipart("mixed");
        if (mail.text().isPresent() || mail.html().isPresent()) {
            MimeBodyPart texts = new MimeBodyPart();
            setTexts(texts);
            mixed.addBodyPart(texts);
        }
        for (OutboundMail.Attachment attachment : mail.attachments()) {
            mixed.addBodyPart(part(attachment));
        }
        message.setContent(mixed);
    }

    private void setTexts(MimePart part) throws MessagingException {
        if (mail.text().isPresent() && mail.html().isPresent()) {
            // RFC 2046 section 5.1.4: the best alternative comes last.
            MimeMultipart alternative = new MimeMultipart("alternative");
            alternative.addBodyPart(textPart(mail.text().get(), "plain"));
            alternative.addBodyPart(textPart(mail.html().get(), "html"));
            part.setContent(alternative);
        } else if (mail.html().isPresent()) {
            setText(part, mail.html().get(), "html");
        } else {
            setText(part, mail.text().orElse(""), "plain");
        }
    }

    private static MimeBodyPart textPart(String text, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        setText(part, text, subtype);
        return part;
    }

    private static void setText(MimePart part, String text, String subtype) throws MessagingException {
        byte[] octets = Lines.withCrlf(text).getBytes(StandardCharsets.UTF_8);
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(octets, "text/" + subtype + "; charset=UTF-8")));
        part.setHeader(
                "Content-Transfer-Encoding", TransferEncoding.ofText(octets).token());
    }

    private static MimeBodyPart part(OutboundMail.Attachment attachment) throws MessagingException {
        String fileName = Lines.single(ATTACHMENT_NAME, attachment.fileName());
        ContentType type = contentType(Lines.single(ATTACHMENT_TYPE, attachment.mediaType()));
        MimeBodyPart part = new MimeBodyPart();
        part.setDataHandler(new DataHandler(new ByteArrayDataSource(attachment.content(), type.toString())));
        ParameterList parameters = new ParameterList();
        parameters.set("filename", fileName, UTF_8);
        part.setHeader("Content-Disposition", new ContentDisposition("attachment", parameters).toString());
        part.setHeader("Content-Type", type.toString());
        // Octets stay as they are, whatever their type says: a text's line breaks included.
        part.setHeader("Content-Transfer-Encoding", "base64");
        return part;
    }

    private static ContentType contentType(String mediaType) {
        try {
            ContentType type = new ContentType(mediaType);
            if (type.match("multipart/*") || type.match("message/*")) {
                throw new InvalidMailException(
                        Reason.UNREADABLE,
                        ATTACHMENT_TYPE.name(),
                        "An attachment can't be of the composite media type " + mediaType);
            }
            return type;
        } catch (ParseException e) {
            throw new InvalidMailException(
                    Reason.UNREADABLE, ATTACHMENT_TYPE.name(), "\"" + mediaType + "\" is no media type", e);
        }
    }

    /** Keeps the Message-ID that it was given: Jakarta Mail would put in the name of the user and the host. */
    private static final class MessageWithoutOwnId extends MimeMessage {

        MessageWithoutOwnId(Session session) {
            super(session);
        }

        @Override
        protected void updateMessageID() {}
    }
}
