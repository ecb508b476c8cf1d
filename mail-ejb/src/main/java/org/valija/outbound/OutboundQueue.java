package org.valija.outbound;

import jakarta.ejb.Local;
import java.util.List;
import java.util.Optional;
import org.valija.order.StandingOrder;
import org.valija.settings.InvalidSettingException;

/** What waits in the queue, as an administrator sees and handles it. */
@Local
public interface OutboundQueue {

    /**
     * What waits, the next attempt first.
     *
     * @param offset how many to leave out
     * @param limit at most so many, up to 1000
     * @throws InvalidSettingException if nothing can fulfil the selection
     */
    List<WaitingMail> waiting(Selection selection, int offset, int limit);

    /**
     * How many rows of the deferred store a selection has.
     *
     * @throws InvalidSettingException as above
     */
    long count(Selection selection);

    /** How many wait in the deferred store. */
    long waitingCount();

    /**
     * What waits by destination, the most first.
     *
     * @param limit at most so many destinations, up to 1000
     */
    List<DestinationSummary> destinations(int limit);

    /**
     * Does something with all rows of a selection, in transactions of some hundred of them; what comes into the store meanwhile may
     * be among them, or not. To do it again is no harm, as when the database has failed in the middle.
     *
     * @param by who has ordered it
     * @throws InvalidSettingException if it can't be done, or nothing can fulfil the selection; nothing has been done then
     */
    ActionResult apply(QueueAction action, Selection selection, String by);

    /**
     * Adds a standing order, which is for what waits already, too.
     *
     * @return as it was kept
     * @throws InvalidSettingException if it can't be kept
     */
    StandingOrder order(StandingOrder order);

    /** Ends a standing order; what waits for it goes. Returns the order, empty if there is none that stands. */
    Optional<StandingOrder> lift(long id);

    /** The standing orders in force on this node, from memory, bounces first. */
    List<StandingOrder> orders();

    /** The streams of mail that there are. */
    List<String> streams();

    /** Takes it out without a bounce; returns whether it was there and no attempt was under way. */
    boolean cancel(String key);
}
