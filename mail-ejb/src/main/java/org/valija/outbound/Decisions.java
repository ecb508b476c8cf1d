package org.valija.outbound;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import org.valija.EnhancedStatus;
import org.valija.content.Content;
import org.valija.delivery.Failure;
import org.valija.outbound.DeferredStore.Claim;

/**
 * Decides about messages of the deferred store whose time has come without an attempt, as while their site is left alone: they have
 * expired, are late, or their sender is to be told of the delay. For one thread.
 */
final class Decisions {

    private static final Logger LOG = System.getLogger(Decisions.class.getName());

    private static final int BATCH = 20;

    /** Then others have the thread; the rest comes in a second. */
    private static final int MAX_BATCHES = 5;

    /** RFC 3463 section 3.5: delivery time expired. */
    private static final EnhancedStatus DELAYED = EnhancedStatus.parse("4.4.7");

    private final RetryTransactions transactions;

    Decisions(RetryTransactions transactions) {
        this.transactions = transactions;
    }

    void run() throws SQLException {
        boolean more = true;
        for (int i = 0; i < MAX_BATCHES && more; i++) {
            List<Claim> claims = transactions.claimUndecided(BATCH);
            claims.forEach(this::decide);
            more = claims.size() == BATCH;
        }
    }

    private void decide(Claim claim) {
        try (Content content = transactions.begin(claim).orElse(null)) {
            if (content != null) {
                Failure last = Failure.local(DELAYED, claim.waiting().reason());
                transactions.settle(
                        claim, content, new Attempt.Postponed(claim.waiting().nextAttempt(), last));
            }
        } catch (SQLException | IOException | RuntimeException e) {
            // The lease stays until its end: a pause, lest the same fault comes every second.
            LOG.log(Level.ERROR, claim.mail() + ": nothing can be decided about it, it stays in the store", e);
        }
    }
}
