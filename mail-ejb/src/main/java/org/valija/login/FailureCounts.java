package org.valija.login;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failures by key, and forgets them evenly over time; beside them what is being checked and may become one. At most
 * so many keys; those not used for longest go.
 */
final class FailureCounts<K> {

    private final int limit;
    private final long nanosEach;
    private final Map<K, Count> counts;

    /**
     * @param limit failures at most
     * @param nanosEach in which one of them is forgotten
     */
    FailureCounts(int limit, long nanosEach, int maxKeys) {
        this.limit = limit;
        this.nanosEach = nanosEach;
        this.counts = new LruMap<>(maxKeys);
    }

    private static final class Count {
        private double failures;
        private long at;
        private int pending;
    }

    /** Whether there were too many failures. */
    boolean isFull(K key, long now) {
        Count count = counts.get(key);
        return count != null && current(count, now) + 1 > limit;
    }

    /** Whether there would be too many if all that is being checked failed. */
    boolean mayGetFull(K key, long now) {
        Count count = counts.get(key);
        return count != null && current(count, now) + count.pending + 1 > limit;
    }

    void begin(K key) {
        counts.computeIfAbsent(key, k -> new Count()).pending++;
    }

    void end(K key) {
        Count count = counts.get(key);
        if (count != null) {
            count.pending = Math.max(0, count.pending - 1);
        }
    }

    void add(K key, long now) {
        Count count = counts.computeIfAbsent(key, k -> new Count());
        count.failures = current(count, now) + 1;
        count.at = now;
    }

    void takeBack(K key, long now) {
        Count count = counts.get(key);
        if (count != null) {
            count.failures = Math.max(0, current(count, now) - 1);
            count.at = now;
        }
    }

    int size() {
        return counts.size();
    }

    private double current(Count count, long now) {
        return Math.max(0, count.failures - (double) (now - count.at) / nanosEach);
    }

    /** Forgets what was not used for longest. */
    static final class LruMap<K, V> extends LinkedHashMap<K, V> {

        private static final long serialVersionUID = 1L;

        private final int max;

        LruMap(int max) {
            super(16, 0.75f, true);
            this.max = max;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > max;
        }
    }
}
