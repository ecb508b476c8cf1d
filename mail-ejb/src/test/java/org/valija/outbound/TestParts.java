package org.valija.outbound;

import java.time.Clock;
import org.valija.SendOptions;
import org.valija.delivery.ConnectionReuse;
import org.valija.lane.LaneLimits;
import org.valija.limit.SendingLimiter;
import org.valija.limit.TestLimits;
import org.valija.order.OrdersInForce;
import org.valija.order.StandingForTests;
import org.valija.shaping.Shaper;
import org.valija.shaping.TestShaping;
import org.valija.source.TestSources;

/** What the container would put together. */
final class TestParts {

    private TestParts() {}

    /** Without rules of an administrator's, and without source addresses. */
    static Traffic traffic(LaneLimits limits) {
        return traffic(limits, TestShaping.of());
    }

    static Traffic traffic(LaneLimits limits, Shaper shaper) {
        return new Traffic(
                () -> shaper, TestSources.of(Clock.systemUTC()), "mail.ejemplo.com", limits, ConnectionReuse.STANDARD);
    }

    static SendingLimiter noLimits() {
        return TestLimits.of(Clock.systemUTC(), System::nanoTime);
    }

    /** Of the stream that mail is of if nobody says otherwise. */
    static Backlog backlog(String destination) {
        return new Backlog(destination, SendOptions.TRANSACTIONAL);
    }

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
