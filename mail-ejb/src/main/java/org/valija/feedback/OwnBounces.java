package org.valija.feedback;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Bounces at delivery that are to be noted, off the way of the mail: what a host has said is true, whatever becomes of the
 * transaction in which it was said, and with the next message it says it again. Safe for use by many threads.
 */
public final class OwnBounces {

    private static final int MAX_WAITING = 10_000;

    private final BlockingQueue<Feedback> waiting = new ArrayBlockingQueue<>(MAX_WAITING);

    /** Never waits; forgets it if there are too many already. */
    public void add(Feedback heard) {
        waiting.offer(heard);
    }

    public List<Feedback> take(int limit) {
        List<Feedback> some = new ArrayList<>();
        waiting.drainTo(some, limit);
        return some;
    }
}
