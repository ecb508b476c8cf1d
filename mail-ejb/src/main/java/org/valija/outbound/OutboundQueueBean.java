package org.valija.outbound;

import jakarta.ejb.EJB;
import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.order.StandingOrder;
import org.valija.order.StandingOrders;

/** The administrator's view of the deferred store. */
@Stateless
public class OutboundQueueBean implements OutboundQueue {

    /** So many sites are looked up, to be tried anew; of more than that, all are. */
    private static final int MAX_REOPENED = 20;

    @EJB
    private OutboundParts parts;

    @EJB
    private QueueBatches batches;

    @EJB
    private StandingOrders orders;

    @Override
    public List<WaitingMail> waiting(Selection selection, int offset, int limit) {
        selection.check(parts.settings().streams().names());
        return asked(rows -> rows.list(selection, offset, limit));
    }

    @Override
    public long count(Selection selection) {
        selection.check(parts.settings().streams().names());
        return asked(rows -> rows.count(selection));
    }

    @Override
    public long waitingCount() {
        return asked(rows -> rows.count(Selection.ALL));
    }

    @Override
    public List<DestinationSummary> destinations(int limit) {
        return asked(rows -> rows.destinations(limit)).stream()
                .map(summary -> summary.pausedBy(
                        orders.inForce().pauseOf(summary.destination()).map(StandingOrder::id)))
                .toList();
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public ActionResult apply(QueueAction action, Selection selection, String by) {
        selection.check(parts.settings().streams().names());
        action.check();
        if (action instanceof QueueAction.Reroute reroute) {
            reroute.detour().ifPresent(parts.courier()::check);
        }
        ActionResult result = ActionResult.NOTHING;
        Set<Backlog> backlogs = new LinkedHashSet<>();
        String last = "";
        try {
            do {
                QueueBatches.Batch batch = batches.apply(action, selection, by, last);
                result = result.plus(batch.result());
                backlogs.addAll(batch.backlogs());
                last = batch.last();
            } while (!last.isEmpty());
        } catch (SQLException e) {
            throw new EJBException("Only " + result + " was done, then the deferred store could not be reached", e);
        } finally {
            follow(action, backlogs);
        }
        return result;
    }

    /** Lets what is due now be tried soon. */
    private void follow(QueueAction action, Set<Backlog> backlogs) {
        Set<Backlog> due = new LinkedHashSet<>(backlogs);
        if (action instanceof QueueAction.Reroute reroute) {
            reroute.detour()
                    .ifPresent(detour ->
                            backlogs.forEach(backlog -> due.add(new Backlog(detour.toString(), backlog.stream()))));
        }
        if (action instanceof QueueAction.Retry) {
            Set<String> lanes = backlogs.stream().map(Backlog::lane).collect(Collectors.toSet());
            if (lanes.size() > MAX_REOPENED) {
                parts.courier().reopenAll();
            } else {
                lanes.forEach(parts.courier()::reopen);
            }
        }
        if (action instanceof QueueAction.Retry
                || action instanceof QueueAction.Release
                || action instanceof QueueAction.Reroute) {
            due.forEach(backlog -> parts.agenda().note(backlog, Instant.now()));
        }
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
    public StandingOrder order(StandingOrder order) {
        order.criteria().check(parts.settings().streams().names());
        StandingOrder kept = orders.add(order);
        if (kept.kind() == StandingOrder.Kind.BOUNCE) {
            apply(
                    new QueueAction.Bounce(kept.reason(), kept.tellSender()),
                    new Selection(Set.of(), Optional.empty(), kept.criteria(), Optional.empty()),
                    kept.by());
        }
        return kept;
    }

    @Override
    public Optional<StandingOrder> lift(long id) {
        return orders.lift(id);
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<StandingOrder> orders() {
        return orders.inForce().standing();
    }

    @Override
    @TransactionAttribute(TransactionAttributeType.SUPPORTS)
    public List<String> streams() {
        return parts.settings().streams().names().stream().sorted().toList();
    }

    @Override
    public boolean cancel(String key) {
        try {
            List<WaitingMail> cancelled =
                    parts.rows().cancelRow(key, Instant.now()).cancelled();
            cancelled.forEach(parts.events()::cancelled);
            cancelled.forEach(parts.events()::traceCancelled);
            return !cancelled.isEmpty();
        } catch (SQLException e) {
            throw new EJBException("The deferred store can't be reached", e);
        }
    }

    private <T> T asked(Question<T> question) {
        try {
            return question.ask(parts.selected());
        } catch (SQLException e) {
            throw new EJBException("The deferred store can't be read", e);
        }
    }

    private interface Question<T> {
        T ask(SelectedRows rows) throws SQLException;
    }
}
