package org.valija.smtp;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.valija.Client;
import org.valija.MailAddress;

/** The header fields that a receiving server puts on top of a message (RFC 5321 section 4.4). */
final class TraceHeader {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private static final Pattern DOUBTFUL = Pattern.compile("[^A-Za-z0-9._:\\[\\]-]");

    private TraceHeader() {}

    /** {@code Return-Path}, CR LF included. */
    static byte[] returnPath(Optional<MailAddress> reversePath) {
        String address = reversePath.map(MailAddress::toString).orElse("");
        return ("Return-Path: <" + address + ">\r\n").getBytes(StandardCharsets.UTF_8);
    }

    /** {@code Received}, folded, CR LF included. */
    static byte[] received(
            Peer peer,
            boolean lmtp,
            boolean smtpUtf8,
            String hostName,
            String id,
            List<MailAddress> recipients,
            int priority,
            Instant when) {
        Client client = peer.client();
        StringBuilder out = new StringBuilder("Received: from ")
                .append(harmless(client.helo().orElse("unknown")))
                .append(" (")
                .append(literal(client.address().getAddress()))
                .append(")\r\n\tby ")
                .append(hostName)
                .append(" with ")
                .append(protocol(peer, lmtp, smtpUtf8))
                .append(" id ")
                .append(id);
        // With more than one it would tell each recipient of the others (RFC 5321 section 7.2).
        if (recipients.size() == 1) {
            out.append("\r\n\tfor <").append(recipients.get(0)).append('>');
        }
        if (priority != 0) {
            // RFC 6710 section 7, as a clause that RFC 5321 section 4.4 allows behind all others
            out.append("\r\n\tPRIORITY ").append(priority);
        }
        out.append(";\r\n\t").append(date(when)).append("\r\n");
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** RFC 5322 section 3.3. */
    static String date(Instant when) {
        return DATE.format(when.atOffset(ZoneOffset.UTC));
    }

    /** RFC 3848, and RFC 6531 section 4.3 for those in UTF-8. */
    private static String protocol(Peer peer, boolean lmtp, boolean smtpUtf8) {
        if (!peer.extended()) {
            return "SMTP";
        }
        String protocol = lmtp ? (smtpUtf8 ? "UTF8LMTP" : "LMTP") : (smtpUtf8 ? "UTF8SMTP" : "ESMTP");
        return protocol + (peer.isSecure() ? "S" : "") + (peer.isAuthenticated() ? "A" : "");
    }

    /** A stranger chose this text: nothing in it may look like a comment, a clause or another field. */
    private static String harmless(String helo) {
        return DOUBTFUL.matcher(helo).replaceAll("?");
    }

    /** RFC 5321 section 4.1.3. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + bare + "]" : "[" + bare + "]";
    }
}
