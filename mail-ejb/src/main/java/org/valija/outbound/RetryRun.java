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
        Optional<Instant> notBefore = courier.notBefore(destination, crew);
        // One by itself: nobody else has the others while it is not known how long an attempt takes.
        if (notBefore.isEmpty()) {
            notBefore = work(transactions.claim(destination, 1)).or(() -> courier.notBefore(destination, crew));
        }
        if (notBefore.isEmpty()) {
            List<Claim> claims = transactions.claim(destination, BATCH);
            if (claims.size() == BATCH) {
                agenda.note(destination, Instant.now());
                more.run();
            }
            notBefore = work(claims);
        }
        Optional<Instant> next = notBefore.isPresent()
                ? notBefore
                : transactions.nextAttempt(destination).map(RetryRun::later);
        next.ifPresent(when -> agenda.note(destination, when));
    }

    /** What is due and was not ours has been claimed by somebody meanwhile, or is locked. */
    private static Instant later(Instant when) {
        Instant soon = Instant.now().plus(SOON);
        return when.isBefore(soon) ? soon : when;
    }

    /** Returns until when the others are not wanted, if that came out. */
    private Optional<Instant> work(List<Claim> claims) {
        Instant end = Instant.now().plus(LONG_ENOUGH);
        Optional<Instant> notBefore = Optional.empty();
        for (Claim claim : claims) {
            if (notBefore.isPresent() || stopping.getAsBoolean()) {
                release(claim);
            } else if (attempt(claim).orElse(null) instanceof Attempt.Postponed postponed) {
                notBefore = Optional.of(postponed.until());
            } else if (!Instant.now().isBefore(end)) {
                notBefore = Optional.of(Instant.now());
            }
        }
        return notBefore;
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
