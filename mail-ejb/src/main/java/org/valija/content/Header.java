package org.valija.content;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetHeaders;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;

/**
 * The header of a message, or as much of it as the limit allows.
 *
 * @param octets without the empty line behind it
 */
public record Header(byte[] octets) {

    /** 64 KiB: what is read of a header that may be hostile. */
    private static final int LIMIT = 64 * 1024;

    private static final int MAX_SUBJECT = 500;

    /** Reads the header of a message. */
    public static Header of(ContentSource content) throws IOException {
        byte[] start;
        try (InputStream in = content.open()) {
            start = in.readNBytes(LIMIT);
        }
        int end = endOfHeader(start);
        byte[] octets = new byte[end];
        System.arraycopy(start, 0, octets, 0, end);
        return new Header(octets);
    }

    private static int endOfHeader(byte[] octets) {
        int lineStart = 0;
        for (int i = 0; i < octets.length; i++) {
            if (octets[i] == '\n') {
                boolean empty = i == lineStart || (i == lineStart + 1 && octets[lineStart] == '\r');
                if (empty) {
                    return lineStart;
                }
                lineStart = i + 1;
            }
        }
        // Cut off by the limit: whole lines only.
        return octets.length < LIMIT ? octets.length : lineStart;
    }

    /** The decoded subject on one printable line of at most 500 characters; empty if there is none. */
    public String subject() {
        String raw;
        try {
            raw = new InternetHeaders(new ByteArrayInputStream(octets), true).getHeader("Subject", null);
        } catch (MessagingException e) {
            return "";
        }
        if (raw == null) {
            return "";
        }
        String unfolded = MimeUtility.unfold(raw);
        String subject;
        try {
            subject = MimeUtility.decodeText(unfolded);
        } catch (UnsupportedEncodingException e) {
            subject = unfolded;
        }
        subject = subject.replaceAll("\\p{Cntrl}+", " ").strip();
        return subject.length() > MAX_SUBJECT ? subject.substring(0, MAX_SUBJECT) : subject;
    }
}
