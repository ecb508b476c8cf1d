package org.valija.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.valija.order.OrdersInForce;
import org.valija.order.StandingOrder;
import org.valija.order.StandingOrders;

/**
 * Moves waiting mail out of the way when it is paused, and lets it go when its standing order has ended. A node that has not
 * heard of that yet may still keep a row back, so each looks for such rows for some minutes.
 */
@Singleton
@Startup
@DependsOn("OutboundParts")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class PauseWatch {

    private static final Logger LOG = System.getLogger(PauseWatch.class.getName());

    private static final long INTERVAL_MILLIS = 1000;

    /** Longer than the transaction of a worker may take that has not heard. */
    private static final Duration REMEMBERED = Duration.ofMinutes(10);

    /** Of one order in a second; then others have the thread. */
    private static final int MAX_BATCHES = 20;

    @Resource
    private TimerService timers;

    @EJB
    private StandingOrders orders;

    @EJB
    private QueueBatches batches;

    private OrdersInForce inForce;
    private final Set<Long> movedFor = new HashSet<>();
    private boolean databaseFailed;

    @PostConstruct
    void start() {
        inForce = orders.inForce();
        timers.createIntervalTimer(INTERVAL_MILLIS, INTERVAL_MILLIS, new TimerConfig(null, false));
    }

    @Timeout
    void run() {
        try {
            List<StandingOrder> standing = inForce.standing();
            movedFor.retainAll(standing.stream().map(StandingOrder::id).toList());
            for (StandingOrder order : standing) {
                if (order.kind() == StandingOrder.Kind.PAUSE && !movedFor.contains(order.id())) {
                    pause(order);
                }
            }
            for (StandingOrder order : inForce.ended()) {
                resume(order);
            }
            databaseFailed = false;
        } catch (SQLException | EJBException e) {
            // Once, not every second.
            LOG.log(databaseFailed ? Level.DEBUG : Level.ERROR, "Standing orders can't be carried out", e);
            databaseFailed = true;
        }
    }

    /** What is due now; what becomes due later is kept back by whoever claims it. */
    private void pause(StandingOrder order) throws SQLException {
        for (int i = 0; i < MAX_BATCHES; i++) {
            if (batches.pause(order) < QueueBatches.BATCH) {
                movedFor.add(order.id());
                return;
            }
        }
    }

    private void resume(StandingOrder order) throws SQLException {
        for (int i = 0; i < MAX_BATCHES; i++) {
            int resumed = batches.resume(order.id());
            if (resumed > 0) {
                LOG.log(
                        Level.INFO,
                        "{0} messages go on: standing order {1} has ended",
                        resumed,
                        Long.toString(order.id()));
            }
            if (resumed == 0 && i == 0) {
                orders.forget(order.id(), Instant.now().minus(REMEMBERED));
            }
            if (resumed < QueueBatches.BATCH) {
                return;
            }
        }
    }
}
