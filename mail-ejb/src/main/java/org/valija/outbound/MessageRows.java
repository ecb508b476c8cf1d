package org.valija.outbound;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.valija.Cancellation;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.MailStatus;

/**
 * All that the deferred store has of one message: a row for each of its destinations. Each method takes part in the
 * transaction of its caller.
 */
public final class MessageRows {

    /** How often a row is read that changes meanwhile; then its recipients count as being tried, lest we promise too much. */
    private static final int MAX_READS = 10;

    private final DataSource database;

    MessageRows(DataSource database) {
        this.database = database;
    }

    /**
     * What a cancellation has found.
     *
     * @param cancelled the rows that it has removed
     * @param beingTried recipients to whom an attempt is under way
     */
    record Cancelled(List<WaitingMail> cancelled, List<MailAddress> beingTried) {

        Cancellation answer() {
            return new Cancellation(
                    cancelled.stream().flatMap(row -> row.recipients().stream()).toList(), beingTried);
        }
    }

    /** Removes the rows that nobody works on. */
    Cancelled cancel(MailId id, Instant now) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return cancel(connection, keys(connection, id), now);
        }
    }

    /** Removes this row if nobody works on it. */
    Cancelled cancelRow(String key, Instant now) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return cancel(connection, List.of(key), now);
        }
    }

    private static Cancelled cancel(Connection connection, List<String> keys, Instant now) throws SQLException {
        List<WaitingMail> cancelled = new ArrayList<>();
        List<MailAddress> beingTried = new ArrayList<>();
        for (String key : keys) {
            Optional<Row> row = read(connection, key, now);
            boolean removed = false;
            // Whoever is taking the row at this moment has it locked: we wait for him, and then see his lease. An
            // attempt that has ended since we read the row may have left other recipients in it: we read it again.
            for (int i = 0;
                    i < MAX_READS && !removed && row.isPresent() && !row.get().leased();
                    i++) {
                removed = remove(connection, row.get(), now);
                if (removed) {
                    cancelled.add(row.get().mail());
                } else {
                    row = read(connection, key, now);
                }
            }
            if (!removed) {
                row.ifPresent(left -> beingTried.addAll(left.mail().recipients()));
            }
        }
        return new Cancelled(cancelled, beingTried);
    }

    private static List<String> keys(Connection connection, MailId id) throws SQLException {
        List<String> keys = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id FROM valija_deferred WHERE mail_id = ? ORDER BY destination, id")) {
            select.setString(1, id.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    keys.add(rows.getString(1));
                }
            }
        }
        return keys;
    }

    /** @param recipients as in the column */
    private record Row(WaitingMail mail, String recipients, boolean leased) {}

    private static Optional<Row> read(Connection connection, String key, Instant now) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT " + DeferredStore.ALL_COLUMNS + ", leased_until FROM valija_deferred WHERE id = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(
                                new Row(DeferredStore.waiting(row), row.getString("recipients"), isLeased(row, now)))
                        : Optional.empty();
            }
        }
    }

    /** Returns whether the row was there as it was read. */
    private static boolean remove(Connection connection, Row row, Instant now) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM valija_deferred WHERE id = ? AND recipients = ?"
                        + " AND (leased_until IS NULL OR leased_until <= ?)")) {
            delete.setString(1, row.mail().key());
            delete.setString(2, row.recipients());
            delete.setObject(3, now.atOffset(ZoneOffset.UTC));
            return delete.executeUpdate() == 1;
        }
    }

    private static boolean isLeased(ResultSet row, Instant now) throws SQLException {
        return time(row, "leased_until").filter(now::isBefore).isPresent();
    }

    /** Empty if there is no row, or none but such as were cancelled and are still to be removed. */
    Optional<MailStatus> status(MailId id, Instant now) throws SQLException {
        MailStatus status = null;
        List<MailStatus.Waiting> recipients = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT recipients, queued_at, business_key, stream, leased_until, attempts, next_attempt, expires,"
                                + " last_error FROM valija_deferred WHERE mail_id = ? AND (leased_until > ? OR NOT EXISTS"
                                + " (SELECT 1 FROM valija_cancellation WHERE mail_id = ?))"
                                + " ORDER BY destination, id")) {
            select.setString(1, id.value());
            select.setObject(2, now.atOffset(ZoneOffset.UTC));
            select.setString(3, id.value());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    recipients.addAll(waiting(row, now));
                    status = new MailStatus(
                            id,
                            time(row, "queued_at").orElseThrow(),
                            Optional.ofNullable(row.getString("business_key")),
                            row.getString("stream"),
                            recipients,
                            List.of());
                }
            }
        }
        return Optional.ofNullable(status);
    }

    private static List<MailStatus.Waiting> waiting(ResultSet row, Instant now) throws SQLException {
        boolean beingTried = isLeased(row, now);
        int attempts = row.getInt("attempts");
        Instant nextAttempt = time(row, "next_attempt").orElseThrow();
        Instant expires = time(row, "expires").orElseThrow();
        String lastReply = row.getString("last_error");
        return EnvelopeText.addresses(row.getString("recipients")).stream()
                .map(recipient ->
                        new MailStatus.Waiting(recipient, beingTried, attempts, nextAttempt, expires, lastReply))
                .toList();
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
