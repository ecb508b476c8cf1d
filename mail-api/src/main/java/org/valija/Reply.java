package org.valija;

import java.util.Objects;

/**
 * One SMTP reply of a single line (RFC 5321 section 4.2, RFC 2034).
 *
 * @param code 200 to 599
 * @param status the enhanced status code; its class is the code's first digit
 * @param text printable, without a line break, at most 400 characters, so that the line stays below the 512 octets of
 *     RFC 5321 section 4.5.3.1.5
 */
public record Reply(int code, EnhancedStatus status, String text) {

    private static final int MAX_TEXT = 400;

    public Reply {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(text, "text");
        if (code < 200 || code > 599) {
            throw new IllegalArgumentException("A reply code is 200 to 599, not " + code);
        }
        if (code / 100 != status.statusClass()) {
            throw new IllegalArgumentException(
                    "Reply code " + code + " and enhanced status code " + status + " disagree");
        }
        if (text.length() > MAX_TEXT || !text.codePoints().allMatch(c -> c >= 0x20 && c != 0x7f)) {
            throw new IllegalArgumentException("A reply text is one printable line of at most 400 characters");
        }
    }

    /**
     * @param code the reply code
     * @param status the enhanced status code, such as {@code 5.1.1}
     * @param text the text behind both
     */
    public static Reply of(int code, String status, String text) {
        return new Reply(code, EnhancedStatus.parse(status), text);
    }

    /** Whether the client gets what it asked for (2xx). */
    public boolean isPositive() {
        return code / 100 == 2;
    }

    @Override
    public String toString() {
        return code + " " + status + " " + text;
    }
}
