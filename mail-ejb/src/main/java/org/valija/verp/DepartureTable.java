package org.valija.verp;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.valija.MailAddress;
import org.valija.MailId;

/** The departures in the database. Each method takes part in the transaction of its caller. */
final class DepartureTable {

    /** Of one message: it may have had as many destinations, with as many recipients. */
    private static final int MAX_FOUND = 1_000;

    private final DataSource database;

    DepartureTable(DataSource database) {
        this.database = database;
    }

    void insert(List<Departure> departures) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO valija_departure (id, mail_id,"
                        + " recipients, stream, business_key, reverse_path, queued_at, left_at, attempts)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Departure departure : departures) {
                insert.setString(1, UUID.randomUUID().toString());
                insert.setString(2, departure.mail().value());
                insert.setString(
                        3,
                        departure.recipients().stream()
                                .map(MailAddress::toString)
                                .collect(Collectors.joining("\n")));
                insert.setString(4, departure.stream());
                insert.setString(5, departure.businessKey().orElse(null));
                insert.setString(6, departure.reversePath().toString());
                insert.setObject(7, departure.queuedAt().atOffset(ZoneOffset.UTC));
                insert.setObject(8, departure.left().atOffset(ZoneOffset.UTC));
                insert.setInt(9, departure.attempts());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    List<Departure> of(MailId mail) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT recipients, stream, business_key,"
                        + " reverse_path, queued_at, left_at, attempts FROM valija_departure WHERE mail_id = ?"
                        + " FETCH FIRST " + MAX_FOUND + " ROWS ONLY")) {
            select.setString(1, mail.value());
            try (ResultSet rows = select.executeQuery()) {
                List<Departure> found = new ArrayList<>();
                while (rows.next()) {
                    found.add(new Departure(
                            mail,
                            Arrays.stream(rows.getString(1).split("\n"))
                                    .map(MailAddress::parse)
                                    .toList(),
                            rows.getString(2),
                            Optional.ofNullable(rows.getString(3)),
                            MailAddress.parse(rows.getString(4)),
                            rows.getObject(5, OffsetDateTime.class).toInstant(),
                            rows.getObject(6, OffsetDateTime.class).toInstant(),
                            rows.getInt(7)));
                }
                return found;
            }
        }
    }

    /**
     * Removes some of the oldest.
     *
     * @return how many; less than {@code limit} if no more of them are as old
     */
    int purge(Instant before, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM valija_departure WHERE id IN"
                        + " (SELECT id FROM valija_departure WHERE left_at < ? ORDER BY left_at"
                        + " FETCH FIRST " + limit + " ROWS ONLY)")) {
            delete.setObject(1, before.atOffset(ZoneOffset.UTC));
            return delete.executeUpdate();
        }
    }
}
