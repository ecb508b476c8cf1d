package org.valija.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.LocalBean;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.valija.content.Content;
import org.valija.content.SpoolDirectory;
import org.valija.delivery.Patience;
import org.valija.route.RoutedMail;

/**
 * The transactions of a retry. The attempt lies between them, in none: it may take a quarter of an hour.
 */
@Stateless
@LocalBean
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RetryTransactions {

    private static final Logger LOG = System.getLogger(RetryTransactions.class.getName());

    /** Longer than an attempt can take: whoever has a row knows that nobody else tries it. */
    static final Duration LEASE = Patience.LONG.total().plusMinutes(5);

    /** A last attempt is better than a decision without one. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    @Resource
    private SessionContext context;

    @EJB
    private OutboundParts parts;

    public RetryTransactions() {}

    /** For a test of what happens to a row before its attempt. */
    RetryTransactions(OutboundParts parts) {
        this.parts = parts;
    }

    /** Takes rows of a backlog that are due; those that were cancelled go. */
    public List<DeferredStore.Claim> claim(Backlog backlog, int limit) throws SQLException {
        return parts.settlement().withoutCancelled(parts.store().claim(backlog, limit, Instant.now(), LEASE));
    }

    /** The same, of those rows only that are wanted. */
    public List<DeferredStore.Claim> claim(Backlog backlog, int limit, Predicate<RoutedMail> wanted)
            throws SQLException {
        return parts.settlement().withoutCancelled(parts.store().claim(backlog, limit, wanted, Instant.now(), LEASE));
    }

    /** When something of a backlog is due that nobody works on; empty if there is nothing. */
    public Optional<Instant> nextAttempt(Backlog backlog) throws SQLException {
        return parts.store().nextAttempt(backlog, Instant.now());
    }

    /**
     * Takes rows about which something is to be decided, and that whoever makes attempts had the time to take; those that were
     * cancelled go.
     */
    public List<DeferredStore.Claim> claimUndecided(int limit) throws SQLException {
        Instant now = Instant.now();
        return parts.settlement().withoutCancelled(parts.store().claimUndecided(limit, now.minus(GRACE), now, LEASE));
    }

    /**
     * Copies a row's content, which the caller closes, and lets its lease begin anew; empty if the row is not ours, or was
     * cancelled while it waited for a thread.
     */
    public Optional<Content> begin(DeferredStore.Claim claim) throws SQLException, IOException {
        if (!parts.store().renew(claim, Instant.now(), LEASE)) {
            LOG.log(Level.WARNING, "{0}: no thread came before the lease ended; it is tried anew", claim.mail());
            return Optional.empty();
        }
        return parts.settlement().withoutCancelled(List.of(claim)).isEmpty()
                ? Optional.empty()
                : Optional.of(parts.store().content(claim.key(), SpoolDirectory.locate()));
    }

    /** Settles an attempt; returns whether the row was still ours. If not, nothing has happened here. */
    public boolean settle(DeferredStore.Claim claim, Content content, Attempt attempt)
            throws SQLException, IOException {
        boolean settled = false;
        try {
            settled = parts.settlement().settle(claim, content, attempt);
        } finally {
            if (!settled) {
                context.setRollbackOnly();
            }
        }
        return settled;
    }

    /** Gives a row back. */
    public void release(DeferredStore.Claim claim) throws SQLException {
        parts.store().release(claim);
    }
}
