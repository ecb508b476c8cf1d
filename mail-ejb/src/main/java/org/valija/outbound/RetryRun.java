package org.valija.outbound;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.content.Content;
import org.valija.delivery.Patience;
import org.valija.lane.Crew;
import org.valija.outbound.DeferredStore.Claim;

/** Takes a few messages from the deferred store and makes an attempt for each. Safe for use by many threads. */
final class RetryRun {

    private static final Logger LOG = System.getLogger(RetryRun.class.getName());

    /** So many at a time: a transaction to claim them is one for all, and nobody else has them meanwhile. */
    static final int BATCH = 20;

    /** After this, what is left of a batch is for anybody. */
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(1);

    /** How soon a look at a destination is worth while again whose mail others are trying. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private final RetryTransactions transactions;
    private final Courier courier;
    private final Agenda agenda;
    private final Crew crew;

    RetryRun(RetryTransactions transactions, Courier courier, Agenda agenda, Crew crew) {
        this.transactions = transactions;
        this.courier = courier;
        this.agenda = agenda;
        this.crew = crew;
    }

    /**
     * Works on what is due of a destination, and notes when the next look at it is worth while, if there is to be one.
     *
     * @param more called when there is more than one thread's work
     */
    void run(String destination, Runnable more) throws SQLException {
        Optional<Instant> notBefore = courier.notBefore(destination, crew);
        if (notBefore.isPresent()) {
            agenda.note(destination, notBefore.get());
            return;
        }
        List<Claim> claims = transactions.claim(destination, BATCH);
        boolean full = claims.size() == BATCH;
        Instant end = Instant.now().plus(LONG_ENOUGH);
        Optional<Instant> turnedAway = Optional.empty();
        for (int i = 0; i < claims.size(); i++) {
            if (turnedAway.isPresent()) {
                release(claims.get(i));
                continue;
            }
            Optional<Attempt> attempt = attempt(claims.get(i));
            if (attempt.isPresent() && attempt.get() instanceof Attempt.Postponed postponed) {
                turnedAway = Optional.of(postponed.until());
            } else if (!Instant.now().isBefore(end)) {
                turnedAway = Optional.of(Instant.now());
            } else if (full && i == 0) { // not before it is known that they are wanted
                agenda.note(destination, Instant.now());
                more.run();
            }
        }
        Optional<Instant> next = turnedAway.isPresent() ? turnedAway : transactions.nextAttempt(destination);
        next.ifPresent(when -> agenda.note(destination, later(when)));
    }

    /** What is due and not ours is being tried by somebody. */
    private static Instant later(Instant when) {
        Instant soon = Instant.now().plus(SOON);
        return when.isBefore(soon) ? soon : when;
    }

    /** Works on what needs a decision; returns whether there is more. */
    boolean runUndecided() throws SQLException {
        List<Claim> claims = transactions.claimUndecided(BATCH);
        for (Claim claim : claims) {
            attempt(claim);
        }
        return claims.size() == BATCH;
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
