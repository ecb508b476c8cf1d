package org.valija.outbound;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final DataSource database;

    MessageRows(DataSource database) {
        this.database = database;
    }

    /** Removes the rows that nobody works on. */
    Cancellation cancel(MailId id, Instant now) throws SQLException {
        List<MailAddress> cancelled = new ArrayList<>();
        List<MailAddress> beingTried = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            for (Map.Entry<String, List<MailAddress>> row :
                    recipients(connection, id).entrySet()) {
                // Whoever is taking the row at this moment has it locked: we wait for him, and then see his lease.
                if (remove(connection, row.getKey(), now)) {
                    cancelled.addAll(row.getValue());
                } else if (exists(connection, row.getKey())) {
                    beingTried.addAll(row.getValue());
                }
            }
        }
        return new Cancellation(cancelled, beingTried);
    }

    private static Map<String, List<MailAddress>> recipients(Connection connection, MailId id) throws SQLException {
        Map<String, List<MailAddress>> recipients = new LinkedHashMap<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT id, recipients FROM valija_deferred WHERE mail_id = ? ORDER BY destination, id")) {
            select.setString(1, id.value());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    recipients.put(rows.getString(1), addresses(rows.getString(2)));
                }
            }
        }
        return recipients;
    }

    private static boolean remove(Connection connection, String key, Instant now) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM valija_deferred WHERE id = ? AND (leased_until IS NULL OR leased_until <= ?)")) {
            delete.setString(1, key);
            delete.setObject(2, now.atOffset(ZoneOffset.UTC));
            return delete.executeUpdate() == 1;
        }
    }

    private static boolean exists(Connection connection, String key) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT 1 FROM valija_deferred WHERE id = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
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
                            recipients);
                }
            }
        }
        return Optional.ofNullable(status);
    }

    private static List<MailStatus.Waiting> waiting(ResultSet row, Instant now) throws SQLException {
        boolean beingTried = time(row, "leased_until").filter(now::isBefore).isPresent();
        int attempts = row.getInt("attempts");
        Instant nextAttempt = time(row, "next_attempt").orElseThrow();
        Instant expires = time(row, "expires").orElseThrow();
        String lastReply = row.getString("last_error");
        return addresses(row.getString("recipients")).stream()
                .map(recipient ->
                        new MailStatus.Waiting(recipient, beingTried, attempts, nextAttempt, expires, lastReply))
                .toList();
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }

    private static List<MailAddress> addresses(String text) {
        return Arrays.stream(text.split("\n")).map(MailAddress::parse).toList();
    }
}
