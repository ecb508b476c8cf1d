package org.valija.bounce;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.content.Header;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome.Bounced;

/**
 * Tells a sender which recipients his message will never reach, and why (RFC 3464). It goes out with the null
 * reverse-path, so that it can't bounce itself.
 *
 * @param reportingHost the name of this host
 * @param id the id of the message that failed
 * @param to the reverse-path of that message
 * @param queuedAt when it was queued
 * @param header its header
 * @param bounced the recipients; not empty
 * @param now when this is written
 */
public record DeliveryStatusNotification(
        String reportingHost,
        MailId id,
        MailAddress to,
        Instant queuedAt,
        Header header,
        List<Bounced> bounced,
        Instant now) {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Writes it as a message of RFC 5322: a multipart/report (RFC 6522) of three parts. */
    public void writeTo(OutputStream out) throws IOException {
        String boundary = "valija-" + UUID.randomUUID();
        line(out, "From: Mail Delivery System <MAILER-DAEMON@" + reportingHost + ">");
        line(out, "To: <" + to + ">");
        line(out, "Subject: Undelivered mail");
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
        line(out, "Content-Description: Header of the undelivered message");
        line(out, "Content-Type: text/rfc822-headers" + (isAscii(header.octets()) ? "" : "; charset=utf-8"));
        line(out, "Content-Transfer-Encoding: " + (isAscii(header.octets()) ? "7bit" : "8bit"));
        line(out, "");
        out.write(header.octets());
        line(out, "");
        line(out, "--" + boundary + "--");
    }

    private void writeNotification(OutputStream out) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("This is the mail system at ").append(reportingHost).append(".\r\n\r\n");
        text.append("Your message");
        String subject = header.subject();
        if (!subject.isEmpty()) {
            text.append(" \"").append(subject).append('"');
        }
        text.append(" could not be delivered to:\r\n");
        for (Bounced recipient : bounced) {
            text.append("\r\n<").append(recipient.recipient()).append(">\r\n    ");
            text.append(recipient.failure().reason()).append("\r\n");
        }
        text.append(
                "\r\nIt will not be tried again. The details for machines, and the header of your message, follow.\r\n");
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
        line(out, "Reporting-MTA: dns; " + reportingHost);
        line(out, "X-Valija-Id: " + id);
        line(out, "Arrival-Date: " + DATE.format(queuedAt));
        for (Bounced recipient : bounced) {
            Failure failure = recipient.failure();
            line(out, "");
            line(out, "Final-Recipient: " + typed(recipient.recipient()));
            line(out, "Action: failed");
            line(out, "Status: " + failure.status());
            if (failure.host().isPresent()) {
                line(out, "Remote-MTA: dns; " + failure.host().get());
            }
            if (failure.reply().isPresent()) {
                line(
                        out,
                        "Diagnostic-Code: smtp; " + ascii(failure.reply().get().line()));
            }
            line(out, "Last-Attempt-Date: " + DATE.format(now));
        }
    }

    /** RFC 6533 section 3: an address outside ASCII is of another type, and escaped in a part of 7 bits. */
    private static String typed(MailAddress address) {
        if (!address.isInternational()) {
            return "rfc822; " + address;
        }
        StringBuilder escaped = new StringBuilder("utf-8; ");
        address.toString().codePoints().forEach(c -> {
            if (c > 0x20 && c < 0x7f && c != '\\' && c != '+' && c != '=') {
                escaped.appendCodePoint(c);
            } else {
                escaped.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            }
        });
        return escaped.toString();
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
