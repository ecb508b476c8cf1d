package org.valija.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What kind of "not now" a next hop has said to a recipient, where that tells when it is worth while to come again. */
public enum ReplyClass {
    /** The host wants to see whether we come again (RFC 6647). */
    GREYLISTED,
    /** The recipient has to make room first. */
    MAILBOX_FULL,
    OTHER;

    private static final Pattern GREYLISTING = Pattern.compile("gr[ea]y[- ]?list", Pattern.CASE_INSENSITIVE);

    /** As in "Greylisted for 5 minutes" and "try again in 300 seconds". */
    private static final Pattern TIME =
            Pattern.compile("\\b(?:for|in|after) (\\d{1,4}) ?(s|m)(?:ec|in|\\b)", Pattern.CASE_INSENSITIVE);

    private static final Duration SOON = Duration.ofMinutes(5);
    private static final Duration SHORTEST = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofHours(1);
    private static final Duration ROOM = Duration.ofMinutes(30);

    public static ReplyClass of(Failure failure) {
        if (failure.reply().isEmpty() || failure.status().statusClass() != 4) {
            return OTHER;
        }
        if (GREYLISTING.matcher(failure.reason()).find()) {
            return GREYLISTED;
        }
        // RFC 3463 section 3.3: X.2.2, mailbox full
        return failure.status().subject() == 2 && failure.status().detail() == 2 ? MAILBOX_FULL : OTHER;
    }

    /**
     * When to come again.
     *
     * @param failure of this class
     * @param scheduled the time until the next attempt by the schedule
     */
    public Duration delay(Failure failure, Duration scheduled) {
        return switch (this) {
            case GREYLISTED -> named(failure).orElse(scheduled.compareTo(SOON) < 0 ? scheduled : SOON);
            case MAILBOX_FULL -> scheduled.compareTo(ROOM) < 0 ? ROOM : scheduled;
            case OTHER -> scheduled;
        };
    }

    /** What the host asks for, if it is a time that makes sense. */
    private static Optional<Duration> named(Failure failure) {
        Matcher time = TIME.matcher(failure.reason());
        if (!time.find()) {
            return Optional.empty();
        }
        long n = Long.parseLong(time.group(1));
        Duration asked = time.group(2).equalsIgnoreCase("s") ? Duration.ofSeconds(n) : Duration.ofMinutes(n);
        return Optional.of(asked).filter(found -> found.compareTo(SHORTEST) >= 0 && found.compareTo(LONGEST) <= 0);
    }
}
