package org.valija.sandbox;

import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;

/** Finds a message's subject without parsing the message. */
final class SubjectHeader {

    private static final String NAME = "subject:";
    private static final int MAX_SUBJECT = 1000;

    private SubjectHeader() {}

    /**
     * The decoded subject (RFC 2047), as one line of at most 1,000 characters; empty if the header has none.
     *
     * @param beginning the first octets of a message; a subject further behind is not found
     */
    static String find(byte[] beginning) {
        // RFC 6532: octets outside of ASCII in a header are UTF-8.
        String[] lines = new String(beginning, StandardCharsets.UTF_8).split("\r?\n", -1);
        for (int i = 0; i < lines.length && !lines[i].isEmpty(); i++) {
            if (lines[i].regionMatches(true, 0, NAME, 0, NAME.length())) {
                return oneLine(decode(unfold(lines, i).substring(NAME.length())));
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
