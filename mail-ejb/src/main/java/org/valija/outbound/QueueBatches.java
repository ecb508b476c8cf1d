package org.valija.outbound;

import jakarta.ejb.EJB;
import jakarta.ejb.LocalBean;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.order.StandingOrder;
import org.valija.outbound.SelectedRows.Found;

/** The transactions of an administrator's actions: each has some hundred rows, so that nobody waits long for one. */
@Stateless
@LocalBean
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class QueueBatches {

    static final int BATCH = 500;

    @EJB
    private OutboundParts parts;

    public QueueBatches() {}

    /** For a test of what happens to the rows. */
    QueueBatches(OutboundParts parts) {
        this.parts = parts;
    }

    /**
     * A part of an action.
     *
     * @param result what it has come to
     * @param backlogs those of the rows
     * @param last the last row's key; empty if there are no more
     */
    public record Batch(ActionResult result, Set<Backlog> backlogs, String last) {}

    /** @param after the last row of the batch before; empty for the first one */
    public Batch apply(QueueAction action, Selection selection, String by, String after) throws SQLException {
        Instant now = now();
        List<Found> rows = parts.selected().next(selection, after, BATCH, now);
        Set<Backlog> backlogs = rows.stream().map(Found::backlog).collect(Collectors.toSet());
        return new Batch(
                apply(action, rows, by, now),
                backlogs,
                rows.size() < BATCH ? "" : rows.get(rows.size() - 1).key());
    }

    private ActionResult apply(QueueAction action, List<Found> rows, String by, Instant now) throws SQLException {
        RowOrders orders = parts.rowOrders();
        if (action instanceof QueueAction.Hold hold) {
            return orders.instruct(rows, new Instruction(Instruction.Kind.HOLD, now, by, hold.reason()));
        } else if (action instanceof QueueAction.Release) {
            return orders.release(rows, now);
        } else if (action instanceof QueueAction.Retry) {
            return retry(rows, now);
        } else if (action instanceof QueueAction.Bounce bounce) {
            Instruction.Kind kind = bounce.tellSender() ? Instruction.Kind.BOUNCE : Instruction.Kind.BOUNCE_SILENTLY;
            return orders.instruct(rows, new Instruction(kind, now, by, bounce.reason()));
        } else if (action instanceof QueueAction.Reroute reroute) {
            return orders.reroute(rows, reroute.detour().map(Object::toString), now);
        } else {
            return cancel(rows, by, now);
        }
    }

    private ActionResult retry(List<Found> rows, Instant now) throws SQLException {
        List<Found> free = rows.stream().filter(row -> !row.beingTried()).toList();
        return parts.rowOrders().makeDue(free, now).plus(new ActionResult(0, rows.size() - free.size(), 0));
    }

    private ActionResult cancel(List<Found> rows, String by, Instant now) throws SQLException {
        long cancelled = 0;
        List<Found> left = new ArrayList<>();
        for (Found row : rows) {
            MessageRows.Cancelled removed = parts.rows().cancelRow(row.key(), now);
            removed.cancelled().forEach(parts.events()::cancelled);
            removed.cancelled().forEach(parts.events()::traceCancelled);
            cancelled += removed.cancelled().size();
            if (!removed.beingTried().isEmpty()) {
                left.add(new Found(row.key(), row.backlog(), true));
            }
        }
        ActionResult marked = parts.rowOrders().instruct(left, new Instruction(Instruction.Kind.CANCEL, now, by, ""));
        return new ActionResult(cancelled, marked.beingTried(), rows.size() - cancelled - marked.beingTried());
    }

    /** Keeps some rows back that are due and that a standing order is for; returns how many. */
    public int pause(StandingOrder order) throws SQLException {
        Selection selection = new Selection(Set.of(), Optional.empty(), order.criteria(), Optional.empty());
        List<Found> rows = parts.selected().due(selection, BATCH, now());
        parts.rowOrders().pause(rows, order.id());
        return rows.size();
    }

    /** Lets some rows go whose standing order has ended; returns how many. */
    public int resume(long order) throws SQLException {
        Instant now = now();
        List<Found> rows = parts.selected().pausedBy(order, BATCH, now);
        parts.rowOrders().resume(rows, now);
        rows.stream().map(Found::backlog).distinct().forEach(backlog -> parts.agenda()
                .note(backlog, now));
        return rows.size();
    }

    /** As a column has it: rounded up, what is due now would not be due yet. */
    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
