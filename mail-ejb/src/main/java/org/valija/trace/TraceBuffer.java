package org.valija.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * What is still to be written. Whoever notes something never waits: what there is no room for is lost, and counted. Safe for use
 * by many threads.
 */
public final class TraceBuffer {

    /** Some seconds of a busy node; some 10 MB. */
    static final int SIZE = 20_000;

    /** Takes nothing. */
    public static final TraceBuffer NONE = new TraceBuffer(false);

    private final BlockingQueue<TraceEntry> entries = new ArrayBlockingQueue<>(SIZE);
    private final AtomicLong lost = new AtomicLong();
    private final boolean open;

    /** @param open whether it takes anything */
    TraceBuffer(boolean open) {
        this.open = open;
    }

    /** @param noted made only if it is kept */
    public void note(Supplier<List<TraceEntry>> noted) {
        if (open) {
            for (TraceEntry entry : noted.get()) {
                if (!entries.offer(entry)) {
                    lost.incrementAndGet();
                }
            }
        }
    }

    /** Takes out those that have waited longest. */
    List<TraceEntry> take(int limit) {
        List<TraceEntry> taken = new ArrayList<>();
        entries.drainTo(taken, limit);
        return taken;
    }

    /** How many were lost since the last time that it was asked. */
    long lost() {
        return lost.getAndSet(0);
    }
}
