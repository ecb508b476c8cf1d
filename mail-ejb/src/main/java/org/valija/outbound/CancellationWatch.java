package org.valija.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
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
public class CancellationWatch {

    private static final Logger LOG = System.getLogger(CancellationWatch.class.getName());

    /** Below what is promised. */
    private static final long LISTEN_MILLIS = MailSender.CANCELLATION_SECONDS * 1000L - 1000;

    private static final String LISTEN = "listen";
    private static final long PURGE_MILLIS = 3_600_000;
    private static final String PURGE = "purge";

    /** Longer than messages stay in the ready queue. */
    static final Duration KEPT = Duration.ofDays(30);

    /** A cancellation bears the time when it was asked for, and is seen when that transaction commits, by another clock. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    @Resource
    private TimerService timers;

    @EJB
    private OutboundParts parts;

    private boolean hasHeard;
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
            Instant since = now.minus(hasHeard ? OVERLAP : KEPT);
            parts.cancellations().learn(since);
            int removed = parts.cancellations().sweep(since, now);
            if (removed > 0) {
                LOG.log(Level.INFO, "{0} cancelled messages removed from the deferred store", removed);
            }
            hasHeard = true;
            databaseFailed = false;
        } catch (SQLException e) {
            // Once, not every few seconds.
            LOG.log(databaseFailed ? Level.DEBUG : Level.ERROR, "Cancellations can't be read", e);
            databaseFailed = true;
        }
    }

    private void purge() {
        try {
            parts.cancellations().purge(Instant.now().minus(KEPT));
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "Old cancellations can't be removed now", e);
        }
    }
}
