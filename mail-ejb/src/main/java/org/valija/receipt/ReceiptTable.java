package org.valija.receipt;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.valija.spi.Receipts.Receipt;

/** The receipts in the database. Each method takes part in the transaction of its caller. */
final class ReceiptTable {

    /** Keys in one SELECT. */
    private static final int AT_ONCE = 100;

    private static final int MAX_BEAN = 500;

    /** How long a statement may wait for another delivery that has written the same key and has not ended. */
    private static final int WAIT_SECONDS = 5;

    private final DataSource database;

    ReceiptTable(DataSource database) {
        this.database = database;
    }

    /**
     * Writes those that are not there.
     *
     * @return key and mail id of those that are
     * @throws SQLException also if another transaction is writing one of them; this one can't be committed then
     */
    Map<String, String> enter(Collection<Receipt> receipts, Instant now) throws SQLException {
        // In one order, lest two deliveries of the same message wait for each other.
        List<Receipt> ordered =
                receipts.stream().sorted(Comparator.comparing(Receipt::key)).toList();
        try (Connection connection = database.getConnection()) {
            Map<String, String> known = new HashMap<>();
            for (int from = 0; from < ordered.size(); from += AT_ONCE) {
                List<Receipt> some = ordered.subList(from, Math.min(ordered.size(), from + AT_ONCE));
                known.putAll(known(connection, some));
            }
            insert(
                    connection,
                    ordered.stream().filter(r -> !known.containsKey(r.key())).toList(),
                    now);
            return known;
        }
    }

    private static Map<String, String> known(Connection connection, List<Receipt> receipts) throws SQLException {
        String places = "?, ".repeat(receipts.size() - 1) + "?";
        Map<String, String> known = new HashMap<>();
        try (PreparedStatement select =
                connection.prepareStatement("SELECT id, mail_id FROM valija_receipt WHERE id IN (" + places + ")")) {
            for (int i = 0; i < receipts.size(); i++) {
                select.setString(i + 1, receipts.get(i).key());
            }
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    known.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return known;
    }

    private static void insert(Connection connection, List<Receipt> receipts, Instant now) throws SQLException {
        if (receipts.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO valija_receipt (id, bean, mail_id, received_at) VALUES (?, ?, ?, ?)")) {
            limitWait(connection, insert);
            for (Receipt receipt : receipts) {
                insert.setString(1, receipt.key());
                insert.setString(2, limited(receipt.bean()));
                insert.setString(3, receipt.mailId());
                insert.setObject(4, now.atOffset(ZoneOffset.UTC));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** H2 has a limit of its own, and would keep this one for the whole connection, which the bean may share. */
    private static void limitWait(Connection connection, Statement statement) throws SQLException {
        if (connection.getMetaData().getDatabaseProductName().equals("PostgreSQL")) {
            statement.setQueryTimeout(WAIT_SECONDS);
        }
    }

    /**
     * Removes some of the oldest.
     *
     * @return how many; less than {@code limit} if no more of them are as old
     */
    int purge(Instant before, int limit) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM valija_receipt WHERE id IN"
                        + " (SELECT id FROM valija_receipt WHERE received_at < ? ORDER BY received_at"
                        + " FETCH FIRST " + limit + " ROWS ONLY)")) {
            delete.setObject(1, before.atOffset(ZoneOffset.UTC));
            return delete.executeUpdate();
        }
    }

    private static String limited(String bean) {
        return bean.length() > MAX_BEAN ? bean.substring(0, MAX_BEAN) : bean;
    }
}
