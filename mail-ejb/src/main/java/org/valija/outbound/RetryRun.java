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

    /** How soon a look at a backlog is worth while again of which others had something. */
    private static final Duration SOON = Duration.ofSeconds(1);

    /** The same, where rows that must wait had to be read to find those that need not; at least. */
    private static final Duration BETWEEN_SEARCHES = Duration.ofSeconds(3);

    /** So much longer than a search takes is the time until the next one: those that must wait may be many. */
    private static final int REST_AFTER_SEARCH = 20;

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
     * Works on what is due of a backlog, and notes when the next look at it is worth while, if there is to be one.
     *
     * @param more called when there may be more than one thread's work
     */
    void run(Backlog backlog, Runnable more) throws SQLException {
        Openings openings = Openings.of(courier, backlog, crew);
        // One by itself: nobody else has the others while it is not known how long an attempt takes.
        boolean timeIsUp = !openings.areNone() && work(claim(backlog, 1, openings), openings);
        if (!timeIsUp) {
            openings.lookAgain();
        }
        boolean full = false;
        Duration search = Duration.ZERO;
        if (!timeIsUp && !openings.areNone()) {
            Instant begun = Instant.now();
            List<Claim> claims = claim(backlog, BATCH, openings);
            search = Duration.between(begun, Instant.now());
            full = claims.size() == BATCH;
            if (full) {
                agenda.note(backlog, Instant.now());
                more.run();
            }
            timeIsUp = work(claims, openings);
        }
        Optional<Instant> next = openings.areAll()
                ? whole(backlog, timeIsUp)
                : Optional.of(partly(openings, timeIsUp || full ? Duration.ZERO : pause(search)));
        next.ifPresent(when -> agenda.note(backlog, when));
    }

    /** Without a condition where all are wanted: the index leads to them. */
    private List<Claim> claim(Backlog backlog, int limit, Openings openings) throws SQLException {
        return openings.areAll()
                ? transactions.claim(backlog, limit)
                : transactions.claim(backlog, limit, openings::isWanted);
    }

    private static Duration pause(Duration search) {
        Duration rest = search.multipliedBy(REST_AFTER_SEARCH);
        return rest.compareTo(BETWEEN_SEARCHES) > 0 ? rest : BETWEEN_SEARCHES;
    }

    /** The next look at a backlog of which all is wanted; empty if there is to be none. */
    private Optional<Instant> whole(Backlog backlog, boolean timeIsUp) throws SQLException {
        return timeIsUp
                ? Optional.of(Instant.now())
                : transactions.nextAttempt(backlog).map(RetryRun::later);
    }

    /**
     * The next look at one of which some is not wanted.
     *
     * @param pause until those that are wanted are sought again
     */
    private static Instant partly(Openings openings, Duration pause) {
        Instant reopening = openings.next().orElseThrow();
        Instant search = Instant.now().plus(pause);
        return openings.areNone() || reopening.isBefore(search) ? reopening : search;
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
            } else if (attempt(claim).orElse(null) instanceof Attempt.Postponed postponed && !postponed.alone()) {
                openings.close(claim.routed(), postponed.until());
            } else {
                timeIsUp = !Instant.now().isBefore(end);
            }
        }
        return timeIsUp;
    }

    /** Returns empty if there was none, or it came to nothing. */
    private Optional<Attempt> attempt(Claim claim) {
        try (Content content = transactions.beginAttempt(claim).orElse(null)) {
            if (content == null) {
                return Optional.empty();
            }
            Attempt attempt = transactions
                    .ordered(claim)
                    .orElseGet(() -> courier.attempt(claim.mail(), claim.lane(), content, Patience.LONG, crew));
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
