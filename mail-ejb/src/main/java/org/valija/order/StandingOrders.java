package org.valija.order;

import jakarta.ejb.Local;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.settings.InvalidSettingException;

/** The standing orders. A change is in force when its transaction has committed, on other nodes some seconds later. */
@Local
public interface StandingOrders {

    /** Those in force, the oldest first. */
    List<StandingOrder> list();

    /**
     * Adds an order.
     *
     * @param order its id and since do not matter
     * @return as it was kept
     * @throws InvalidSettingException if it can't be kept, with the field that is wrong
     */
    StandingOrder add(StandingOrder order);

    /** Ends an order; what waits for it goes. Returns the order, empty if there is none that stands. */
    Optional<StandingOrder> lift(long id);

    /** What the queue asks for each message, from memory. The object is always the same. */
    OrdersInForce inForce();

    /** Forgets an order that nothing waits for any more, if it ended before that time; returns whether it did. */
    boolean forget(long id, Instant before);
}
