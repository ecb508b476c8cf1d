package org.valija.trace;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.valija.DeliveryEvent;
import org.valija.MailAddress;
import org.valija.MailId;

/** The trace in the database. Each method takes part in the transaction of its caller. */
final class TraceTable {

    private static final String COLUMNS = "mail_id, kind, recipient, reverse_path, stream, business_key, queued_at,"
            + " happened_at, attempts, host, detail";

    private final DataSource database;

    TraceTable(DataSource database) {
        this.database = database;
    }

    void insert(List<TraceEntry> entries) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO valija_trace (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (TraceEntry entry : entries) {
                insert.setString(1, entry.mail().value());
                insert.setString(2, entry.kind().name());
                insert.setString(3, entry.recipient().toString());
                insert.setString(
                        4, entry.reversePath().map(MailAddress::toString).orElse(""));
                insert.setString(5, entry.stream());
                insert.setObject(6, entry.businessKey().orElse(null), Types.VARCHAR);
                insert.setLong(7, entry.queuedAt().toEpochMilli());
                insert.setLong(8, entry.at().toEpochMilli());
                insert.setInt(9, entry.attempts());
                insert.setObject(10, entry.host().orElse(null), Types.VARCHAR);
                insert.setString(11, entry.detail());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** Newest first. */
    List<TraceEntry> find(TraceQuery query, int offset, int limit, Instant now) throws SQLException {
        List<String> conditions = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        query.mail().ifPresent(id -> add(conditions, values, "mail_id = ?", id.value()));
        query.recipientColumn().ifPresent(recipient -> add(conditions, values, "recipient = ?", recipient));
        query.senderColumn().ifPresent(sender -> add(conditions, values, "reverse_path = ?", sender));
        query.businessKey().ifPresent(key -> add(conditions, values, "business_key = ?", key));
        query.begin(now).ifPresent(from -> add(conditions, values, "happened_at >= ?", from.toEpochMilli()));
        query.until().ifPresent(until -> add(conditions, values, "happened_at < ?", until.toEpochMilli()));
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        List<TraceEntry> found = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS + " FROM valija_trace"
                        + where + " ORDER BY happened_at DESC, id DESC OFFSET " + offset + " ROWS FETCH FIRST " + limit
                        + " ROWS ONLY")) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(entry(rows));
                }
            }
        }
        return found;
    }

    private static void add(List<String> conditions, List<Object> values, String condition, Object value) {
        conditions.add(condition);
        values.add(value);
    }

    private static TraceEntry entry(ResultSet row) throws SQLException {
        String reversePath = row.getString("reverse_path");
        return new TraceEntry(
                new MailId(row.getString("mail_id")),
                DeliveryEvent.Kind.valueOf(row.getString("kind")),
                MailAddress.parse(row.getString("recipient")),
                reversePath.isEmpty() ? Optional.empty() : Optional.of(MailAddress.parse(reversePath)),
                row.getString("stream"),
                Optional.ofNullable(row.getString("business_key")),
                Instant.ofEpochMilli(row.getLong("queued_at")),
                Instant.ofEpochMilli(row.getLong("happened_at")),
                row.getInt("attempts"),
                Optional.ofNullable(row.getString("host")),
                row.getString("detail"));
    }

    /** Removes some of the oldest; returns how many. */
    int purge(Instant before, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM valija_trace WHERE id IN"
                        + " (SELECT id FROM valija_trace WHERE happened_at < ? ORDER BY happened_at FETCH FIRST "
                        + limit
                        + " ROWS ONLY)")) {
            delete.setLong(1, before.toEpochMilli());
            return delete.executeUpdate();
        }
    }
}
