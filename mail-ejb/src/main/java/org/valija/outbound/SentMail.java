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
import java.util.Optional;
import org.valija.Cancellation;
import org.valija.MailId;
import org.valija.MailStatus;
import org.valija.settings.CommittedChange;

/** What the applications can do about a message that they have sent. */
@Stateless
@LocalBean
public class SentMail {

    private static final Logger LOG = System.getLogger(SentMail.class.getName());

    @Resource
    private TransactionSynchronizationRegistry transaction;

    @EJB
    private OutboundParts parts;

    /** In the caller's transaction. */
    public Cancellation cancel(MailId id) {
        Cancellations cancellations = parts.cancellations();
        try {
            Instant now = Instant.now();
            Cancellation found = parts.rows().cancel(id, now);
            // For what is in the ready queue, or is being tried: it may still come to the store.
            cancellations.request(id, now);
            CommittedChange.publish(transaction, () -> {
                cancellations.know(id, Instant.now());
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

    /** As it was committed, whatever the caller's transaction has done. */
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public Optional<MailStatus> status(MailId id) {
        try {
            return parts.rows().status(id, Instant.now());
        } catch (SQLException e) {
            throw new EJBException("The deferred store can't be read", e);
        }
    }
}
