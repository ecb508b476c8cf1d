package org.valija.smtp;

import java.util.concurrent.TimeUnit;

/**
 * Finds the client whose content comes too slowly: below the least rate, on average of a window of time. Only the time counts
 * that was waited for the client; the first window is its grace. For one thread, and one content.
 */
final class ContentPace {

    private final SessionLimits limits;
    private long waited;
    private long octets;
    private boolean grace = true;

    ContentPace(SessionLimits limits) {
        this.limits = limits;
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
