package org.valija.bounce;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.OriginalRecipient;
import org.valija.TransmissionOptions;
import org.valija.bounce.RecipientReport.Action;
import org.valija.content.ContentSource;
import org.valija.content.Header;

/**
 * Tells a sender what became of his message (RFC 3464): that recipients will never get it, that some wait, or that they
 * have it. It goes out with the null reverse-path, so that it can't bounce itself.
 *
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
        String reportingHost,
        MailId id,
        MailAddress to,
        TransmissionOptions options,
        Instant queuedAt,
        Header header,
        Optional<ContentSource> message,
        List<RecipientReport> recipients,
        Instant now) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Writes it as a message of RFC 5322: a multipart/report (RFC 6522) of three parts. */
    public void writeTo(OutputStream out) throws IOException {
        String boundary = "valija-" + UUID.randomUUID();
        line(out, "From: Mail Delivery System <MAILER-DAEMON@" + reportingHost + ">");
        line(out, "To: <" + to + ">");
        line(out, "Subject: " + subject());
        line(out, "Date: " + DATE.format(now));
        line(out, "Message-ID: <" + UUID.randomUUID() + "@" + reportingHost + ">");
        // RFC 3834 section 5: so that no responder answers it. RFC 3464 section 2: a DSN is such a message.
        line(out, "Auto-Submitted: auto-replied");
        line(out, "MIME-Version: 1.0");
        line(out, "Content-Type: multipart/report; report-type=delivery-status;");
        line(out, "\tboundary=\"" + boundary + "\"");
        line(out, "");
        line(out, "--" + boundary);
        line(out, "Content-Description: Notification");
        line(out, "Content-Type: text/plain; charset=utf-8");
        line(out, "Content-Transfer-Encoding: quoted-printable");
        line(out, "");
        writeNotification(out);
        line(out, "");
        line(out, "--" + boundary);
        line(out, "Content-Description: Delivery report");
        line(out, "Content-Type: message/delivery-status");
        line(out, "");
        writeStatus(out);
        line(out, "");
        line(out, "--" + boundary);
        writeOriginal(out);
        line(out, "");
        line(out, "--" + boundary + "--");
    }

    private String subject() {
        if (all(Action.DELIVERED) || all(Action.RELAYED)) {
            return "Delivery report";
        }
        return all(Action.DELAYED) ? "Delayed mail" : "Undelivered mail";
    }

    private boolean all(Action action) {
        return recipients.stream().allMatch(recipient -> recipient.action() == action);
    }

    private void writeOriginal(OutputStream out) throws IOException {
        if (message.isEmpty()) {
            line(out, "Content-Description: Header of your message");
            line(out, "Content-Type: text/rfc822-headers" + (isAscii(header.octets()) ? "" : "; charset=utf-8"));
            line(out, "Content-Transfer-Encoding: " + (isAscii(header.octets()) ? "7bit" : "8bit"));
            line(out, "");
            out.write(header.octets());
            return;
        }
        line(out, "Content-Description: Your message");
        // RFC 6532 section 3.7: a message whose header is in UTF-8 is a message/global.
        line(out, "Content-Type: " + (isAscii(header.octets()) ? "message/rfc822" : "message/global"));
        line(out, "Content-Transfer-Encoding: 8bit");
        line(out, "");
        try (InputStream in = message.get().open()) {
            in.transferTo(out);
        }
    }

    private void writeNotification(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("This is the mail system at ").append(reportingHost).append(".\r\n\r\n");
        String subject = header.subject();
        String called = subject.isEmpty() ? "Your message" : "Your message \"" + subject + "\"";
        for (Action action : Action.values()) {
            List<RecipientReport> alike = recipients.stream()
                    .filter(recipient -> recipient.action() == action)
                    .toList();
            if (!alike.isEmpty()) {
                text.append(called).append(' ').append(action.sentence()).append(":\r\n");
                for (RecipientReport recipient : alike) {
                    text.append("\r\n<").append(recipient.recipient()).append(">\r\n    ");
                    text.append(recipient.reason()).append("\r\n");
                }
                text.append("\r\n");
            }
        }
        if (all(Action.FAILED)) {
            text.append("It will not be tried again. ");
        }
        text.append("The details for machines follow, and ");
        text.append(message.isPresent() ? "your message.\r\n" : "the header of your message.\r\n");
        try {
            OutputStream encoder = MimeUtility.encode(out, "quoted-printable");
            encoder.write(text.toString().getBytes(StandardCharsets.UTF_8));
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
                line(out, "Original-Recipient: " + recipient.original().get().field());
            }
            line(out, "Final-Recipient: " + typed(recipient.recipient()));
            line(out, "Action: " + recipient.action().name().toLowerCase(Locale.ROOT));
            line(out, "Status: " + recipient.status());
            if (recipient.host().isPresent()) {
                line(out, "Remote-MTA: dns; " + recipient.host().get());
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

    /** RFC 6533 section 3: an address outside ASCII is of another type, and escaped in a part of 7 bits. */
    private static String typed(MailAddress address) {
        if (!address.isInternational()) {
            return "rfc822; " + address;
        }
        return new OriginalRecipient("utf-8", address.toString()).field();
    }

    private static String ascii(String text) {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
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
