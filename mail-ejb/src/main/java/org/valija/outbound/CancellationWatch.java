package org.valija.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.valija.MailSender;

/** Hears of cancellations by other nodes, removes what they have missed, and forgets old ones. */
@Singleton
@Startup
@DependsOn("OutboundParts")
// Each statement by itself: nothing stays locked, and what was swept before a failure has gone.
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class CancellationWatch {

    private static final Logger LOG = System.getLogger(CancellationWatch.class.getName());

    /** Below what is promised. */
    private static final long LISTEN_MILLIS = MailSender.CANCELLATION_SECONDS * 1000L - 1000;

    private static final String LISTEN = "listen";
    private static final long PURGE_MILLIS = 3_600_000;
    private static final String PURGE = "purge";

    /** Longer than messages stay in the ready queue. */
    static final Duration KEPT = Duration.ofDays(30);

    /**
     * A cancellation bears the time when it was asked for, and is seen when that transaction commits, by another clock. Both
     * make minutes at most; once in a while we look back further, in case they make more.
     */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    private static final Duration LONG_OVERLAP = Duration.ofHours(1);

    /** Every minute. */
    private static final int LONG_EVERY = 15;

    @Resource
    private TimerService timers;

    @EJB
    private OutboundParts parts;

    @EJB
    private SentMail sentMail;

    private int heard;
    private boolean databaseFailed;

    @PostConstruct
    void start() {
        listen();
        timers.createIntervalTimer(LISTEN_MILLIS, LISTEN_MILLIS, new TimerConfig(LISTEN, false));
        timers.createIntervalTimer(PURGE_MILLIS, PURGE_MILLIS, new TimerConfig(PURGE, false));
    }

    @Timeout
    void run(Timer timer) {
        if (timer.getInfo().equals(PURGE)) {
            purge();
        } else {
            listen();
        }
    }

    private void listen() {
        try {
            Instant now = Instant.now();
            parts.cancellations().learn(now.minus(lookBack()), now);
            heard++;
            int removed = parts.cancellations().sweep(sentMail::cancelMissed, now);
            if (removed > 0) {
                LOG.log(Level.INFO, "{0} cancelled messages removed from the deferred store", removed);
            }
            databaseFailed = false;
        } catch (SQLException | EJBException e) {
            // Once, not every few seconds.
            LOG.log(databaseFailed ? Level.DEBUG : Level.ERROR, "Cancellations can't be read", e);
            databaseFailed = true;
            // Who knows for how long: from the beginning then.
            heard = 0;
        }
    }

    private Duration lookBack() {
        if (heard == 0) {
            return KEPT;
        }
        return heard % LONG_EVERY == 0 ? LONG_OVERLAP : OVERLAP;
    }

    private void purge() {
        try {
            parts.cancellations().purge(Instant.now().minus(KEPT));
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "Old cancellations can't be removed now", e);
        }
    }
}
