package org.valija.dkim;

import java.util.Locale;

/**
 * A field of a message's header. A character is an octet (ISO 8859-1), so that nothing is lost.
 *
 * @param name as it is written
 * @param body what is behind the colon, with the CRLF of folded lines, and without the last one
 */
record HeaderField(String name, String body) {

    /**
     * Reads a field.
     *
     * @param text without its last CRLF
     * @throws UnsignableException if it is none (RFC 5322 section 2.2)
     */
    static HeaderField parse(String text) throws UnsignableException {
        int colon = text.indexOf(':');
        // RFC 5322 section 4.5: once there was white space before the colon.
        String name = colon < 0 ? "" : withoutSpaceBehind(text.substring(0, colon));
        if (name.isEmpty() || !name.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            throw new UnsignableException("its header has a line that is no field");
        }
        return new HeaderField(name, text.substring(colon + 1));
    }

    boolean isNamed(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** RFC 6376 section 3.4.2, without the CRLF at the end. */
    String relaxed() {
        return name.toLowerCase(Locale.ROOT) + ":" + withoutSpaceAround(unfolded());
    }

    /** RFC 6376 section 3.4.1, without the CRLF at the end. */
    String simple() {
        return name + ":" + body;
    }

    /** The body on one line, with one space wherever there is white space. */
    String unfolded() {
        StringBuilder line = new StringBuilder(body.length());
        boolean space = false;
        for (int i = 0; i < body.length(); i++) {
            char c = body.charAt(i);
            if (c == ' ' || c == '\t') {
                space = true;
            } else if (c != '\r' && c != '\n') {
                if (space) {
                    line.append(' ');
                    space = false;
                }
                line.append(c);
            }
        }
        return space ? line.append(' ').toString() : line.toString();
    }

    private static String withoutSpaceAround(String text) {
        int begin = 0;
        while (begin < text.length() && isSpace(text.charAt(begin))) {
            begin++;
        }
        return withoutSpaceBehind(text.substring(begin));
    }

    /** Space and tab only: other octets that Java takes for white space count. */
    private static String withoutSpaceBehind(String text) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(0, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
