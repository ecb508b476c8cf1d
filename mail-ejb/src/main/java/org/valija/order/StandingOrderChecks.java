package org.valija.order;

import java.time.Duration;
import java.time.Instant;
import org.valija.settings.InvalidSettingException;

/** Whether a standing order can be kept. */
final class StandingOrderChecks {

    /** Each message is compared with all of them. */
    static final int MAX_ORDERS = 200;

    private static final int MAX_REASON = 500;
    private static final Duration FURTHEST = Duration.ofDays(366);

    private StandingOrderChecks() {}

    /**
     * Checks all but the stream, of which only the queue knows which there are.
     *
     * @param others how many there are already
     * @throws InvalidSettingException if it can't be kept, with the first value that is wrong
     */
    static void check(StandingOrder order, int others, Instant now) {
        if (order.kind() == null) {
            throw new InvalidSettingException("kind", "Choose what is to be done: pause or bounce.");
        }
        order.criteria().destinationCriterion();
        order.criteria().senderCriterion();
        if (order.reason().isBlank() || order.reason().length() > MAX_REASON) {
            throw new InvalidSettingException("reason", "Say why, in 1 to " + MAX_REASON + " characters.");
        }
        if (order.reason().chars().anyMatch(Character::isISOControl)) {
            throw new InvalidSettingException("reason", "A reason is one line, without control characters.");
        }
        order.until().ifPresent(until -> checkEnd(until, now));
        if (others >= MAX_ORDERS) {
            throw new InvalidSettingException("", "There are " + others + " standing orders already: lift some first.");
        }
    }

    private static void checkEnd(Instant until, Instant now) {
        if (!until.isAfter(now)) {
            throw new InvalidSettingException("until", "The order would have ended already: give a time to come.");
        }
        if (until.isAfter(now.plus(FURTHEST))) {
            throw new InvalidSettingException(
                    "until", "An order ends within " + FURTHEST.toDays() + " days, or when it is lifted.");
        }
    }
}
