package org.valija.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
import org.valija.content.Header;

/** The sandbox mailbox as rows: a message and the pieces of its source. No more than one piece is in memory. */
final class SandboxTable {

    private static final int PIECE = 64 * 1024;
    private static final String COLUMNS = "id, sender, recipients, subject, size, delivered_at, for_postmaster";
    private static final String FOR_POSTMASTER = " WHERE for_postmaster";

    private final DataSource database;
    private final int maxMessages;
    private final long maxOctets;

    /**
     * @param maxMessages the oldest ones beyond go
     * @param maxOctets the same for the sum of their sizes; the newest message stays, however large
     */
    SandboxTable(DataSource database, int maxMessages, long maxOctets) {
        this.database = database;
        this.maxMessages = maxMessages;
        this.maxOctets = maxOctets;
    }

    void keep(String sender, List<String> recipients, Instant deliveredAt, InputStream source, boolean forPostmaster)
            throws SQLException, IOException {
        byte[] beginning = source.readNBytes(PIECE);
        try (Connection connection = database.getConnection()) {
            long id = insert(
                    connection,
                    sender,
                    recipients,
                    deliveredAt,
                    Header.in(beginning).subject(),
                    forPostmaster);
            setSize(connection, id, insertPieces(connection, id, beginning, source));
            removeOldest(connection);
        }
    }

    List<SandboxMessage> newest(int offset, int limit) throws SQLException {
        return newest("", offset, limit);
    }

    List<SandboxMessage> newestForPostmaster(int offset, int limit) throws SQLException {
        return newest(FOR_POSTMASTER, offset, limit);
    }

    private List<SandboxMessage> newest(String where, int offset, int limit) throws SQLException {
        String sql = "SELECT " + COLUMNS + " FROM valija_sandbox_message" + where
                + " ORDER BY id DESC OFFSET ? ROWS FETCH NEXT ? ROWS ONLY";
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setInt(1, offset);
            select.setInt(2, limit);
            return read(select);
        }
    }

    long count() throws SQLException {
        return count("");
    }

    long countForPostmaster() throws SQLException {
        return count(FOR_POSTMASTER);
    }

    private long count(String where) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement("SELECT COUNT(*) FROM valija_sandbox_message" + where);
                ResultSet rows = select.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    Optional<SandboxMessage> find(String id) throws SQLException {
        if (!id.matches("\\d{1,18}")) {
            return Optional.empty();
        }
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT " + COLUMNS + " FROM valija_sandbox_message WHERE id = ?")) {
            select.setLong(1, Long.parseLong(id));
            return read(select).stream().findFirst();
        }
    }

    /**
     * Holds no connection while it writes: whoever reads may be slow.
     *
     * @throws IOException if {@code out} fails, or if the message is removed meanwhile
     */
    boolean writeSource(String id, OutputStream out) throws SQLException, IOException {
        Optional<SandboxMessage> message = find(id);
        if (message.isEmpty()) {
            return false;
        }
        long left = message.get().size();
        for (int place = 0; left > 0; place++) {
            byte[] piece = piece(id, place)
                    .orElseThrow(
                            () -> new IOException("Message " + id + " was removed from the sandbox while it was read"));
            out.write(piece);
            left -= piece.length;
        }
        return true;
    }

    void clear() throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM valija_sandbox_message")) {
            delete.executeUpdate();
        }
    }

    private static long insert(
            Connection connection,
            String sender,
            List<String> recipients,
            Instant deliveredAt,
            String subject,
            boolean forPostmaster)
            throws SQLException {
        String sql =
                "INSERT INTO valija_sandbox_message (sender, recipients, subject, size, delivered_at, for_postmaster)"
                        + " VALUES (?, ?, ?, 0, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql, new String[] {"id"})) {
            insert.setString(1, sender);
            insert.setString(2, String.join("\n", recipients));
            insert.setString(3, subject);
            insert.setObject(4, OffsetDateTime.ofInstant(deliveredAt, ZoneOffset.UTC));
            insert.setBoolean(5, forPostmaster);
            insert.executeUpdate();
            try (ResultSet keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    /** Returns how many octets there were. */
    private static long insertPieces(Connection connection, long id, byte[] beginning, InputStream rest)
            throws SQLException, IOException {
        long size = 0;
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO valija_sandbox_piece (message_id, place, octets) VALUES (?, ?, ?)")) {
            byte[] piece = beginning;
            for (int place = 0; piece.length > 0; place++) {
                insert.setLong(1, id);
                insert.setInt(2, place);
                insert.setBytes(3, piece);
                insert.executeUpdate();
                size += piece.length;
                piece = rest.readNBytes(PIECE);
            }
        }
        return size;
    }

    private static void setSize(Connection connection, long id, long size) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE valija_sandbox_message SET size = ? WHERE id = ?")) {
            update.setLong(1, size);
            update.setLong(2, id);
            update.executeUpdate();
        }
    }

    private void removeOldest(Connection connection) throws SQLException {
        Optional<Long> first = newestBeyondLimits(connection);
        if (first.isEmpty()) {
            return;
        }
        // Rows that another delivery is removing just now are passed over: nobody waits for anybody's transaction.
        try (PreparedStatement select = connection.prepareStatement(
                        "SELECT id FROM valija_sandbox_message WHERE id <= ? FOR UPDATE SKIP LOCKED");
                PreparedStatement delete =
                        connection.prepareStatement("DELETE FROM valija_sandbox_message WHERE id = ?")) {
            select.setLong(1, first.get());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    delete.setLong(1, rows.getLong(1));
                    delete.addBatch();
                }
            }
            delete.executeBatch();
        }
    }

    /** The newest message that, with all newer ones, is too much. */
    private Optional<Long> newestBeyondLimits(Connection connection) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT id, size FROM valija_sandbox_message ORDER BY id DESC");
                ResultSet rows = select.executeQuery()) {
            int messages = 0;
            long octets = 0;
            while (rows.next()) {
                messages++;
                octets += rows.getLong(2);
                if (messages > 1 && (messages > maxMessages || octets > maxOctets)) {
                    return Optional.of(rows.getLong(1));
                }
            }
            return Optional.empty();
        }
    }

    /** One select for each piece: a driver may read the whole of a result into memory. */
    private Optional<byte[]> piece(String id, int place) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT octets FROM valija_sandbox_piece WHERE message_id = ? AND place = ?")) {
            select.setLong(1, Long.parseLong(id));
            select.setInt(2, place);
            try (ResultSet rows = select.executeQuery()) {
                return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
            }
        }
    }

    private static List<SandboxMessage> read(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            List<SandboxMessage> messages = new ArrayList<>();
            while (rows.next()) {
                messages.add(new SandboxMessage(
                        Long.toString(rows.getLong("id")),
                        rows.getString("sender"),
                        List.of(rows.getString("recipients").split("\n")),
                        rows.getString("subject"),
                        rows.getLong("size"),
                        rows.getObject("delivered_at", OffsetDateTime.class).toInstant(),
                        rows.getBoolean("for_postmaster")));
            }
            return messages;
        }
    }
}
