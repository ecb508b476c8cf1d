package org.valija.lane;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many messages in how much time.
 *
 * @param messages 1 to 1,000,000
 */
public record Rate(int messages, Unit unit) {

    static final int MAX_MESSAGES = 1_000_000;

    private static final Pattern SYNTAX =
            Pattern.compile("(\\d{1,7}) ?/ ?(s|sec|second|min|minute|h|hour|d|day)", Pattern.CASE_INSENSITIVE);

    /** What the messages are counted in. */
    public enum Unit {
        SECOND(1),
        MINUTE(60),
        HOUR(3600),
        DAY(86_400);

        private final long seconds;

        Unit(long seconds) {
            this.seconds = seconds;
        }
    }

    public Rate {
        if (messages < 1 || messages > MAX_MESSAGES) {
            throw new IllegalArgumentException("a rate is 1 to " + MAX_MESSAGES + " messages");
        }
    }

    /**
     * Reads a rate such as {@code 10/second}, {@code 100/min} or {@code 5000/h}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Rate parse(String text) {
        Matcher m = SYNTAX.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no rate: write a number and second, minute, hour or day, as in 100/minute");
        }
        Unit unit =
                switch (m.group(2).toLowerCase(Locale.ROOT).charAt(0)) {
                    case 's' -> Unit.SECOND;
                    case 'm' -> Unit.MINUTE;
                    case 'h' -> Unit.HOUR;
                    default -> Unit.DAY;
                };
        return new Rate(Integer.parseInt(m.group(1)), unit);
    }

    /** From one message to the next, if they come evenly. */
    public long intervalNanos() {
        return Math.max(1, unit.seconds * 1_000_000_000L / messages);
    }

    /** As it can be read again. */
    @Override
    public String toString() {
        return messages + "/" + unit.name().toLowerCase(Locale.ROOT);
    }
}
