package org.valija.outbound;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** Finds rows of the deferred store by what an administrator asks for. Each method takes part in the transaction of its caller. */
public final class SelectedRows {

    private static final int MAX_LISTED = 1000;

    private final DataSource database;

    SelectedRows(DataSource database) {
        this.database = database;
    }

    /** @param beingTried whether an attempt is under way */
    record Found(String key, Backlog backlog, boolean beingTried) {}

    /** The next attempt first. */
    List<WaitingMail> list(Selection selection, int offset, int limit) throws SQLException {
        SelectionCondition condition = SelectionCondition.of(selection);
        List<WaitingMail> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT " + DeferredStore.ALL_COLUMNS
                        + " FROM valija_deferred" + condition.where()
                        + " ORDER BY next_attempt, id OFFSET ? ROWS FETCH NEXT ? ROWS ONLY")) {
            int place = condition.set(select);
            select.setInt(place, Math.max(0, offset));
            select.setInt(place + 1, Math.max(0, Math.min(limit, MAX_LISTED)));
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(DeferredStore.waiting(rows));
                }
            }
        }
        return found;
    }

    long count(Selection selection) throws SQLException {
        SelectionCondition condition = SelectionCondition.of(selection);
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT COUNT(*) FROM valija_deferred" + condition.where())) {
            condition.set(select);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /**
     * Rows in the order of their keys, for a walk through all of them.
     *
     * @param after the last key before them; empty for the first ones
     */
    List<Found> next(Selection selection, String after, int limit, Instant now) throws SQLException {
        SelectionCondition condition = SelectionCondition.of(selection);
        condition.add("id > ?", after);
        return found(condition, " ORDER BY id", limit, now);
    }

    /** Those of a selection that are due and wait for nothing else. */
    List<Found> due(Selection selection, int limit, Instant now) throws SQLException {
        SelectionCondition condition = SelectionCondition.of(selection);
        condition.add(
                "next_attempt <= ? AND (leased_until IS NULL OR leased_until <= ?)",
                DeferredStore.time(now),
                DeferredStore.time(now));
        return found(condition, " ORDER BY id", limit, now);
    }

    /** Those that wait for a standing order. */
    List<Found> pausedBy(long order, int limit, Instant now) throws SQLException {
        SelectionCondition condition = new SelectionCondition();
        condition.add("paused_by = ?", order);
        return found(condition, " ORDER BY id", limit, now);
    }

    private List<Found> found(SelectionCondition condition, String order, int limit, Instant now) throws SQLException {
        List<Found> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT id, lane, stream, leased_until"
                        + " FROM valija_deferred" + condition.where() + order + " FETCH FIRST " + limit
                        + " ROWS ONLY")) {
            condition.set(select);
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    OffsetDateTime leasedUntil = rows.getObject(4, OffsetDateTime.class);
                    found.add(new Found(
                            rows.getString(1),
                            new Backlog(rows.getString(2), rows.getString(3)),
                            leasedUntil != null && leasedUntil.toInstant().isAfter(now)));
                }
            }
        }
        return found;
    }

    /**
     * What waits by destination, the most first.
     *
     * @param limit the most destinations that are returned
     */
    List<DestinationSummary> destinations(int limit) throws SQLException {
        List<DestinationSummary> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT destination, COUNT(*),"
                        + " COUNT(CASE WHEN instruction = 'HOLD' THEN 1 END),"
                        + " COUNT(CASE WHEN instruction IS NULL THEN paused_by END),"
                        + " MIN(queued_at), MIN(next_attempt) FROM valija_deferred"
                        + " GROUP BY destination ORDER BY 2 DESC, 1 FETCH FIRST " + Math.min(limit, MAX_LISTED)
                        + " ROWS ONLY");
                ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                Instant next = rows.getObject(6, OffsetDateTime.class).toInstant();
                found.add(new DestinationSummary(
                        rows.getString(1),
                        rows.getLong(2),
                        rows.getLong(3),
                        rows.getLong(4),
                        rows.getObject(5, OffsetDateTime.class).toInstant(),
                        Optional.of(next).filter(Waiting.NEVER::isAfter),
                        lastError(connection, rows.getString(1)),
                        Optional.empty()));
            }
        }
        return found;
    }

    private static String lastError(Connection connection, String destination) throws SQLException {
        // Nearly always the lane's name, too, and by that an index leads to it.
        try (PreparedStatement select = connection.prepareStatement("SELECT last_error FROM valija_deferred"
                + " WHERE lane = ? ORDER BY lane, stream, priority DESC, next_attempt FETCH FIRST 1 ROWS ONLY")) {
            select.setString(1, destination);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }
}
