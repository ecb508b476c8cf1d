package org.valija.route;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.valija.settings.InvalidSettingException;

/**
 * When a message that a route could not deliver is tried again, and given up. What is empty is as the settings have it for all
 * mail.
 *
 * @param schedule the delays between the attempts
 * @param expiry counted from the time when the message was queued, or until which it was held
 */
public record RetryTerms(Optional<RetrySchedule> schedule, Optional<Duration> expiry) {

    /** As the settings have it. */
    public static final RetryTerms DEFAULT = new RetryTerms(Optional.empty(), Optional.empty());

    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MAX_DELAYS = 50;

    public RetryTerms {
        Objects.requireNonNull(schedule, "schedule");
        Objects.requireNonNull(expiry, "expiry");
    }

    /**
     * Reads delays such as {@code 1m 5m 1h}, and an expiry such as {@code 5d}.
     *
     * @throws InvalidSettingException if it is something else; the field is {@code schedule} or {@code expiry}
     */
    public static RetryTerms parse(Optional<String> schedule, Optional<String> expiry) {
        try {
            RetryTerms terms = new RetryTerms(schedule.map(RetrySchedule::parse), expiry.map(RetryTerms::parseExpiry));
            terms.check();
            return terms;
        } catch (InvalidSettingException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "schedule", "Give the delays with spaces between them: " + e.getMessage());
        }
    }

    private static Duration parseExpiry(String text) {
        try {
            return RetrySchedule.duration(text.strip());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException("expiry", e.getMessage() + ".");
        }
    }

    void check() {
        if (schedule.filter(s ->
                        s.delays().size() > MAX_DELAYS || !s.delays().stream().allMatch(RetryTerms::isInRange))
                .isPresent()) {
            throw new InvalidSettingException(
                    "schedule",
                    "Give at most " + MAX_DELAYS + " delays, each from 1 second to " + LONGEST.toDays() + " days.");
        }
        if (expiry.filter(time -> !isInRange(time)).isPresent()) {
            throw new InvalidSettingException(
                    "expiry", "Mail is given up after 1 second to " + LONGEST.toDays() + " days.");
        }
    }

    private static boolean isInRange(Duration time) {
        return time.compareTo(SHORTEST) >= 0 && time.compareTo(LONGEST) <= 0;
    }
}
