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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.valija.content.Content;
import org.valija.content.SpoolDirectory;
import org.valija.delivery.Patience;
import org.valija.order.StandingOrder;
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

    /** How often rows are taken again in place of those that are paused. */
    private static final int MAX_ROUNDS = 25;

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

    /**
     * Takes rows of a backlog that are due; those that were cancelled go, and those that a standing order keeps back are out of the
     * way from now on.
     */
    public List<DeferredStore.Claim> claim(Backlog backlog, int limit) throws SQLException {
        return claim(limit, left -> parts.store().claim(backlog, left, Instant.now(), LEASE));
    }

    /** The same, of those rows only that are wanted. */
    public List<DeferredStore.Claim> claim(Backlog backlog, int limit, Predicate<RoutedMail> wanted)
            throws SQLException {
        return claim(limit, left -> parts.store().claim(backlog, left, wanted, Instant.now(), LEASE));
    }

    private interface Source {
        List<DeferredStore.Claim> next(int limit) throws SQLException;
    }

    private List<DeferredStore.Claim> claim(int limit, Source source) throws SQLException {
        List<DeferredStore.Claim> claims = new ArrayList<>();
        boolean more = true;
        for (int i = 0; i < MAX_ROUNDS && more && claims.size() < limit; i++) {
            List<DeferredStore.Claim> due = source.next(limit - claims.size());
            more = !due.isEmpty();
            claims.addAll(withoutPaused(parts.settlement().withoutCancelled(due)));
        }
        return claims;
    }

    private List<DeferredStore.Claim> withoutPaused(List<DeferredStore.Claim> claims) throws SQLException {
        List<DeferredStore.Claim> others = new ArrayList<>();
        for (DeferredStore.Claim claim : claims) {
            if (!isPaused(claim)) {
                others.add(claim);
            }
        }
        return others;
    }

    /** Whether a standing order keeps it back; then it is no longer ours. */
    private boolean isPaused(DeferredStore.Claim claim) throws SQLException {
        Optional<StandingOrder> pause =
                claim.mail().order(parts.orders()).filter(order -> order.kind() == StandingOrder.Kind.PAUSE);
        if (pause.isPresent()) {
            parts.store().pause(claim, pause.get().id());
        }
        return pause.isPresent();
    }

    /** What has been decided about a message by a standing order, if there is one that returns it. */
    public Optional<Attempt> ordered(DeferredStore.Claim claim) {
        return claim.mail().order(parts.orders()).flatMap(Attempt.Refused::by);
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
     * cancelled, held or the like while it waited for a thread.
     */
    public Optional<Content> begin(DeferredStore.Claim claim) throws SQLException, IOException {
        if (!parts.store().renew(claim, Instant.now(), LEASE)) {
            if (parts.store().release(claim)) {
                LOG.log(Level.DEBUG, "{0} is not tried now: something else was ordered about it", claim.mail());
            } else {
                LOG.log(Level.WARNING, "{0}: no thread came before the lease ended; it is tried anew", claim.mail());
            }
            return Optional.empty();
        }
        return parts.settlement().withoutCancelled(List.of(claim)).isEmpty()
                ? Optional.empty()
                : Optional.of(parts.store().content(claim.key(), SpoolDirectory.locate()));
    }

    /** As {@link #begin}, and empty if a standing order keeps it back by now. */
    public Optional<Content> beginAttempt(DeferredStore.Claim claim) throws SQLException, IOException {
        return isPaused(claim) ? Optional.empty() : begin(claim);
    }

    /** Removes a row that an administrator has cancelled. */
    public void drop(DeferredStore.Claim claim) throws SQLException {
        parts.settlement().drop(claim);
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

    /** Gives back what an earlier life of this node has left behind; returns how many rows. */
    public int releaseAll() throws SQLException {
        return parts.store().releaseAll();
    }

    /** Gives a row back. */
    public void release(DeferredStore.Claim claim) throws SQLException {
        parts.store().release(claim);
    }
}
