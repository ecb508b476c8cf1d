package org.valija.tlsreport;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The counts of all nodes in the database, until they are reported. */
final class SessionTable {

    private final DataSource database;

    SessionTable(DataSource database) {
        this.database = database;
    }

    /** A day of a domain. */
    record Subject(LocalDate day, String domain) {}

    /**
     * Adds to what is there.
     *
     * @throws SQLException also if another node writes the same kind for the first time at the same moment
     */
    void add(SessionKind kind, long sessions) throws SQLException {
        String id = id(kind);
        try (Connection connection = database.getConnection()) {
            try (PreparedStatement update =
                    connection.prepareStatement("UPDATE valija_tls_session SET sessions = sessions + ? WHERE id = ?")) {
                update.setLong(1, sessions);
                update.setString(2, id);
                if (update.executeUpdate() > 0) {
                    return;
                }
            }
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO valija_tls_session (id, counted_day, domain, policy_type, policy, mx_host, result, address,"
                            + " reason, sessions) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
                insert.setString(1, id);
                insert.setLong(2, kind.day().toEpochDay());
                insert.setString(3, kind.domain());
                insert.setString(4, kind.policyType());
                insert.setString(5, kind.policy());
                insert.setString(6, kind.host());
                insert.setString(7, kind.result());
                insert.setString(8, kind.address());
                insert.setString(9, kind.reason());
                insert.setLong(10, sessions);
                insert.executeUpdate();
            }
        }
    }

    private static String id(SessionKind kind) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(kind.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no SHA-256", e);
        }
    }

    /** What is to be reported: of days before this one, the oldest first. */
    List<Subject> before(LocalDate day, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT DISTINCT counted_day, domain FROM valija_tls_session WHERE counted_day < ? ORDER BY counted_day, domain")) {
            select.setLong(1, day.toEpochDay());
            select.setMaxRows(most);
            List<Subject> found = new ArrayList<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    found.add(new Subject(LocalDate.ofEpochDay(rows.getLong(1)), rows.getString(2)));
                }
            }
            return found;
        }
    }

    /** The counts of a domain's day. */
    Map<SessionKind, Long> of(Subject subject, int most) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT policy_type, policy, mx_host, result, address, reason, sessions FROM valija_tls_session"
                                + " WHERE counted_day = ? AND domain = ? ORDER BY counted_day, domain, sessions DESC")) {
            select.setLong(1, subject.day().toEpochDay());
            select.setString(2, subject.domain());
            select.setMaxRows(most);
            Map<SessionKind, Long> found = new LinkedHashMap<>();
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    SessionKind kind = new SessionKind(
                            subject.day(),
                            subject.domain(),
                            rows.getString(1),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getString(6));
                    found.put(kind, rows.getLong(7));
                }
            }
            return found;
        }
    }

    /** Returns how many rows there were: none, if another node has reported them meanwhile. */
    int remove(Subject subject) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement(
                        "DELETE FROM valija_tls_session WHERE counted_day = ? AND domain = ?")) {
            delete.setLong(1, subject.day().toEpochDay());
            delete.setString(2, subject.domain());
            return delete.executeUpdate();
        }
    }
}
