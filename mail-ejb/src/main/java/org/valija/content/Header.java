package org.valija.content;

import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;

/**
 * The header of a message, or as much of it as the limit allows.
 *
 * @param octets without the empty line behind it
 */
public record Header(byte[] octets) {

    /** 64 KiB: what is read of a header that may be hostile. */
    private static final int LIMIT = 64 * 1024;

    private static final String SUBJECT = "subject:";
    private static final int MAX_SUBJECT = 1000;

    /** Reads the header of a message. */
    public static Header of(ContentSource content) throws IOException {
        byte[] start;
        try (InputStream in = content.open()) {
            start = in.readNBytes(LIMIT);
        }
        return in(start);
    }

    /**
     * Finds the header in the beginning of a message.
     *
     * @param start its first octets, up to 64 KiB
     */
    public static Header in(byte[] start) {
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

    /** The decoded subject (RFC 2047) as one line of at most 1,000 characters; empty if there is none. */
    public String subject() {
        // RFC 6532: octets outside of ASCII in a header are UTF-8.
        String[] lines = new String(octets, StandardCharsets.UTF_8).split("\r?\n", -1);
        for (int i = 0; i < lines.length && !lines[i].isEmpty(); i++) {
            if (lines[i].regionMatches(true, 0, SUBJECT, 0, SUBJECT.length())) {
                return oneLine(decode(unfold(lines, i).substring(SUBJECT.length())));
            }
        }
        return "";
    }

    /** RFC 5322 section 2.2.3: a line that begins with white space goes on with the line before it. */
    private static String unfold(String[] lines, int first) {
        StringBuilder field = new StringBuilder(lines[first]);
        for (int i = first + 1; i < lines.length && (lines[i].startsWith(" ") || lines[i].startsWith("\t")); i++) {
            field.append(lines[i]);
        }
        return field.toString();
    }

    private static String decode(String text) {
        try {
            return MimeUtility.decodeText(text);
        } catch (UnsupportedEncodingException unknownCharset) {
            return text;
        }
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        if (line.length() <= MAX_SUBJECT) {
            return line;
        }
        boolean inPair = Character.isHighSurrogate(line.charAt(MAX_SUBJECT - 1));
        return line.substring(0, inPair ? MAX_SUBJECT - 1 : MAX_SUBJECT);
    }
}
