package org.valija.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.Cancellation;
import org.valija.DeliveryEvent;
import org.valija.MailId;
import org.valija.MailStatus;
import org.valija.settings.CommittedChange;
import org.valija.trace.MailTrace;
import org.valija.trace.TraceEntry;
import org.valija.trace.TraceQuery;

/** What the applications can do about a message that they have sent. */
@Stateless
@LocalBean
public class SentMail {

    private static final Logger LOG = System.getLogger(SentMail.class.getName());

    @Resource
    private TransactionSynchronizationRegistry transaction;

    @EJB
    private OutboundParts parts;

    @EJB
    private MailTrace trace;

    /** In the caller's transaction. */
    public Cancellation cancel(MailId id) {
        Cancellations cancellations = parts.cancellations();
        // Payara lets no bean be called once a transaction has ended.
        DeliveryEvents events = parts.events();
        try {
            Instant now = Instant.now();
            MessageRows.Cancelled rows = parts.rows().cancel(id, now);
            rows.cancelled().forEach(events::cancelled);
            Cancellation found = rows.answer();
            // For what is in the ready queue, or is being tried: it may still come to the store.
            cancellations.request(id, now);
            CommittedChange.publish(transaction, () -> {
                cancellations.know(id, Instant.now());
                rows.cancelled().forEach(events::traceCancelled);
                LOG.log(
                        Level.INFO,
                        "{0} cancelled by its sender for {1}; being tried for {2}",
                        id,
                        found.cancelled(),
                        found.beingTried());
            });
            return found;
        } catch (SQLException e) {
            throw new EJBException("The deferred store can't be reached", e);
        }
    }

    /** Removes what came to the store though it was cancelled, in a transaction of its own; returns how many rows. */
    @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
    public int cancelMissed(MailId id, Instant now) throws SQLException {
        List<WaitingMail> missed = parts.rows().cancel(id, now).cancelled();
        missed.forEach(parts.events()::cancelled);
        missed.forEach(parts.events()::traceCancelled);
        return missed.size();
    }

    /** As it was committed, whatever the caller's transaction has done. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Optional<MailStatus> status(MailId id) {
        try {
            Optional<MailStatus> waiting = parts.rows().status(id, Instant.now());
            List<TraceEntry> ended = trace.find(TraceQuery.of(id), 0, MailTrace.MAX_FOUND).stream()
                    .filter(entry -> entry.kind() != DeliveryEvent.Kind.DEFERRED)
                    .toList();
            return ended.isEmpty() ? waiting : Optional.of(EndedMail.with(waiting, id, ended));
        } catch (SQLException e) {
            throw new EJBException("The deferred store can't be read", e);
        }
    }
}
