package org.valija.outbound;

import jakarta.ejb.Local;
import java.util.List;

/** What waits in the queue, as an administrator sees and handles it. */
@Local
public interface OutboundQueue {

    /**
     * What waits, the next attempt first.
     *
     * @param offset how many to leave out
     * @param limit at most so many, up to 1000
     */
    List<WaitingMail> waiting(int offset, int limit);

    /** How many wait in the deferred store. */
    long waitingCount();

    /** Makes the next attempt due now; returns whether there is such a row. */
    boolean retry(String key);

    /** Takes it out without a bounce; returns whether it was there and no attempt was under way. */
    boolean cancel(String key);
}
