package org.valija.outbound;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.valija.outbound.SelectedRows.Found;

/**
 * Writes into rows of the deferred store what an administrator has ordered about them, whether somebody works on them or not: an
 * attempt that is under way finds it when it puts the row back. Each method takes part in the transaction of its caller.
 */
public final class RowOrders {

    /** First in turn for {@link Decisions}. */
    private static final Instant AT_ONCE = Instant.EPOCH;

    private final DataSource database;

    RowOrders(DataSource database) {
        this.database = database;
    }

    /** Marks rows, such as are held already included unless they are to be held; nobody tries them any more. */
    ActionResult instruct(List<Found> rows, Instruction instruction) throws SQLException {
        boolean hold = instruction.kind() == Instruction.Kind.HOLD;
        return each(
                rows,
                "UPDATE valija_deferred SET instruction = ?, instructed_at = ?, instructed_by = ?,"
                        + " instruction_reason = ?, next_attempt = ?, decide_by = ?, paused_by = NULL WHERE id = ?"
                        + " AND (instruction IS NULL" + (hold ? ")" : " OR instruction = 'HOLD')"),
                List.of(
                        instruction.kind().name(),
                        DeferredStore.time(instruction.at()),
                        instruction.by(),
                        instruction.reason(),
                        DeferredStore.time(Waiting.NEVER),
                        DeferredStore.time(hold ? Waiting.NEVER : AT_ONCE)));
    }

    /** Makes rows due that wait for nothing but their time, and that nobody works on. */
    ActionResult makeDue(List<Found> rows, Instant now) throws SQLException {
        return each(
                rows,
                "UPDATE valija_deferred SET next_attempt = ? WHERE id = ? AND instruction IS NULL AND paused_by IS NULL",
                List.of(DeferredStore.time(now)));
    }

    /** Keeps rows back until a standing order ends. */
    void pause(List<Found> rows, long order) throws SQLException {
        each(
                rows,
                "UPDATE valija_deferred SET next_attempt = ?, paused_by = ? WHERE id = ? AND instruction IS NULL",
                List.of(DeferredStore.time(Waiting.NEVER), order));
    }

    /** Lets rows go whose standing order has ended. */
    void resume(List<Found> rows, Instant now) throws SQLException {
        each(
                rows,
                "UPDATE valija_deferred SET next_attempt = CASE WHEN instruction IS NULL THEN ? ELSE next_attempt END,"
                        + " paused_by = NULL WHERE id = ?",
                List.of(DeferredStore.time(now)));
    }

    /**
     * Gives rows another lane, where they are due at once unless an administrator keeps them.
     *
     * @param lane empty for their destination
     */
    ActionResult reroute(List<Found> rows, Optional<String> lane, Instant now) throws SQLException {
        String target = lane.isPresent() ? "CAST(? AS VARCHAR(270))" : "destination";
        String sql = "UPDATE valija_deferred SET lane = " + target
                + ", next_attempt = CASE WHEN instruction IS NULL AND paused_by IS NULL THEN ? ELSE next_attempt END"
                + " WHERE id = ?";
        Predicate<Found> elsewhere =
                row -> !lane.equals(Optional.of(row.backlog().lane()));
        List<Found> changed = rows.stream().filter(elsewhere).toList();
        return each(
                        changed,
                        sql + (lane.isPresent() ? "" : " AND lane <> destination"),
                        lane.isPresent()
                                ? List.of(lane.get(), DeferredStore.time(now))
                                : List.of(DeferredStore.time(now)))
                .plus(new ActionResult(0, 0, rows.size() - changed.size()));
    }

    /** Lets rows go that are held. */
    ActionResult release(List<Found> rows, Instant now) throws SQLException {
        ActionResult result = ActionResult.NOTHING;
        try (Connection connection = database.getConnection()) {
            for (Found row : rows) {
                result = result.plus(release(connection, row, now));
            }
        }
        return result;
    }

    private static ActionResult release(Connection connection, Found row, Instant now) throws SQLException {
        DeferredStore.Claim held;
        try (PreparedStatement select = connection.prepareStatement("SELECT " + DeferredStore.ALL_COLUMNS
                + " FROM valija_deferred WHERE id = ? AND instruction = 'HOLD'")) {
            select.setString(1, row.key());
            try (ResultSet found = select.executeQuery()) {
                if (!found.next()) {
                    return new ActionResult(0, 0, 1);
                }
                held = DeferredStore.claim(found, "");
            }
        }
        Duration time = Duration.between(held.instruction().orElseThrow().at(), now);
        // A sender who has set the time himself does not want his message any later.
        QueuedMail mail =
                held.mail().terms().perishable() ? held.mail() : held.mail().expiringLater(time);
        Waiting waiting = new Waiting(now, held.waiting().warnAt().map(at -> at.plus(time)), "");
        try (PreparedStatement update = connection.prepareStatement(
                "UPDATE valija_deferred SET instruction = NULL, instructed_at = NULL, instructed_by = NULL,"
                        + " instruction_reason = NULL, next_attempt = ?, expires = ?, warn_at = ?, decide_by = ?"
                        + " WHERE id = ? AND instruction = 'HOLD'")) {
            update.setObject(1, DeferredStore.time(waiting.nextAttempt()));
            update.setObject(2, DeferredStore.time(mail.expires()));
            update.setObject(3, waiting.warnAt().map(DeferredStore::time).orElse(null));
            update.setObject(4, DeferredStore.time(waiting.decideBy(mail)));
            update.setString(5, row.key());
            return result(row, update.executeUpdate());
        }
    }

    /** @param values those before the key */
    private ActionResult each(List<Found> rows, String sql, List<Object> values) throws SQLException {
        ActionResult result = ActionResult.NOTHING;
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement(sql)) {
            for (Found row : rows) {
                for (int i = 0; i < values.size(); i++) {
                    update.setObject(i + 1, values.get(i));
                }
                update.setString(values.size() + 1, row.key());
                result = result.plus(result(row, update.executeUpdate()));
            }
        }
        return result;
    }

    private static ActionResult result(Found row, int updated) {
        if (updated == 0) {
            return new ActionResult(0, 0, 1);
        }
        return row.beingTried() ? new ActionResult(0, 1, 0) : new ActionResult(1, 0, 0);
    }
}
