package org.valija.feedback;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.valija.SendOptions;
import org.valija.suppression.Suppression.Reason;

/**
 * When an address is suppressed, and for how long, set by system properties and read at the start.
 *
 * @param scope {@code valija.suppress}: of which streams; by default of all but transactional mail
 * @param hard {@code valija.suppress.hard.days}: how long an address is suppressed that does not exist; by default 365 days
 * @param complaint {@code valija.suppress.complaint.days}: how long one is that has complained; by default for ever
 * @param soft {@code valija.suppress.soft.days}: how long one is that fails again and again; by default 30 days
 * @param softBounces {@code valija.suppress.soft.bounces}: how often that is; by default 5 times
 * @param softPeriod {@code valija.suppress.soft.period.days}: within which time; by default 14 days
 */
public record SuppressionSettings(
        Scope scope,
        Optional<Duration> hard,
        Optional<Duration> complaint,
        Optional<Duration> soft,
        int softBounces,
        Duration softPeriod) {

    private static final int MAX_DAYS = 3650;
    private static final int MAX_BOUNCES = 1000;

    /** Of which streams what was heard suppresses an address. */
    public enum Scope {
        NONE,
        /** All but {@link SendOptions#TRANSACTIONAL}. */
        BULK,
        ALL
    }

    /** @throws IllegalArgumentException if a value is wrong; the message names its property */
    static SuppressionSettings read(UnaryOperator<String> properties) {
        return new SuppressionSettings(
                scope(text(properties, "valija.suppress", "bulk")),
                lasting(properties, "valija.suppress.hard.days", 365),
                lasting(properties, "valija.suppress.complaint.days", 0),
                lasting(properties, "valija.suppress.soft.days", 30),
                number(properties, "valija.suppress.soft.bounces", 5, 1, MAX_BOUNCES),
                Duration.ofDays(number(properties, "valija.suppress.soft.period.days", 14, 1, MAX_DAYS)));
    }

    private static String text(UnaryOperator<String> properties, String name, String otherwise) {
        return Optional.ofNullable(properties.apply(name))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .orElse(otherwise);
    }

    private static Scope scope(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "none" -> Scope.NONE;
            case "bulk" -> Scope.BULK;
            case "all" -> Scope.ALL;
            default ->
                throw new IllegalArgumentException(
                        "The system property valija.suppress: it is bulk, all or none, not \"" + text + "\"");
        };
    }

    /** 0 is for ever. */
    private static Optional<Duration> lasting(UnaryOperator<String> properties, String name, int otherwise) {
        return Optional.of(number(properties, name, otherwise, 0, MAX_DAYS))
                .filter(days -> days > 0)
                .map(Duration::ofDays);
    }

    private static int number(UnaryOperator<String> properties, String name, int otherwise, int min, int max) {
        String text = text(properties, name, Integer.toString(otherwise));
        if (!text.matches("\\d{1,4}") || Integer.parseInt(text) < min || Integer.parseInt(text) > max) {
            throw new IllegalArgumentException(
                    "The system property " + name + ": it is " + min + " to " + max + ", not \"" + text + "\"");
        }
        return Integer.parseInt(text);
    }

    boolean areFor(String stream) {
        return switch (scope) {
            case NONE -> false;
            case BULK -> !stream.equals(SendOptions.TRANSACTIONAL);
            case ALL -> true;
        };
    }

    Optional<Instant> end(Reason reason, Instant since) {
        Optional<Duration> lasting =
                switch (reason) {
                    case HARD_BOUNCE -> hard;
                    case COMPLAINT -> complaint;
                    case SOFT_BOUNCES -> soft;
                    case MANUAL -> Optional.<Duration>empty();
                };
        return lasting.map(since::plus);
    }
}
