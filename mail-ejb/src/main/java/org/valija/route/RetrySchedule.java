package org.valija.route;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.valija.settings.TimeSpan;

/**
 * When a deferred message is tried again.
 *
 * @param delays behind the first attempt, the second and so on; the last one repeats. Not empty
 */
public record RetrySchedule(List<Duration> delays) {

    /** Of all mail, if nothing else is set. */
    public static final String DEFAULT = "1m,5m,15m,30m,1h";

    /** Messages that failed together are not to come back together. */
    private static final double JITTER = 0.1;

    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.isEmpty()) {
            throw new IllegalArgumentException("A retry schedule has at least one delay");
        }
    }

    /**
     * Reads delays such as {@code 1m,5m,1h} or {@code 1m 5m 1h}: numbers of seconds, minutes, hours or days.
     *
     * @throws IllegalArgumentException if it is something else
     */
    public static RetrySchedule parse(String text) {
        List<Duration> delays = new ArrayList<>();
        for (String delay : text.strip().split("\\s*,\\s*|\\s+", -1)) {
            delays.add(duration(delay));
        }
        return new RetrySchedule(delays);
    }

    /** Reads one delay. */
    public static Duration duration(String text) {
        return TimeSpan.parse(text);
    }

    /**
     * The time until the next attempt, up to a tenth longer than the schedule says.
     *
     * @param attempts how many there have been, at least 1
     */
    public Duration delayAfter(int attempts) {
        Duration delay = delays.get(Math.min(Math.max(attempts, 1), delays.size()) - 1);
        return delay.plusMillis(
                (long) (delay.toMillis() * JITTER * ThreadLocalRandom.current().nextDouble()));
    }

    /** As {@link #duration} reads it, in the largest unit that fits. */
    public static String text(Duration delay) {
        long seconds = delay.toSeconds();
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        } else if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return delays.stream().map(RetrySchedule::text).collect(Collectors.joining(" "));
    }
}
