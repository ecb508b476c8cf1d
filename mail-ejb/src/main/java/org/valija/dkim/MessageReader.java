package org.valija.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a message for signatures: its header, which is kept, and then the hash of its body, of which nothing is kept. A CR
 * or LF that stands alone ends a line here, since that is what it becomes on the wire. For one thread; reads once.
 */
final class MessageReader {

    /** In octets; more than other servers take. */
    static final int MAX_HEADER = 256 * 1024;

    private static final int BUFFER = 16 * 1024;
    private static final int END_OF_LINE = 256;
    private static final int END = -1;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int filled;
    private boolean afterCr;

    /** @param in from the message's beginning; the caller closes it */
    MessageReader(InputStream in) {
        this.in = in;
    }

    /**
     * Reads up to the empty line behind the header.
     *
     * @return the fields in their order
     * @throws UnsignableException if it is too large, or has something else than fields
     */
    List<HeaderField> header() throws IOException, UnsignableException {
        StringBuilder header = new StringBuilder();
        boolean lineEmpty = true;
        for (int next = next(); next != END; next = next()) {
            if (next != END_OF_LINE) {
                header.append((char) next);
                lineEmpty = false;
            } else if (lineEmpty) {
                return fields(header.toString());
            } else {
                header.append("\r\n");
                lineEmpty = true;
            }
            if (header.length() > MAX_HEADER) {
                throw new UnsignableException("its header has more than " + MAX_HEADER + " octets");
            }
        }
        return fields(header.toString());
    }

    private static List<HeaderField> fields(String header) throws UnsignableException {
        List<HeaderField> fields = new ArrayList<>();
        int begin = 0;
        while (begin < header.length()) {
            int end = endOfField(header, begin);
            fields.add(HeaderField.parse(header.substring(begin, end)));
            begin = end + 2;
        }
        return fields;
    }

    /** RFC 5322 section 2.2.3: a line that begins with white space goes on with the one before it. */
    private static int endOfField(String header, int begin) {
        int end = begin;
        do {
            end = header.indexOf("\r\n", end == begin ? begin : end + 2);
            if (end < 0) {
                return header.length();
            }
        } while (end + 2 < header.length() && (header.charAt(end + 2) == ' ' || header.charAt(end + 2) == '\t'));
        return end;
    }

    /** Reads the rest, behind the header, and gives the hash of its relaxed form. */
    byte[] bodyHash() throws IOException {
        RelaxedBody body = new RelaxedBody();
        // Not by the loop for several forms: most mail needs this one only, and this is faster.
        for (int next = next(); next != END; next = next()) {
            if (next == END_OF_LINE) {
                body.endOfLine();
            } else {
                body.octet((byte) next);
            }
        }
        return body.hash();
    }

    /** Reads the rest, behind the header, in several forms at the same time. */
    void readBody(CanonicalBody... forms) throws IOException {
        for (int next = next(); next != END; next = next()) {
            for (CanonicalBody form : forms) {
                if (next == END_OF_LINE) {
                    form.endOfLine();
                } else {
                    form.octet((byte) next);
                }
            }
        }
    }

    private int next() throws IOException {
        if (at == filled && !fill()) {
            return END;
        }
        int octet = buffer[at++] & 0xff;
        if (octet == '\n' && afterCr) {
            afterCr = false;
            return next();
        }
        afterCr = octet == '\r';
        return octet == '\r' || octet == '\n' ? END_OF_LINE : octet;
    }

    private boolean fill() throws IOException {
        at = 0;
        filled = Math.max(0, in.read(buffer));
        return filled > 0;
    }
}
