package org.valija.tlsreport;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sql.DataSource;

/** The reports that we got, in the database. Each method takes part in the transaction of its caller. */
final class ReceivedReportTable {

    /** Anybody can send reports: at that many, no further one is kept until old ones are gone. */
    static final int MAX_ROWS = 10_000;

    static final Duration KEPT = Duration.ofDays(90);

    private final DataSource database;

    ReceivedReportTable(DataSource database) {
        this.database = database;
    }

    /**
     * Keeps what is not there yet.
     *
     * @return how many there was no room for
     */
    int add(List<ReceivedReport> reports) throws SQLException {
        int dropped = 0;
        for (ReceivedReport report : reports) {
            String id = id(report);
            if (contains(id)) {
                continue; // RFC 8460 section 4.1: reports may come twice
            }
            if (count() >= MAX_ROWS) {
                dropped++;
            } else {
                insert(id, report);
            }
        }
        return dropped;
    }

    private static String id(ReceivedReport report) {
        String text = String.join(
                "\n",
                report.organization(),
                report.reportId(),
                report.begins().toString(),
                report.policyDomain(),
                report.policyType(),
                report.details().toString());
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no SHA-256", e);
        }
    }

    private boolean contains(String id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT 1 FROM valija_tls_report WHERE id = ?")) {
            select.setString(1, id);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next();
            }
        }
    }

    long count() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT COUNT(*) FROM valija_tls_report");
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void insert(String id, ReceivedReport report) throws SQLException {
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO valija_tls_report (id, received, organization, contact, report_id, begins, ends,"
                            + " policy_domain, policy_type, successes, failures)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, id);
                insert.setLong(2, report.received().toEpochMilli());
                insert.setString(3, report.organization());
                insert.setString(4, report.contact());
                insert.setString(5, report.reportId());
                insert.setLong(6, report.begins().toEpochMilli());
                insert.setLong(7, report.ends().toEpochMilli());
                insert.setString(8, report.policyDomain());
                insert.setString(9, report.policyType());
                insert.setLong(10, report.successes());
                insert.setLong(11, report.failures());
                insert.executeUpdate();
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO valija_tls_report_failure (report_row, position, result, sessions, sender, mx_host,"
                            + " reason) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
                int position = 0;
                for (ReceivedReport.Detail detail : report.details()) {
                    insert.setString(1, id);
                    insert.setInt(2, position++);
                    insert.setString(3, detail.result());
                    insert.setLong(4, detail.sessions());
                    insert.setString(5, detail.sender());
                    insert.setString(6, detail.host());
                    insert.setString(7, detail.reason());
                    insert.addBatch();
                }
                insert.executeBatch();
            }
        }
    }

    /** The newest first. */
    List<ReceivedReport> list(int offset, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT id, received, organization, contact, report_id, begins, ends, policy_domain, policy_type,"
                                + " successes, failures FROM valija_tls_report ORDER BY received DESC, id"
                                + " OFFSET ? ROWS FETCH FIRST ? ROWS ONLY")) {
            select.setInt(1, offset);
            select.setInt(2, limit);
            List<ReceivedReport> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new ReceivedReport(
                            Instant.ofEpochMilli(rows.getLong(2)),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            Instant.ofEpochMilli(rows.getLong(6)),
                            Instant.ofEpochMilli(rows.getLong(7)),
                            rows.getString(8),
                            rows.getString(9),
                            rows.getLong(10),
                            rows.getLong(11),
                            details(connection, rows.getString(1))));
                }
            }
            return found;
        }
    }

    private static List<ReceivedReport.Detail> details(Connection connection, String id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT result, sessions, sender, mx_host, reason FROM valija_tls_report_failure WHERE report_row = ?"
                        + " ORDER BY report_row, position")) {
            select.setString(1, id);
            List<ReceivedReport.Detail> details = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    details.add(new ReceivedReport.Detail(
                            rows.getString(1),
                            rows.getLong(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5)));
                }
            }
            return details;
        }
    }

    void removeBefore(Instant time) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM valija_tls_report WHERE received < ?")) {
            delete.setLong(1, time.toEpochMilli());
            delete.executeUpdate();
        }
    }
}
