package org.valija.feedback;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.MailId;

/** What was heard, in the database. Each method takes part in the transaction of its caller. */
final class FeedbackTable {

    private final DataSource database;

    FeedbackTable(DataSource database) {
        this.database = database;
    }

    void insert(Collection<Feedback> heard) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO valija_feedback (id, heard_at, verdict,"
                                + " mail_id, recipient, stream, business_key, status, reporter, detail)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Feedback one : heard) {
                insert.setString(1, UUID.randomUUID().toString());
                insert.setObject(2, one.heardAt().atOffset(ZoneOffset.UTC));
                insert.setString(3, one.verdict().name());
                insert.setString(4, one.mail().value());
                insert.setString(5, one.recipient().map(FeedbackTable::normal).orElse(""));
                insert.setString(6, one.stream().orElse(""));
                insert.setString(7, one.businessKey().orElse(null));
                insert.setString(8, one.status().map(EnhancedStatus::toString).orElse(null));
                insert.setString(9, one.reporter());
                insert.setString(10, one.detail());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    private static String normal(MailAddress address) {
        return address.toString().toLowerCase(Locale.ROOT);
    }

    /** How many failures that may be over by the next message there were, of this stream. */
    int softBounces(MailAddress recipient, String stream, Instant since) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM valija_feedback"
                        + " WHERE recipient = ? AND stream = ? AND heard_at >= ? AND verdict IN ('SOFT', 'FULL')")) {
            select.setString(1, normal(recipient));
            select.setString(2, stream);
            select.setObject(3, since.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    List<Feedback> newest(int offset, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT heard_at, verdict, mail_id, recipient, stream,"
                                + " business_key, status, reporter, detail FROM valija_feedback ORDER BY heard_at DESC"
                                + " OFFSET ? ROWS FETCH NEXT ? ROWS ONLY")) {
            select.setInt(1, offset);
            select.setInt(2, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Feedback> heard = new ArrayList<>();
                while (rows.next()) {
                    heard.add(new Feedback(
                            rows.getObject("heard_at", OffsetDateTime.class).toInstant(),
                            Verdict.valueOf(rows.getString("verdict")),
                            new MailId(rows.getString("mail_id")),
                            present(rows.getString("recipient")).map(MailAddress::parse),
                            present(rows.getString("stream")),
                            Optional.ofNullable(rows.getString("business_key")),
                            Optional.ofNullable(rows.getString("status")).map(EnhancedStatus::parse),
                            rows.getString("reporter"),
                            rows.getString("detail")));
                }
                return heard;
            }
        }
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    long count() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM valija_feedback");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    int purge(Instant before) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM valija_feedback WHERE heard_at < ?")) {
            delete.setObject(1, before.atOffset(ZoneOffset.UTC));
            return delete.executeUpdate();
        }
    }

    /** When the newest one was heard that has so many newer ones; empty if there are fewer. */
    Optional<Instant> newestBeyond(int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT heard_at FROM valija_feedback"
                        + " ORDER BY heard_at DESC OFFSET " + limit + " ROWS FETCH NEXT 1 ROWS ONLY");
                ResultSet rows = select.executeQuery()) {
            return rows.next()
                    ? Optional.of(rows.getObject(1, OffsetDateTime.class).toInstant())
                    : Optional.empty();
        }
    }
}
