package org.valija.spi;

import java.util.Optional;

/**
 * Runs deliveries in a JTA transaction of their own; mail-ejb registers it, the adapter calls it from a Work.
 *
 * <p>This is the one place that knows whether a transaction has committed, so it decides whether a 250 is true.
 */
public interface DeliveryTransaction {

    /**
     * Begins a JTA transaction, runs the deliveries on this thread, and commits; if they throw, rolls back.
     *
     * @return the outcome; never throws for what the deliveries or the transaction manager throw
     */
    Outcome run(Deliveries deliveries);

    /** What happens inside the transaction: calls to the endpoints that a message is for. */
    @FunctionalInterface
    interface Deliveries {
        void run() throws Exception;
    }

    /**
     * How it ended.
     *
     * @param committed true only if the transaction has certainly committed
     * @param failure what the deliveries or the commit threw, if they did
     */
    record Outcome(boolean committed, Optional<Throwable> failure) {}
}
