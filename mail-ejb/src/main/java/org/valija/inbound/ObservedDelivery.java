package org.valija.inbound;

import java.util.function.Consumer;
import org.valija.spi.DeliveryTransaction.Deliveries;
import org.valija.spi.DeliveryTransaction.Outcome;

/**
 * A delivery as the container carries it out. It tells its outcome before it returns, since a container that is being stopped
 * may throw an exception in place of what a call has returned.
 */
public interface ObservedDelivery {

    /** As {@link org.valija.spi.DeliveryTransaction#run}, but the outcome goes to the observer. */
    void run(Deliveries deliveries, Consumer<Outcome> observer);
}
