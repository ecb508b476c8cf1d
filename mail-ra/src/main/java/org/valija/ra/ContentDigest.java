package org.valija.ra;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Set;
import org.valija.smtp.IncomingMail;

/**
 * SHA-256 over what the client sent: the same when it sends the same message again. Our own trace header, and what
 * we have added to a user's message, differ each time and do not count.
 *
 * <p>If the message has a {@code Message-ID}, what servers on the way put in front does not count either: a second attempt
 * may come by another host of the sender, or be signed anew. Without one, every octet counts.
 *
 * <p>Reads in pieces, with memory for one of them; for one message and one thread.
 */
final class ContentDigest {

    private static final Set<String> ADDED_ON_THE_WAY = Set.of(
            "received",
            "x-received",
            "return-path",
            "received-spf",
            "authentication-results",
            "dkim-signature",
            "domainkey-signature",
            "arc-seal",
            "arc-message-signature",
            "arc-authentication-results");

    private static final int PIECE = 16 * 1024;

    /** Longer than any name that means something here. */
    private static final int MAX_NAME = 64;

    private final Set<String> ours;
    private final MessageDigest wholeHeader = sha256();
    private final MessageDigest keptHeader = sha256();
    private final MessageDigest body = sha256();

    private boolean inBody;
    private boolean atLineStart = true;
    /** Fields that have begun; the first one is our own Received, which does not count. */
    private long fields;

    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private boolean inName;
    private boolean kept;
    private boolean isOurs;
    private boolean hasMessageId;

    private ContentDigest(Set<String> ours) {
        this.ours = ours;
    }

    /** 32 octets. */
    static byte[] of(IncomingMail mail) throws IOException {
        ContentDigest digest = new ContentDigest(mail.addedFields());
        try (SpooledMail behindReturnPath = new SpooledMail(mail, mail.envelope(), mail.returnPathLength());
                InputStream content = behindReturnPath.content()) {
            byte[] piece = new byte[PIECE];
            for (int length = content.read(piece); length >= 0; length = content.read(piece)) {
                digest.add(piece, length);
            }
        }
        return digest.finish();
    }

    private void add(byte[] octets, int length) {
        int i = 0;
        while (i < length && !inBody) {
            if (inName || atLineStart) {
                header(octets[i++]);
            } else {
                int lineEnd = i;
                while (lineEnd < length && octets[lineEnd] != '\n') {
                    lineEnd++;
                }
                count(octets, i, lineEnd - i);
                i = lineEnd;
                if (i < length) {
                    header(octets[i++]); // the line break
                }
            }
        }
        body.update(octets, i, length - i);
    }

    private void header(byte octet) {
        if (atLineStart && octet != ' ' && octet != '\t') {
            endName();
            if (octet == '\r' || octet == '\n') {
                inBody = true; // the empty line
                body.update(octet);
                return;
            }
            fields++;
            inName = true;
        }
        atLineStart = octet == '\n';
        if (inName) {
            name.write(octet);
            if (octet == ':' || octet == '\n' || name.size() == MAX_NAME) {
                endName();
            }
        } else {
            count(new byte[] {octet}, 0, 1);
        }
    }

    /** Decides by its name whether a field counts. */
    private void endName() {
        if (!inName) {
            return;
        }
        inName = false;
        byte[] octets = name.toByteArray();
        name.reset();
        String text = new String(octets, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        // RFC 5322 section 4.5.8 has white space before the colon.
        String field = text.endsWith(":") ? text.substring(0, text.length() - 1).strip() : "";
        kept = !ADDED_ON_THE_WAY.contains(field);
        isOurs = ours.contains(field);
        hasMessageId |= field.equals("message-id") && !isOurs;
        count(octets, 0, octets.length);
    }

    private void count(byte[] octets, int from, int length) {
        if (fields <= 1 || isOurs) {
            return;
        }
        wholeHeader.update(octets, from, length);
        if (kept) {
            keptHeader.update(octets, from, length);
        }
    }

    private byte[] finish() {
        endName();
        MessageDigest both = sha256();
        both.update((hasMessageId ? keptHeader : wholeHeader).digest());
        both.update(body.digest());
        return both.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
