package org.valija.outbound;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.valija.EnhancedStatus;
import org.valija.content.Content;
import org.valija.delivery.Failure;
import org.valija.outbound.DeferredStore.Claim;

/**
 * Decides about messages of the deferred store whose time has come without an attempt, as while their site is left alone: they have
 * expired, are late, their sender is to be told of the delay, or an administrator has ordered it. For one thread.
 */
final class Decisions {

    private static final Logger LOG = System.getLogger(Decisions.class.getName());

    private static final int BATCH = 20;

    /** Then others have the thread; the rest comes in a second. */
    private static final Duration LONG_ENOUGH = Duration.ofMillis(500);

    /** RFC 3463 section 3.5: delivery time expired. */
    private static final EnhancedStatus DELAYED = EnhancedStatus.parse("4.4.7");

    private final RetryTransactions transactions;

    Decisions(RetryTransactions transactions) {
        this.transactions = transactions;
    }

    void run() throws SQLException {
        boolean more = true;
        Instant end = Instant.now().plus(LONG_ENOUGH);
        while (more && Instant.now().isBefore(end)) {
            List<Claim> claims = transactions.claimUndecided(BATCH);
            claims.forEach(this::decide);
            more = claims.size() == BATCH;
        }
    }

    private void decide(Claim claim) {
        if (claim.instruction().filter(Decisions::isCancel).isPresent()) {
            cancel(claim);
            return;
        }
        try (Content content = transactions.begin(claim).orElse(null)) {
            if (content != null) {
                transactions.settle(claim, content, decision(claim));
            }
        } catch (SQLException | IOException | RuntimeException e) {
            // The lease stays until its end: a pause, lest the same fault comes every second.
            LOG.log(Level.ERROR, claim.mail() + ": nothing can be decided about it, it stays in the store", e);
        }
    }

    private static Attempt decision(Claim claim) {
        if (claim.instruction().isPresent()) {
            Instruction bounce = claim.instruction().get();
            return Attempt.Refused.because(bounce.reason(), bounce.kind() == Instruction.Kind.BOUNCE);
        }
        Failure last = Failure.local(DELAYED, claim.waiting().reason());
        return new Attempt.Postponed(claim.waiting().nextAttempt(), last);
    }

    private static boolean isCancel(Instruction instruction) {
        return instruction.kind() == Instruction.Kind.CANCEL;
    }

    private void cancel(Claim claim) {
        try {
            transactions.drop(claim);
        } catch (SQLException | RuntimeException e) {
            LOG.log(Level.ERROR, claim.mail() + ": it can't be cancelled now, and is tried no more", e);
        }
    }
}
