package org.valija.order;

import java.time.Clock;
import java.util.List;

/** Standing orders as a test of another package needs them. */
public final class StandingForTests {

    private StandingForTests() {}

    public static OrdersInForce of(StandingOrder... standing) {
        OrdersInForce orders = new OrdersInForce(Clock.systemUTC());
        orders.prepare(1, List.of(standing), List.of()).run();
        return orders;
    }
}
