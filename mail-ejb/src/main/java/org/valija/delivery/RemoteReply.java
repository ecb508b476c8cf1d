package org.valija.delivery;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.EnhancedStatus;

/**
 * What a next hop has answered.
 *
 * @param code 200 to 599
 * @param status the enhanced status code (RFC 2034), where there is one that fits the code
 * @param line the whole reply on one printable line of at most 500 characters
 */
public record RemoteReply(int code, Optional<EnhancedStatus> status, String line) {

    private static final int MAX_LINE = 500;
    private static final Pattern SYNTAX = Pattern.compile("([2-5]\\d\\d)(?:[ -](.*))?", Pattern.DOTALL);
    private static final Pattern STATUS = Pattern.compile("([245]\\.\\d{1,3}\\.\\d{1,3})(?:\\s.*)?", Pattern.DOTALL);

    /**
     * Reads a reply of one or more lines.
     *
     * @return empty if it is none
     */
    public static Optional<RemoteReply> parse(String lines) {
        Matcher reply = SYNTAX.matcher(lines);
        if (!reply.matches()) {
            return Optional.empty();
        }
        int code = Integer.parseInt(reply.group(1));
        Matcher status = STATUS.matcher(reply.group(2) == null ? "" : reply.group(2));
        Optional<EnhancedStatus> enhanced = status.matches()
                ? Optional.of(EnhancedStatus.parse(status.group(1))).filter(s -> s.statusClass() == code / 100)
                : Optional.empty();
        return Optional.of(new RemoteReply(code, enhanced, oneLine(lines)));
    }

    /** Strangers' text for logs and bounces: no control characters, not endless. */
    static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line;
    }

    boolean isPositive() {
        return code / 100 == 2;
    }

    boolean isPermanent() {
        return code / 100 == 5;
    }

    @Override
    public String toString() {
        return line;
    }
}
