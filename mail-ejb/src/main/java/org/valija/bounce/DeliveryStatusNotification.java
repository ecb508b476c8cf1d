package org.valija.bounce;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.OriginalRecipient;
import org.valija.TransmissionOptions;
import org.valija.content.ContentSource;
import org.valija.content.Header;

/**
 * Tells a sender what became of his message (RFC 3464): that recipients will never get it, that some wait, or that they
 * have it. It goes out with the null reverse-path, so that it can't bounce itself.
 *
 * @param wordings the languages that it may be written in
 * @param reportingHost the name of this host
 * @param id the id of the message
 * @param to the reverse-path of that message
 * @param options what the sender asked for the message
 * @param queuedAt when it was received or queued
 * @param header its header
 * @param message the whole message, if it is to be returned
 * @param recipients not empty
 * @param now when this is written
 */
public record DeliveryStatusNotification(
        Wordings wordings,
        String reportingHost,
        MailId id,
        MailAddress to,
        TransmissionOptions options,
        Instant queuedAt,
        Header header,
        Optional<ContentSource> message,
        List<RecipientReport> recipients,
        Instant now) {

    /** In characters, of what comes from strangers: RFC 5322 section 2.1.1 has lines of 998 at most. */
    private static final int MAX_VALUE = 900;

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Writes it as a message of RFC 5322: a multipart/report (RFC 6522) of three parts. */
    public void writeTo(OutputStream out) throws IOException {
        String boundary = "valija-" + UUID.randomUUID();
        List<NotificationText> texts = wordings.forSenderOf(header).stream()
                .map(wording -> new NotificationText(this, wording))
                .toList();
        line(out, "From: Mail Delivery System <MAILER-DAEMON@" + reportingHost + ">");
        line(out, "To: <" + to + ">");
        line(out, "Subject: " + MimeUtility.fold(9, encoded(texts.get(0).subject())));
        line(out, "Date: " + DATE.format(now));
        line(out, "Message-ID: <" + UUID.randomUUID() + "@" + reportingHost + ">");
        Optional<String> about = header.messageId();
        if (about.isPresent()) {
            // RFC 3834 section 3.1.5: so that it is shown beside what it is about.
            line(out, "In-Reply-To: " + about.get());
            line(out, "References: " + about.get());
        }
        // RFC 3834 section 5: so that no responder answers it. RFC 3464 section 2: a DSN is such a message.
        line(out, "Auto-Submitted: auto-replied");
        line(out, "MIME-Version: 1.0");
        line(out, "Content-Type: multipart/report; report-type=" + statusType() + ";");
        line(out, "\tboundary=\"" + boundary + "\"");
        if (message.isPresent() || isGlobal() || !isAscii(header.octets())) {
            line(out, "Content-Transfer-Encoding: 8bit"); // RFC 2045 section 6.4: that of its parts
        }
        line(out, "");
        line(out, "--" + boundary);
        line(out, "Content-Description: Notification");
        line(out, "Content-Type: text/plain; charset=utf-8");
        line(out, "Content-Language: " + wordings.tagsForSenderOf(header));
        line(out, "Content-Transfer-Encoding: quoted-printable");
        line(out, "");
        writeTexts(texts, out);
        line(out, "");
        line(out, "--" + boundary);
        line(out, "Content-Description: Delivery report");
        line(out, "Content-Type: message/" + statusType());
        if (isGlobal()) {
            line(out, "Content-Transfer-Encoding: 8bit");
        }
        line(out, "");
        writeStatus(out);
        line(out, "");
        line(out, "--" + boundary);
        writeOriginal(out);
        line(out, "");
        line(out, "--" + boundary + "--");
    }

    /**
     * RFC 6533 section 6: whether it may speak UTF-8 to mail systems. Where the message itself did, or its sender's address
     * does, whoever gets it understands that; and where another recipient's address only is international, it goes in ASCII,
     * which every host on the way takes.
     */
    private boolean isGlobal() {
        return to.isInternational() || isUtf8();
    }

    private String statusType() {
        return isGlobal() ? "global-delivery-status" : "delivery-status";
    }

    /** Whether the header is one of RFC 6532. */
    private boolean isUtf8() {
        return !isAscii(header.octets()) && header.isUtf8();
    }

    private static String encoded(String text) {
        try {
            return MimeUtility.encodeText(text, StandardCharsets.UTF_8.name(), null);
        } catch (UnsupportedEncodingException e) {
            throw new IllegalStateException(e); // every JDK has UTF-8
        }
    }

    private void writeOriginal(OutputStream out) throws IOException {
        boolean ascii = isAscii(header.octets());
        if (message.isEmpty()) {
            line(out, "Content-Description: Header of your message");
            // RFC 6533 section 6: a header in UTF-8 has a type of its own; what is neither is passed back as it is.
            line(out, "Content-Type: " + (isUtf8() ? "message/global-headers" : "text/rfc822-headers"));
            line(out, "Content-Transfer-Encoding: " + (ascii ? "7bit" : "8bit"));
            line(out, "");
            out.write(header.octets());
            return;
        }
        line(out, "Content-Description: Your message");
        // RFC 6532 section 3.7: a message whose header is in UTF-8 is a message/global.
        line(out, "Content-Type: " + (isUtf8() ? "message/global" : "message/rfc822"));
        line(out, "Content-Transfer-Encoding: 8bit");
        line(out, "");
        try (InputStream in = message.get().open()) {
            in.transferTo(out);
        }
    }

    /** Each language behind the other: of alternatives (RFC 2046 section 5.1.4) a reader would see one, and not his own. */
    private static void writeTexts(List<NotificationText> texts, OutputStream out) throws IOException {
        String all = texts.stream().map(NotificationText::body).collect(Collectors.joining("* * *\r\n\r\n"));
        try {
            OutputStream encoder = MimeUtility.encode(out, "quoted-printable");
            encoder.write(all.getBytes(StandardCharsets.UTF_8));
            encoder.flush();
        } catch (MessagingException e) {
            throw new IllegalStateException("Jakarta Mail has no quoted-printable", e);
        }
    }

    /** RFC 3464 section 2.1: fields about the message, then a block for each recipient. */
    private void writeStatus(OutputStream out) throws IOException {
        if (options.envelopeId().isPresent()) {
            line(out, "Original-Envelope-Id: " + options.envelopeId().get()); // section 2.2.1
        }
        line(out, "Reporting-MTA: dns; " + reportingHost);
        line(out, "X-Valija-Id: " + id);
        line(out, "Arrival-Date: " + DATE.format(queuedAt));
        if (options.deliverBy().isPresent()) {
            // RFC 2852 section 5
            line(
                    out,
                    "Deliver-By-Date: " + DATE.format(options.deliverBy().get().deadline()));
        }
        if (options.holdUntil().isPresent()) {
            // RFC 4865 section 5.1.2; an interval is a point in time from when it was received
            line(out, "Future-Release-Request: until;" + options.holdUntil().get());
        }
        for (RecipientReport recipient : recipients) {
            line(out, "");
            if (recipient.original().isPresent()) {
                line(out, "Original-Recipient: " + typed(recipient.original().get()));
            }
            line(out, "Final-Recipient: " + typed(recipient.recipient()));
            line(out, "Action: " + recipient.action().name().toLowerCase(Locale.ROOT));
            line(out, "Status: " + recipient.status());
            if (recipient.host().isPresent()) {
                line(out, "Remote-MTA: dns; " + ascii(recipient.host().get()));
            }
            if (recipient.reply().isPresent()) {
                line(
                        out,
                        "Diagnostic-Code: smtp; "
                                + ascii(recipient.reply().get().line()));
            }
            line(out, "Last-Attempt-Date: " + DATE.format(now));
            if (recipient.retriedUntil().isPresent()) {
                line(
                        out,
                        "Will-Retry-Until: "
                                + DATE.format(recipient.retriedUntil().get()));
            }
        }
    }

    private String typed(MailAddress address) {
        return address.isInternational()
                ? typed(new OriginalRecipient("utf-8", address.toString()))
                : "rfc822; " + address;
    }

    /** RFC 6533 section 3: an address outside ASCII is of another type, and escaped in a part of 7 bits. */
    private String typed(OriginalRecipient address) {
        return isGlobal() ? address.type() + "; " + address.address() : address.field();
    }

    private static String ascii(String text) {
        String printable = text.replaceAll("[^\\x20-\\x7e]", "?");
        return printable.substring(0, Math.min(printable.length(), MAX_VALUE));
    }

    private static boolean isAscii(byte[] octets) {
        for (byte b : octets) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    private static void line(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
