package org.valija.outbound;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.LinkedBlockingQueue;
import org.valija.MailId;

/**
 * Removes rows that came to the deferred store in the same instant as their cancellation, so that neither transaction saw
 * the other. They would be found when they are due; but that may be in a year, and they would be shown until then. It looks
 * for the rows of each cancelled message twice, and then no more.
 */
final class CancellationSweep {

    /** When nearly every such transaction has committed. */
    static final Duration FIRST = Duration.ofSeconds(5);

    /** When each has: longer than the transaction of a worker may take. */
    static final Duration SECOND = Duration.ofSeconds(330);

    /** Of each of both, in one run: it shares a thread with what hears of cancellations. */
    static final int MAX_IN_RUN = 1000;

    private record Due(MailId id, Instant at) {}

    /** Removes those rows of a message that nobody works on, in a transaction of its own. */
    @FunctionalInterface
    interface Removal {
        /** Returns how many. */
        int remove(MailId id, Instant now) throws SQLException;
    }

    private final Queue<Due> first = new LinkedBlockingQueue<>(Cancellations.MAX_KNOWN);
    private final Queue<Due> second = new LinkedBlockingQueue<>(Cancellations.MAX_KNOWN);

    /** From any thread. What is beyond the bound is removed when it is due. */
    void add(MailId id, Instant now) {
        first.offer(new Due(id, now.plus(FIRST)));
        second.offer(new Due(id, now.plus(SECOND)));
    }

    /** By one thread at a time, in no transaction. Returns how many rows have gone. */
    int run(Removal removal, Instant now) throws SQLException {
        return run(first, removal, now) + run(second, removal, now);
    }

    private static int run(Queue<Due> queue, Removal removal, Instant now) throws SQLException {
        int removed = 0;
        for (int i = 0; i < MAX_IN_RUN; i++) {
            Due due = queue.peek();
            if (due == null || due.at().isAfter(now)) {
                break;
            }
            removed += removal.remove(due.id(), now);
            queue.remove();
        }
        return removed;
    }
}
