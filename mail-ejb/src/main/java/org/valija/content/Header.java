package org.valija.content;

import jakarta.mail.internet.MimeUtility;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The header of a message, or as much of it as the limit allows.
 *
 * @param octets without the empty line behind it
 */
public record Header(byte[] octets) {

    /** 64 KiB: what is read of a header that may be hostile. */
    private static final int LIMIT = 64 * 1024;

    private static final int MAX_SUBJECT = 1000;
    private static final Pattern MESSAGE_ID = Pattern.compile("<[!-~&&[^<>]]{1,250}>");

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
        return field("Subject").map(text -> oneLine(decode(text))).orElse("");
    }

    /** The identifier of the message with its angle brackets (RFC 5322 section 3.6.4), if it has a proper one in ASCII. */
    public Optional<String> messageId() {
        return field("Message-ID")
                .map(String::strip)
                .filter(id -> MESSAGE_ID.matcher(id).matches());
    }

    /** Whether its sender would rather have it arrive than be encrypted (RFC 8689 section 3). */
    public boolean isTlsOptional() {
        return field("TLS-Required")
                .filter(value -> value.strip().equalsIgnoreCase("no"))
                .isPresent();
    }

    /** Whether it is in UTF-8 (RFC 6532), of which ASCII is a part. */
    public boolean isUtf8() {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    /**
     * The first field of this name, unfolded.
     *
     * @return its body as it is, with whatever white space and control characters a stranger has put there
     */
    public Optional<String> field(String name) {
        String begin = name + ":";
        // RFC 6532: octets outside of ASCII in a header are UTF-8.
        String[] lines = new String(octets, StandardCharsets.UTF_8).split("\r?\n", -1);
        for (int i = 0; i < lines.length && !lines[i].isEmpty(); i++) {
            if (lines[i].regionMatches(true, 0, begin, 0, begin.length())) {
                return Optional.of(unfold(lines, i).substring(begin.length()));
            }
        }
        return Optional.empty();
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
