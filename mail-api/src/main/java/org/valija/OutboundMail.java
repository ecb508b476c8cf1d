package org.valija;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A message to send, as an application puts it together:
 *
 * <pre>{@code
 * sender.send(OutboundMail.from("soporte@ejemplo.com").to("ana@ejemplo.net").subject("Recibido").text("...").build());
 * }</pre>
 *
 * <p>The values are taken as they are and checked by {@link MailSender#send(OutboundMail)}, which throws {@link
 * InvalidMailException}. Immutable.
 *
 * @param from the author, with a display name or without
 * @param reversePath where bounces go; if empty, the address in {@code from}; {@code "<>"} for none
 * @param to the recipients in the To header
 * @param cc the recipients in the Cc header
 * @param bcc the recipients in no header
 * @param subject the subject, possibly empty
 * @param text the plain text, if any
 * @param html the HTML, if any; beside a text it is its alternative
 * @param attachments the attachments
 * @param headers further header fields
 * @param unsubscription how a recipient of mail to many gets out, if he can
 * @param options when, how urgently, under which key, and what the sender is told
 */
public record OutboundMail(
        String from,
        Optional<String> reversePath,
        List<String> to,
        List<String> cc,
        List<String> bcc,
        String subject,
        Optional<String> text,
        Optional<String> html,
        List<Attachment> attachments,
        Map<String, String> headers,
        Optional<Unsubscription> unsubscription,
        SendOptions options) {

    public OutboundMail {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(subject, "subject");
        to = List.copyOf(to);
        cc = List.copyOf(cc);
        bcc = List.copyOf(bcc);
        attachments = List.copyOf(attachments);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        Objects.requireNonNull(options, "options");
    }

    /**
     * A file that goes with the message.
     *
     * @param fileName the name that the recipient sees
     * @param mediaType such as {@code application/pdf}
     * @param content the octets; not copied
     */
    public record Attachment(String fileName, String mediaType, byte[] content) {}

    /**
     * How a recipient gets no more of such mail, at one click in his mail program (RFC 2369, RFC 8058).
     *
     * @param page takes the POST that the mail program makes; with {@code https}, and knows whose mail it was
     * @param mailbox takes a message that says the same; for mail programs that know no better
     */
    public record Unsubscription(URI page, Optional<String> mailbox) {

        public Unsubscription {
            Objects.requireNonNull(page, "page");
            Objects.requireNonNull(mailbox, "mailbox");
        }
    }

    /** Starts a message of this author. */
    public static Builder from(String from) {
        return new Builder(from);
    }

    /**
     * Starts the answer to a received message: to its reverse-path, in its thread.
     *
     * @param received what is answered
     * @param from the author of the answer
     * @throws MessagingException if the received message's header can't be read
     */
    public static Builder replyTo(ReceivedMail received, String from) throws MessagingException {
        Builder builder = new Builder(from);
        received.envelope().reversePath().ifPresent(sender -> builder.to(sender.toString()));
        MimeMessage message = received.mimeMessage();
        // An encoded word (RFC 2047) may hide a line break, which no subject that is sent may have.
        String subject = message.getSubject() == null
                ? ""
                : message.getSubject().replaceAll("\\p{Cc}+", " ").strip();
        builder.subject(subject.regionMatches(true, 0, "Re:", 0, 3) ? subject : "Re: " + subject);
        String messageId = message.getMessageID();
        if (messageId != null) {
            builder.header("In-Reply-To", messageId).header("References", messageId);
        }
        // RFC 3834 section 5.1: an automatic answer says so, lest two responders answer each other for ever.
        return builder.header("Auto-Submitted", "auto-replied");
    }

    /** Collects the values; for one thread. */
    public static final class Builder {

        private final String from;
        private String reversePath;
        private final List<String> to = new ArrayList<>();
        private final List<String> cc = new ArrayList<>();
        private final List<String> bcc = new ArrayList<>();
        private String subject = "";
        private String text;
        private String html;
        private final List<Attachment> attachments = new ArrayList<>();
        private final Map<String, String> headers = new LinkedHashMap<>();
        private Unsubscription unsubscription;
        private SendOptions options = SendOptions.NONE;

        private Builder(String from) {
            this.from = from;
        }

        /** Where bounces go, if not to the author; {@code "<>"} for a message that must not bounce. */
        public Builder reversePath(String address) {
            this.reversePath = address;
            return this;
        }

        public Builder to(String... addresses) {
            to.addAll(List.of(addresses));
            return this;
        }

        public Builder cc(String... addresses) {
            cc.addAll(List.of(addresses));
            return this;
        }

        public Builder bcc(String... addresses) {
            bcc.addAll(List.of(addresses));
            return this;
        }

        public Builder subject(String subject) {
            this.subject = subject;
            return this;
        }

        public Builder text(String text) {
            this.text = text;
            return this;
        }

        public Builder html(String html) {
            this.html = html;
            return this;
        }

        /** Adds a file of text in UTF-8. */
        public Builder attach(String fileName, String mediaType, String content) {
            return attach(fileName, mediaType, content.getBytes(StandardCharsets.UTF_8));
        }

        public Builder attach(String fileName, String mediaType, byte[] content) {
            attachments.add(new Attachment(fileName, mediaType, content));
            return this;
        }

        /** Sets a header field that has no method of its own here. */
        public Builder header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        /**
         * Lets the recipient get out at one click: {@code List-Unsubscribe} and {@code List-Unsubscribe-Post} (RFC 8058).
         *
         * @param page takes the POST; with {@code https}, and of this recipient only
         */
        public Builder listUnsubscribe(URI page) {
            unsubscription = new Unsubscription(page, Optional.empty());
            return this;
        }

        /**
         * The same, and by a message to an address.
         *
         * @param page takes the POST; with {@code https}, and of this recipient only
         * @param mailbox an address without a display name
         */
        public Builder listUnsubscribe(URI page, String mailbox) {
            unsubscription = new Unsubscription(page, Optional.of(mailbox));
            return this;
        }

        /** When it goes, how urgently, under which key; by default at once and without. */
        public Builder options(SendOptions options) {
            this.options = options;
            return this;
        }

        public OutboundMail build() {
            return new OutboundMail(
                    from,
                    Optional.ofNullable(reversePath),
                    to,
                    cc,
                    bcc,
                    subject,
                    Optional.ofNullable(text),
                    Optional.ofNullable(html),
                    attachments,
                    headers,
                    Optional.ofNullable(unsubscription),
                    options);
        }
    }
}
