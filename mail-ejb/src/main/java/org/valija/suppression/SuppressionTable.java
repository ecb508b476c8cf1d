package org.valija.suppression;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.valija.MailAddress;
import org.valija.MailId;

/** The list in the database. Each method takes part in the transaction of its caller. */
final class SuppressionTable {

    /** Addresses in one SELECT. */
    private static final int AT_ONCE = 100;

    /** Rows of a long list that are in memory at a time. */
    private static final int FETCH = 1_000;

    private static final String COLUMNS = "id, address, stream, reason, detail, since, expires, mail_id";

    private final DataSource database;

    SuppressionTable(DataSource database) {
        this.database = database;
    }

    /** Puts entries in, each in place of the one of the same address and stream, if there is one. */
    void put(Collection<Suppression> entries) throws SQLException {
        Map<List<Object>, Suppression> last = new LinkedHashMap<>();
        entries.forEach(entry -> last.put(List.of(entry.address(), entry.stream()), entry));
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM valija_suppression WHERE address = ? AND stream = ?");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT INTO valija_suppression (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
            for (Suppression entry : last.values()) {
                delete.setString(1, entry.address().toString());
                delete.setString(2, entry.stream());
                delete.addBatch();
                insert.setString(1, UUID.randomUUID().toString());
                insert.setString(2, entry.address().toString());
                insert.setString(3, entry.stream());
                insert.setString(4, entry.reason().name());
                insert.setString(5, entry.detail());
                insert.setObject(6, entry.since().atOffset(ZoneOffset.UTC));
                insert.setObject(
                        7,
                        entry.expires()
                                .map(time -> time.atOffset(ZoneOffset.UTC))
                                .orElse(null));
                insert.setString(8, entry.mail().map(MailId::value).orElse(null));
                insert.addBatch();
            }
            delete.executeBatch();
            insert.executeBatch();
        }
    }

    /** Those that hold now for one of these addresses and this stream; the one that ends last for each. */
    Map<MailAddress, Suppression> of(List<MailAddress> addresses, String stream, Instant now) throws SQLException {
        Map<MailAddress, Suppression> found = new LinkedHashMap<>();
        for (int from = 0; from < addresses.size(); from += AT_ONCE) {
            List<MailAddress> some = addresses.subList(from, Math.min(addresses.size(), from + AT_ONCE));
            try (Connection connection = database.getConnection();
                    PreparedStatement select = connection.prepareStatement(
                            "SELECT " + COLUMNS + " FROM valija_suppression WHERE address IN ("
                                    + "?, ".repeat(some.size() - 1) + "?) AND stream IN (?, '"
                                    + Suppression.ALL_STREAMS + "') AND (expires IS NULL OR expires > ?)")) {
                int place = 1;
                for (MailAddress address : some) {
                    select.setString(place++, Suppression.normal(address).toString());
                }
                select.setString(place++, stream);
                select.setObject(place, now.atOffset(ZoneOffset.UTC));
                for (Suppression entry : read(select)) {
                    found.put(entry.address(), entry);
                }
            }
        }
        return found;
    }

    /** By a part of the address; the newest first. */
    List<Suppression> search(String part, int offset, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS
                        + " FROM valija_suppression WHERE address LIKE ? ESCAPE '!' ORDER BY since DESC, id"
                        + " OFFSET ? ROWS FETCH NEXT ? ROWS ONLY")) {
            select.setString(1, pattern(part));
            select.setInt(2, offset);
            select.setInt(3, limit);
            return read(select);
        }
    }

    long count(String part) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT COUNT(*) FROM valija_suppression WHERE address LIKE ? ESCAPE '!'")) {
            select.setString(1, pattern(part));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    private static String pattern(String part) {
        return "%" + part.toLowerCase(Locale.ROOT).replaceAll("[!%_]", "!$0") + "%";
    }

    Optional<Suppression> find(String id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT " + COLUMNS + " FROM valija_suppression WHERE id = ?")) {
            select.setString(1, id);
            return read(select).stream().findFirst();
        }
    }

    Optional<Suppression> of(MailAddress address, String stream) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM valija_suppression WHERE address = ? AND stream = ?")) {
            select.setString(1, Suppression.normal(address).toString());
            select.setString(2, stream);
            return read(select).stream().findFirst();
        }
    }

    boolean remove(String id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM valija_suppression WHERE id = ?")) {
            delete.setString(1, id);
            return delete.executeUpdate() > 0;
        }
    }

    /** Those behind an address, in their order: a file of any length is read so, with no cursor held. */
    List<Suppression> page(Optional<Suppression> behind) throws SQLException {
        String where = behind.isPresent() ? " WHERE address > ? OR (address = ? AND stream > ?)" : "";
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT " + COLUMNS + " FROM valija_suppression"
                        + where + " ORDER BY address, stream FETCH FIRST " + FETCH + " ROWS ONLY")) {
            if (behind.isPresent()) {
                select.setString(1, behind.get().address().toString());
                select.setString(2, behind.get().address().toString());
                select.setString(3, behind.get().stream());
            }
            return read(select);
        }
    }

    /** What a look at the entries since a time has shown: if two are the same, nothing has been put in between them. */
    record Sight(long entries, Optional<Instant> newest) {}

    Sight since(Instant since) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT COUNT(*), MAX(since) FROM valija_suppression WHERE since >= ?")) {
            select.setObject(1, since.atOffset(ZoneOffset.UTC));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return new Sight(
                        rows.getLong(1),
                        Optional.ofNullable(rows.getObject(2, OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant));
            }
        }
    }

    /** The addresses of all entries that were made from then on; a part at a time, for a driver may read all of a result. */
    void addresses(Instant since, Consumer<MailAddress> reader) throws SQLException {
        String last = "";
        while (true) {
            List<String> part = addresses(since, last);
            if (part.isEmpty()) {
                return;
            }
            part.forEach(address -> reader.accept(MailAddress.parse(address)));
            last = part.get(part.size() - 1);
        }
    }

    private List<String> addresses(Instant since, String behind) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("SELECT DISTINCT address FROM valija_suppression"
                        + " WHERE since >= ? AND address > ? ORDER BY address FETCH FIRST " + FETCH + " ROWS ONLY")) {
            select.setObject(1, since.atOffset(ZoneOffset.UTC));
            select.setString(2, behind);
            try (ResultSet rows = select.executeQuery()) {
                List<String> addresses = new ArrayList<>();
                while (rows.next()) {
                    addresses.add(rows.getString(1));
                }
                return addresses;
            }
        }
    }

    /** Forgets what has ended. */
    int purge(Instant now) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM valija_suppression WHERE expires < ?")) {
            delete.setObject(1, now.atOffset(ZoneOffset.UTC));
            return delete.executeUpdate();
        }
    }

    private static List<Suppression> read(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<Suppression> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(new Suppression(
                        rows.getString("id"),
                        MailAddress.parse(rows.getString("address")),
                        rows.getString("stream"),
                        Suppression.Reason.valueOf(rows.getString("reason")),
                        rows.getString("detail"),
                        rows.getObject("since", OffsetDateTime.class).toInstant(),
                        Optional.ofNullable(rows.getObject("expires", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant),
                        Optional.ofNullable(rows.getString("mail_id")).map(MailId::new)));
            }
            return entries;
        }
    }
}
