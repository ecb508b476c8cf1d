package org.valija.outbound;

import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The administrator's view of the deferred store. */
@Stateless
public class OutboundQueueBean implements OutboundQueue {

    @EJB
    private OutboundParts parts;

    @Override
    public List<WaitingMail> waiting(int offset, int limit) {
        return asked(store -> store.waiting(offset, limit));
    }

    @Override
    public long waitingCount() {
        return asked(DeferredStore::count);
    }

    @Override
    public boolean retry(String key) {
        Optional<Backlog> backlog = asked(store -> store.backlog(key));
        if (backlog.isEmpty()) {
            return false;
        }
        // Before the row is locked: it may wait for name servers.
        parts.courier().reopen(backlog.get().destination());
        boolean found = asked(store -> store.makeDue(key, Instant.now()));
        parts.agenda().note(backlog.get(), Instant.now());
        return found;
    }

    @Override
    public boolean cancel(String key) {
        try {
            List<WaitingMail> cancelled =
                    parts.rows().cancelRow(key, Instant.now()).cancelled();
            cancelled.forEach(parts.events()::cancelled);
            return !cancelled.isEmpty();
        } catch (SQLException e) {
            throw new EJBException("The deferred store can't be reached", e);
        }
    }

    private <T> T asked(Question<T> question) {
        try {
            return question.ask(parts.store());
        } catch (SQLException e) {
            throw new EJBException("The deferred store can't be read", e);
        }
    }

    private interface Question<T> {
        T ask(DeferredStore store) throws SQLException;
    }
}
