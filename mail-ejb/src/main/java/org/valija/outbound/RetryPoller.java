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
import jakarta.enterprise.concurrent.ManagedExecutorService;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import org.valija.content.Content;
import org.valija.delivery.Patience;

/**
 * Looks every second for deferred messages that are due, and tries them, so many at the same time as {@code
 * valija.retry.parallel} says. The timer ends with the application.
 */
@Singleton
@Startup
@DependsOn("OutboundParts")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RetryPoller {

    private static final Logger LOG = System.getLogger(RetryPoller.class.getName());

    private static final long INTERVAL_MILLIS = 1000;

    @Resource
    private TimerService timers;

    @Resource(lookup = "java:comp/DefaultManagedExecutorService")
    private ManagedExecutorService executor;

    @EJB
    private OutboundParts parts;

    @EJB
    private RetryTransactions transactions;

    private Semaphore places;
    private volatile boolean stopping;
    private boolean databaseFailed;

    @PostConstruct
    void start() {
        places = new Semaphore(parts.settings().retries());
        timers.createIntervalTimer(INTERVAL_MILLIS, INTERVAL_MILLIS, new TimerConfig(null, false));
    }

    @PreDestroy
    void stop() {
        stopping = true;
    }

    /** The container does not call it while it is running. */
    @Timeout
    void poll() {
        int free = places.drainPermits();
        List<DeferredStore.Claim> claims = List.of();
        try {
            claims = free == 0 || stopping ? List.of() : transactions.claim(free);
            databaseFailed = false;
        } catch (SQLException | RuntimeException e) {
            // Once, not every second.
            LOG.log(databaseFailed ? Level.DEBUG : Level.ERROR, "The deferred store can't be read", e);
            databaseFailed = true;
        } finally {
            places.release(free - claims.size());
        }
        claims.forEach(this::submit);
    }

    private void submit(DeferredStore.Claim claim) {
        try {
            executor.execute(() -> {
                try {
                    retry(claim);
                } finally {
                    places.release();
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(Level.WARNING, claim.mail() + ": no thread for the next attempt, it is put off", e);
            places.release();
            release(claim);
        }
    }

    private void retry(DeferredStore.Claim claim) {
        try (Content content = transactions.begin(claim).orElse(null)) {
            if (content == null) {
                return;
            }
            Attempt attempt = parts.courier().attempt(claim.mail(), content, Patience.LONG);
            if (!transactions.settle(claim, content, attempt)) {
                LOG.log(
                        Level.WARNING,
                        "{0}: another node has taken the message, this attempt counts for nothing",
                        claim.mail());
            }
        } catch (SQLException | IOException | RuntimeException e) {
            // The lease stays until its end: a pause, lest the same fault comes every second.
            LOG.log(Level.ERROR, claim.mail() + ": the attempt can't be settled, the message stays in the store", e);
        }
    }

    private void release(DeferredStore.Claim claim) {
        try {
            transactions.release(claim);
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.WARNING, claim.mail() + " stays claimed until its lease ends", e);
        }
    }
}
