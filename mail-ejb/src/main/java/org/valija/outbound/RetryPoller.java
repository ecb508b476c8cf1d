package org.valija.outbound;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.valija.lane.Crew;

/**
 * Has the deferred messages tried that are due, on so many threads as {@code valija.retry.parallel} says. What this node has put
 * off itself it knows; for the rest, as after a start or when another node has gone, it looks through the store once a minute.
 */
@Singleton
@Startup
@DependsOn("OutboundParts")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RetryPoller {

    private static final Logger LOG = System.getLogger(RetryPoller.class.getName());

    private static final long INTERVAL_MILLIS = 1000;
    private static final int SCAN_SECONDS = 60;

    /** What falls due until the next look through the store, and a bit more. */
    private static final Duration HORIZON = Duration.ofSeconds(SCAN_SECONDS + 10L);

    private static final long KEEP_THREAD_SECONDS = 10;

    /** How long those that are under way may take when the server stops; after that they may be made twice. */
    private static final long STOP_SECONDS = 5;

    @Resource
    private TimerService timers;

    @Resource(lookup = "java:comp/DefaultManagedThreadFactory")
    private ManagedThreadFactory threads;

    @EJB
    private OutboundParts parts;

    @EJB
    private RetryTransactions transactions;

    private ThreadPoolExecutor executor;
    private Semaphore places;
    private Agenda agenda;
    private RetryRun run;
    private Decisions decisions;
    private boolean begun;
    private Instant nextScan = Instant.MIN;
    private volatile boolean stopping;
    private volatile boolean databaseFailed;

    @PostConstruct
    void start() {
        int parallel = parts.settings().retries();
        places = new Semaphore(parallel);
        executor = new ThreadPoolExecutor(
                parallel, parallel, KEEP_THREAD_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
        executor.allowCoreThreadTimeOut(true);
        agenda = parts.agenda();
        run = new RetryRun(transactions, parts.courier(), agenda, new Crew(parallel, Duration.ZERO), () -> stopping);
        decisions = new Decisions(transactions);
        timers.createIntervalTimer(INTERVAL_MILLIS, INTERVAL_MILLIS, new TimerConfig(null, false));
    }

    @PreDestroy
    void stop() {
        stopping = true;
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "{0} attempts are still under way", executor.getActiveCount());
                parts.keepNodeName();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The container does not call it while it is running. */
    @Timeout
    void poll() {
        Instant now = Instant.now();
        if (stopping) {
            return;
        }
        try {
            if (!begun) {
                int released = transactions.releaseAll();
                if (released > 0) {
                    LOG.log(Level.INFO, "{0} messages were being tried when this node ended: they are due", released);
                }
                begun = true;
            }
            if (!now.isBefore(nextScan)) {
                parts.store()
                        .dueBacklogs(now.plus(HORIZON), Agenda.MAX_BACKLOGS)
                        .forEach(agenda::note);
                nextScan = now.plusSeconds(SCAN_SECONDS);
            }
            decisions.run();
            databaseFailed = false;
        } catch (SQLException | RuntimeException e) {
            failed(e);
        }
        if (begun) { // else what is claimed now would be taken for a rest of an earlier life
            dispatch();
        }
    }

    /** Once, not every time. */
    private void failed(Exception e) {
        LOG.log(databaseFailed ? Level.DEBUG : Level.ERROR, "The deferred store can't be read", e);
        databaseFailed = true;
    }

    private void dispatch() {
        boolean more = true;
        while (more && !stopping && places.tryAcquire()) {
            Optional<Backlog> backlog = agenda.poll(Instant.now());
            if (backlog.isPresent()) {
                more = submit(() -> run.run(backlog.get(), this::dispatch));
            } else {
                places.release();
                more = false;
            }
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    /** In a place that was taken for it; returns whether it will be done. */
    private boolean submit(Work work) {
        try {
            executor.execute(() -> {
                try {
                    work.run();
                } catch (SQLException | RuntimeException e) {
                    failed(e);
                } finally {
                    places.release();
                }
                dispatch();
            });
            return true;
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "The server is going down", e);
            places.release();
            return false;
        }
    }
}
