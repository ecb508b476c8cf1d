package org.valija.lane;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Threads that make attempts. Lanes share them: whoever is slow gets few of them, so that the others find some free.
 *
 * <p>Guarded by the lanes' lock.
 */
public final class Crew {

    /** An attempt that takes longer counts as slow, in nanoseconds. */
    static final long SLOW_NANOS = 2_000_000_000L;

    private final int size;
    private final Duration patience;
    private final Map<Pass, Lane> passes = new HashMap<>();

    /**
     * @param size how many threads there are, at least 1
     * @param patience how long one of them waits, at most, for another attempt to end where that is worth while
     */
    public Crew(int size, Duration patience) {
        if (size < 1) {
            throw new IllegalArgumentException("A crew has at least one thread");
        }
        this.size = size;
        this.patience = patience;
    }

    Duration patience() {
        return patience;
    }

    void enter(Pass pass, Lane lane) {
        passes.put(pass, lane);
    }

    void leave(Pass pass) {
        passes.remove(pass);
    }

    /** Whether a lane has all that one lane can have, however quick it is: it may become slow at any moment. */
    boolean isFull(Lane lane) {
        return count(lane, false, 0) >= Math.max(1, size - size / 4);
    }

    /** Whether a lane that is slow, or of which nothing is known, must wait until attempts have ended. */
    boolean isTooSlow(Lane lane, long now) {
        return count(lane, true, now) >= Math.max(1, size / 4) || count(null, true, now) >= Math.max(1, size / 2);
    }

    private long count(Lane lane, boolean slow, long now) {
        return passes.entrySet().stream()
                .filter(entry -> lane == null || entry.getValue() == lane)
                .filter(entry -> !slow || now - entry.getKey().sinceNanos() > SLOW_NANOS)
                .count();
    }
}
