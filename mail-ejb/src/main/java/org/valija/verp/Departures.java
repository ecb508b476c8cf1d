package org.valija.verp;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What has left and is not in the database yet. It is written there off the way of the mail, some hundreds in a transaction: a
 * crash loses the last second of it, and with that the business key and the recipient of what comes back to those messages, never
 * mail. Safe for use by many threads.
 */
public final class Departures {

    /** Some 30 MB; without a database for longer than that lasts, the rest is left out. */
    static final int MAX_WAITING = 50_000;

    static final int AT_ONCE = 500;

    private static final Logger LOG = System.getLogger(Departures.class.getName());

    private final BlockingQueue<Departure> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicLong leftOut = new AtomicLong();

    /** Never waits. */
    public void add(Departure departure) {
        if (!waiting.offer(departure)) {
            leftOut.incrementAndGet();
        }
    }

    /** Writes some of them. */
    @FunctionalInterface
    interface Writing {
        void write(List<Departure> some) throws Exception;
    }

    /**
     * Writes what waits.
     *
     * @throws Exception of the writing; what it was to write waits further
     */
    synchronized void write(Writing writing) throws Exception {
        long lost = leftOut.getAndSet(0);
        if (lost > 0) {
            LOG.log(
                    Level.ERROR,
                    "What comes back of {0} messages will not be told from what they were: the database was away too long",
                    Long.toString(lost));
        }
        List<Departure> some = new ArrayList<>();
        while (waiting.drainTo(some, AT_ONCE) > 0) {
            try {
                writing.write(some);
            } catch (Exception e) {
                some.forEach(this::add);
                throw e;
            }
            some.clear();
        }
    }
}
