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
    private final boolean first;
    private final Map<Pass, Lane> passes = new HashMap<>();

    /**
     * @param size how many threads there are, at least 1
     * @param patience how long one of them waits, at most, for another attempt to end where that is worth while
     */
    public Crew(int size, Duration patience) {
        this(size, patience, false);
    }

    /** @param first whether its attempts are the first ones: what has waited before goes first where there is a rate */
    public Crew(int size, Duration patience, boolean first) {
        if (size < 1) {
            throw new IllegalArgumentException("A crew has at least one thread");
        }
        this.size = size;
        this.patience = patience;
        this.first = first;
    }

    Duration patience() {
        return patience;
    }

    public boolean makesFirstAttempts() {
        return first;
    }

    void enter(Pass pass, Lane lane) {
        passes.put(pass, lane);
    }

    void leave(Pass pass) {
        passes.remove(pass);
    }

    /** Whether a lane has all that one lane can have, however quick it is: it may become slow at any moment. */
    boolean isFull(Lane lane) {
        return passes.values().stream().filter(lane::equals).count() >= size - reserve();
    }

    /**
     * Whether a lane of which nothing is known, or that is slow, must wait: such lanes have no more than a quarter of the threads
     * each while they are slow, and leave a quarter to those that are quick.
     */
    boolean isTooSlow(Lane lane, long now) {
        long doubtful =
                passes.values().stream().filter(each -> !each.isQuick(now)).count();
        long slow = passes.entrySet().stream()
                .filter(entry ->
                        entry.getValue() == lane && now - entry.getKey().sinceNanos() > SLOW_NANOS)
                .count();
        return doubtful >= size - reserve() || slow >= Math.max(1, size / 4);
    }

    private int reserve() {
        return size == 1 ? 0 : Math.max(1, size / 4);
    }
}
