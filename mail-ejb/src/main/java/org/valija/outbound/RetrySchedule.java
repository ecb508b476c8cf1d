package org.valija.outbound;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When a deferred message is tried again.
 *
 * @param delays behind the first attempt, the second and so on; the last one repeats. Not empty
 */
public record RetrySchedule(List<Duration> delays) {

    static final String DEFAULT = "1m,5m,15m,30m,1h";

    private static final Pattern DELAY = Pattern.compile("(\\d{1,6})([smhd])");

    /** Messages that failed together are not to come back together. */
    private static final double JITTER = 0.1;

    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.isEmpty()) {
            throw new IllegalArgumentException("A retry schedule has at least one delay");
        }
    }

    /**
     * Reads delays such as {@code 1m,5m,1h}: numbers of seconds, minutes, hours or days.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static RetrySchedule parse(String text) {
        List<Duration> delays = new ArrayList<>();
        for (String delay : text.split(",", -1)) {
            delays.add(duration(delay.strip()));
        }
        return new RetrySchedule(delays);
    }

    /** Reads one delay. */
    static Duration duration(String text) {
        Matcher m = DELAY.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no time: write a number and s, m, h or d, as in 15m");
        }
        long n = Long.parseLong(m.group(1));
        return switch (m.group(2)) {
            case "s" -> Duration.ofSeconds(n);
            case "m" -> Duration.ofMinutes(n);
            case "h" -> Duration.ofHours(n);
            default -> Duration.ofDays(n);
        };
    }

    /**
     * The time until the next attempt, up to a tenth longer than the schedule says.
     *
     * @param attempts how many there have been, at least 1
     */
    Duration delayAfter(int attempts) {
        Duration delay = delays.get(Math.min(Math.max(attempts, 1), delays.size()) - 1);
        return delay.plusMillis(
                (long) (delay.toMillis() * JITTER * ThreadLocalRandom.current().nextDouble()));
    }
}
