package org.valija.outbound;

import org.valija.order.OrdersInForce;
import org.valija.order.StandingForTests;

/** What the container would put together. */
final class TestParts {

    private TestParts() {}

    static RetryTransactions transactions(DeferredStore store, Settlement settlement) {
        OrdersInForce orders = StandingForTests.of();
        return new RetryTransactions(new OutboundParts() {

            @Override
            public DeferredStore store() {
                return store;
            }

            @Override
            public Settlement settlement() {
                return settlement;
            }

            @Override
            public OrdersInForce orders() {
                return orders;
            }
        });
    }
}
