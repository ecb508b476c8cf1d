package org.valija.compose;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.valija.EnvelopeId;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.SendOptions;
import org.valija.TransmissionOptions;

/** Checks what an application wants for a message. Safe for use by many threads. */
public final class SendOptionChecks {

    /** How far ahead a message may be kept, and how long it may live. */
    static final Duration FURTHEST = Duration.ofDays(366);

    /** In UTF-16 code units; the column has as many characters, however its database counts them. */
    static final int MAX_BUSINESS_KEY = 200;

    private final Set<String> streams;

    /** @param streams their names */
    public SendOptionChecks(Set<String> streams) {
        this.streams = new TreeSet<>(streams);
    }

    /** @throws InvalidMailException if one of them can't be fulfilled */
    public void check(SendOptions options, Instant now) {
        options.notBefore().ifPresent(time -> checkTime("notBefore", time, now, "now"));
        Instant start = options.notBefore().orElse(now);
        String since = options.notBefore().isPresent() ? "notBefore" : "now";
        options.expireAt().ifPresent(time -> checkTime("expireAt", time, start, since));
        options.expireAfter().ifPresent(SendOptionChecks::checkInterval);
        if (Math.abs((long) options.priority()) > TransmissionOptions.MAX_PRIORITY) {
            throw invalid("priority", "A priority is -9 to 9, not " + options.priority());
        }
        options.envelopeId().ifPresent(SendOptionChecks::checkEnvelopeId);
        options.businessKey().ifPresent(SendOptionChecks::checkBusinessKey);
        if (!streams.contains(options.stream())) {
            throw new InvalidMailException(
                    Reason.UNKNOWN_STREAM,
                    "stream",
                    "There is no stream \"" + shown(options.stream()) + "\"; there are: " + String.join(", ", streams));
        }
    }

    private static void checkTime(String field, Instant time, Instant start, String since) {
        if (!time.isAfter(start)) {
            throw new InvalidMailException(
                    Reason.INVALID_TIME,
                    field,
                    field + " is " + time + ", which is not later than " + since + ", " + start);
        }
        if (time.isAfter(start.plus(FURTHEST))) {
            throw new InvalidMailException(
                    Reason.INVALID_TIME,
                    field,
                    field + " is " + time + ", more than " + FURTHEST.toDays() + " days behind " + since + ", "
                            + start);
        }
    }

    private static void checkInterval(Duration interval) {
        if (interval.isNegative() || interval.isZero() || interval.compareTo(FURTHEST) > 0) {
            throw new InvalidMailException(
                    Reason.INVALID_TIME,
                    "expireAfter",
                    "expireAfter is more than nothing and at most " + FURTHEST.toDays() + " days, not " + interval);
        }
    }

    private static void checkEnvelopeId(String id) {
        try {
            new EnvelopeId(id);
        } catch (IllegalArgumentException e) {
            throw new InvalidMailException(Reason.INVALID_OPTION, "envelopeId", e.getMessage(), e);
        }
    }

    private static void checkBusinessKey(String key) {
        if (key.isBlank() || key.length() > MAX_BUSINESS_KEY) {
            throw invalid(
                    "businessKey",
                    "A business key has 1 to " + MAX_BUSINESS_KEY + " characters and is not blank; this has "
                            + key.length());
        }
        Optional<Integer> wrong =
                key.codePoints().boxed().filter(SendOptionChecks::isMisleading).findFirst();
        if (wrong.isPresent()) {
            throw invalid("businessKey", String.format("A business key has no character U+%04X", wrong.get()));
        }
    }

    /**
     * It goes into the log, the console and the database: nothing may begin a line there or turn the direction of the text;
     * a half of a surrogate pair is no character in UTF-8.
     */
    private static boolean isMisleading(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private static String shown(String name) {
        String visible = name.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
        return visible.length() > 40 ? visible.substring(0, 40) + "..." : visible;
    }

    private static InvalidMailException invalid(String field, String message) {
        return new InvalidMailException(Reason.INVALID_OPTION, field, message);
    }
}
