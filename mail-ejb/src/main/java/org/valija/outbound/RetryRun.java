package org.valija.outbound;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.valija.content.Content;
import org.valija.delivery.Patience;
import org.valija.lane.Crew;
import org.valija.outbound.DeferredStore.Claim;

/** Takes a few messages from the deferred store and makes an attempt for each. Safe for use by many threads. */
final class RetryRun {

    private static final Logger LOG = System.getLogger(RetryRun.class.getName());

    /** So many at a time: a transaction to claim them is one for all, and nobody else has them meanwhile. */
    private static final int BATCH = 20;

    /** After this, what is left of a batch is for anybody. */
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    /** How soon a look at a destination is worth while again of which others had something. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** The same, where rows that must wait had to be read to find those that need not. */
    private static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(3);

    private final RetryTransactions transactions;
    private final Courier courier;
    private final Agenda agenda;
    private final Crew crew;
    private final BooleanSupplier stopping;

    /** @param stopping whether no attempt is to begin any more */
    RetryRun(RetryTransactions transactions, Courier courier, Agenda agenda, Crew crew, BooleanSupplier stopping) {
        this.transactions = transactions;
        this.courier = courier;
        this.agenda = agenda;
        this.crew = crew;
        this.stopping = stopping;
    }

    /**
     * Works on what is due of a destination, and notes when the next look at it is worth while, if there is to be one.
     *
     * @param more called when there may be more than one thread's work
     */
    void run(String destination, Runnable more) throws SQLException {
        Openings openings = Openings.of(courier, destination, crew);
        // One by itself: nobody else has the others while it is not known how long an attempt takes.
        boolean timeIsUp = !openings.areNone() && work(claim(destination, 1, openings), openings);
        if (!timeIsUp) {
            openings.lookAgain();
        }
        boolean full = false;
        if (!timeIsUp && !openings.areNone()) {
            List<Claim> claims = claim(destination, BATCH, openings);
            full = claims.size() == BATCH;
            if (full) {
                agenda.note(destination, Instant.now());
                more.run();
            }
            timeIsUp = work(claims, openings);
        }
        next(destination, openings, timeIsUp, full).ifPresent(when -> agenda.note(destination, when));
    }

    /** Without a condition where all are wanted: the index leads to them. */
    private List<Claim> claim(String destination, int limit, Openings openings) throws SQLException {
        return openings.areAll()
                ? transactions.claim(destination, limit)
                : transactions.claim(destination, limit, openings::isWanted);
    }

    /**
     * @param timeIsUp whether others are to have the thread
     * @param full whether there was more than was taken
     */
    private Optional<Instant> next(String destination, Openings openings, boolean timeIsUp, boolean full)
            throws SQLException {
        if (openings.areAll()) {
            return timeIsUp
                    ? Optional.of(Instant.now())
                    : transactions.nextAttempt(destination).map(RetryRun::later);
        }
        Instant reopening = openings.next().orElseThrow();
        if (openings.areNone()) {
            return Optional.of(reopening);
        }
        Instant search = timeIsUp || full ? Instant.now() : Instant.now().plus(BETWEEN_SEARCHES);
        return Optional.of(search.isBefore(reopening) ? search : reopening);
    }

    /** What is due and was not ours has been claimed by somebody meanwhile, or is locked. */
    private static Instant later(Instant when) {
        Instant soon = Instant.now().plus(SOON);
        return when.isBefore(soon) ? soon : when;
    }

    /** Attempts those that are wanted; returns whether that took so long that others are to have the thread. */
    private boolean work(List<Claim> claims, Openings openings) {
        Instant end = Instant.now().plus(LONG_ENOUGH);
        boolean timeIsUp = false;
        for (Claim claim : claims) {
            if (timeIsUp || stopping.getAsBoolean() || !openings.isWanted(claim.routed())) {
                release(claim);
            } else if (attempt(claim).orElse(null) instanceof Attempt.Postponed postponed) {
                openings.close(claim.routed(), postponed.until());
            } else {
                timeIsUp = !Instant.now().isBefore(end);
            }
        }
        return timeIsUp;
    }

    /** Returns empty if there was none, or it came to nothing. */
    private Optional<Attempt> attempt(Claim claim) {
        try (Content content = transactions.begin(claim).orElse(null)) {
            if (content == null) {
                return Optional.empty();
            }
            Attempt attempt = courier.attempt(claim.mail(), content, Patience.LONG, crew);
            if (!transactions.settle(claim, content, attempt)) {
                LOG.log(
                        Level.WARNING,
                        "{0}: another node has taken the message, this attempt counts for nothing",
                        claim.mail());
            }
            return Optional.of(attempt);
        } catch (SQLException | IOException | RuntimeException e) {
            // The lease stays until its end: a pause, lest the same fault comes every second.
            LOG.log(Level.ERROR, claim.mail() + ": the attempt can't be settled, the message stays in the store", e);
            return Optional.empty();
        }
    }

    private void release(Claim claim) {
        try {
            transactions.release(claim);
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.WARNING, claim.mail() + " stays claimed until its lease ends", e);
        }
    }
}
