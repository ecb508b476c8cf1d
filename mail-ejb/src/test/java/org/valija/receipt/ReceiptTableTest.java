package org.valija.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.valija.schema.SchemaMigration;
import org.valija.spi.Receipts.Receipt;

class ReceiptTableTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");

    private JdbcDataSource database;
    private ReceiptTable table;

    @BeforeEach
    void open() {
        database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SchemaMigration.migrate(database);
        table = new ReceiptTable(database);
    }

    @Test
    void writesWhatIsNewAndTellsWhatIsNot() throws SQLException {
        assertThat(table.enter(List.of(receipt(1, "FIRST"), receipt(2, "FIRST")), NOW))
                .isEmpty();

        assertThat(table.enter(List.of(receipt(2, "AGAIN"), receipt(3, "AGAIN")), NOW))
                .isEqualTo(Map.of(key(2), "FIRST"));
        assertThat(table.enter(List.of(receipt(1, "X"), receipt(2, "X"), receipt(3, "X")), NOW))
                .isEqualTo(Map.of(key(1), "FIRST", key(2), "FIRST", key(3), "AGAIN"));
    }

    @Test
    void takesManyRecipientsAndLongNames() throws SQLException {
        List<Receipt> many = IntStream.range(0, 1234)
                .mapToObj(i -> new Receipt(key(i), "B".repeat(3000), "ID"))
                .toList();
        assertThat(table.enter(many, NOW)).isEmpty();
        assertThat(table.enter(many, NOW)).hasSize(1234);
    }

    @Test
    void anotherDeliveryThatIsWritingTheSameOneMakesItFail() throws SQLException {
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            insert(other, key(1));

            assertThatThrownBy(() -> table.enter(List.of(receipt(1, "SECOND")), NOW))
                    .isInstanceOf(SQLException.class);

            other.rollback();
        }
        assertThat(table.enter(List.of(receipt(1, "THIRD")), NOW)).isEmpty();
    }

    @Test
    void removesTheOldOnesInParts() throws SQLException {
        for (int i = 0; i < 5; i++) {
            table.enter(List.of(receipt(i, "OLD")), NOW.minus(Duration.ofHours(i)));
        }
        Instant before = NOW.minus(Duration.ofHours(1));

        assertThat(table.purge(before, 2)).isEqualTo(2);
        assertThat(table.purge(before, 2)).isEqualTo(1);
        assertThat(table.purge(before, 2)).isZero();

        assertThat(table.enter(List.of(receipt(0, "X"), receipt(1, "X"), receipt(2, "X")), NOW))
                .containsOnlyKeys(key(0), key(1));
    }

    @Test
    void retentionIsANumberOfDays() {
        assertThat(ReceiptPurge.retention("")).isEqualTo(Duration.ofDays(7));
        assertThat(ReceiptPurge.retention(" 30 ")).isEqualTo(Duration.ofDays(30));
        for (String wrong : List.of("0", "-1", "seven", "3651", "99999")) {
            assertThatThrownBy(() -> ReceiptPurge.retention(wrong)).hasMessageContaining("valija.receipts.days");
        }
    }

    private static void insert(Connection connection, String key) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO valija_receipt VALUES (?, 'bean', 'ID', CURRENT_TIMESTAMP)")) {
            insert.setString(1, key);
            insert.executeUpdate();
        }
    }

    private static Receipt receipt(int number, String mailId) {
        return new Receipt(key(number), "org.example.Bean", mailId);
    }

    private static String key(int number) {
        return String.format("%064d", number);
    }
}
