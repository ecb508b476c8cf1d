package org.valija.lane;

/** What a lane has left of its limits after complaints: half after each one, and slowly more again. Times are as System.nanoTime. */
final class Throttle {

    /** Complaints about what was under way together are one. */
    private static final long TOGETHER = 10_000_000_000L;

    private static final double NANOS_TO_RECOVER = 16 * 60e9;

    private static final double LEAST = 1 / 64.0;

    private double factor = 1;
    private long sinceNanos;

    /** From more than 0 to 1, by which connections and rate are multiplied. */
    double factor(long now) {
        return factor == 1 ? 1 : Math.min(1, factor + (now - sinceNanos) / NANOS_TO_RECOVER);
    }

    void halve(long now) {
        if (factor < 1 && now - sinceNanos < TOGETHER) {
            return;
        }
        factor = Math.max(LEAST, factor(now) / 2);
        sinceNanos = now;
    }

    boolean isOver(long now) {
        return factor(now) == 1;
    }
}
