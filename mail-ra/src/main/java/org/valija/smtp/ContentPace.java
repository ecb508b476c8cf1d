package org.valija.smtp;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The time that a client takes for the content of one message, in however many chunks it comes. Finds the client that is too
 * slow: below the least rate, on average of a window of time; only the time counts that was waited for the client, and the
 * first window is its grace. And the one that takes too long for the whole. For one thread.
 */
final class ContentPace {

    private final SessionLimits limits;
    private final long wholeNanos;
    private boolean begun;
    private long begunAt;
    private long waited;
    private long octets;
    private boolean grace = true;

    /** @param whole how long the content may take from its first octet to its last */
    ContentPace(SessionLimits limits, Duration whole) {
        this.limits = limits;
        this.wholeNanos = whole.toNanos();
    }

    /**
     * Content may come from now on: the message's, or a further chunk of it.
     *
     * @param now of {@link System#nanoTime}
     */
    void begin(long now) {
        if (!begun) {
            begun = true;
            begunAt = now;
        }
    }

    /** @return nanoseconds that are left for the content, 0 or less if none are; the largest long before it has begun */
    long left(long now) {
        return begun ? wholeNanos - (now - begunAt) : Long.MAX_VALUE;
    }

    /**
     * Something else has come: if the content has begun, the next chunk was late by that.
     *
     * @param nanos how long was waited for it
     */
    void pause(long nanos) {
        if (begun) {
            waited += nanos;
        }
    }

    /**
     * Content has come.
     *
     * @param nanos how long was waited for it
     * @param length its octets
     * @return whether the client is too slow
     */
    boolean isTooSlow(long nanos, int length) {
        waited += nanos;
        octets += length;
        if (waited < limits.rateWindow().toNanos()) {
            return false;
        }
        boolean slow = !grace && octets < limits.minRate() * (waited / (double) TimeUnit.SECONDS.toNanos(1));
        grace = false;
        waited = 0;
        octets = 0;
        return slow;
    }
}
