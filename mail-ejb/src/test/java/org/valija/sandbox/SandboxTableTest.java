package org.valija.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.schema.SchemaMigration;

class SandboxTableTest {

    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00.123Z");
    private static final int PIECE = 64 * 1024;

    private final JdbcDataSource database = new JdbcDataSource();
    private final SandboxTable mailbox = new SandboxTable(database, 1000, 500_000_000);

    @BeforeEach
    void makeTheTables() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SchemaMigration.migrate(database);
    }

    @Test
    void givesBackWhatItWasGiven() throws Exception {
        keep(mailbox, "Subject: Hola\r\n\r\nTexto\r\n");

        SandboxMessage message = mailbox.newest(0, 10).get(0);

        assertThat(message.sender()).isEqualTo("robot@laboratorio.local");
        assertThat(message.recipients()).containsExactly("ana@ejemplo.com", "luz@ejemplo.com");
        assertThat(message.subject()).isEqualTo("Hola");
        assertThat(message.size()).isEqualTo(24);
        assertThat(message.deliveredAt()).isEqualTo(NOON);
        assertThat(mailbox.find(message.id())).hasValue(message);
        assertThat(source(message)).asString(StandardCharsets.UTF_8).isEqualTo("Subject: Hola\r\n\r\nTexto\r\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 5 * PIECE + 17})
    void keepsTheSourceToTheOctet(int size) throws Exception {
        byte[] octets = new byte[size];
        new Random(size).nextBytes(octets);

        mailbox.keep("", List.of("ana@ejemplo.com"), NOON, new ByteArrayInputStream(octets), false);

        SandboxMessage message = mailbox.newest(0, 1).get(0);
        assertThat(message.size()).isEqualTo(size);
        assertThat(source(message)).isEqualTo(octets);
    }

    @Test
    void listsTheNewestFirstPageByPage() throws Exception {
        for (int i = 0; i < 5; i++) {
            keep(mailbox, "Subject: " + i + "\r\n\r\n");
        }

        assertThat(mailbox.newest(0, 2)).extracting(SandboxMessage::subject).containsExactly("4", "3");
        assertThat(mailbox.newest(3, 10)).extracting(SandboxMessage::subject).containsExactly("1", "0");
        assertThat(mailbox.count()).isEqualTo(5);
    }

    @Test
    void theOldestGoBeyondTheLimitOfCount() throws Exception {
        SandboxTable small = new SandboxTable(database, 3, 500_000_000);
        for (int i = 0; i < 5; i++) {
            keep(small, "Subject: " + i + "\r\n\r\n");
        }

        assertThat(small.newest(0, 10)).extracting(SandboxMessage::subject).containsExactly("4", "3", "2");
        assertThat(rows("valija_sandbox_piece")).isEqualTo(3);
    }

    @Test
    void theOldestGoBeyondTheLimitOfSizeButNeverTheNewest() throws Exception {
        SandboxTable small = new SandboxTable(database, 1000, 100);
        keep(small, "Subject: 0\r\n\r\n" + "x".repeat(60));
        keep(small, "Subject: 1\r\n\r\n" + "x".repeat(30));
        keep(small, "Subject: 2\r\n\r\n" + "x".repeat(30));
        assertThat(small.newest(0, 10)).extracting(SandboxMessage::subject).containsExactly("2", "1");

        keep(small, "Subject: 3\r\n\r\n" + "x".repeat(1000));
        assertThat(small.newest(0, 10)).extracting(SandboxMessage::subject).containsExactly("3");
    }

    @Test
    void doesNotWaitForARowThatAnotherTransactionHolds() throws Exception {
        SandboxTable small = new SandboxTable(database, 1, 500_000_000);
        keep(mailbox, "Subject: 0\r\n\r\n");
        keep(mailbox, "Subject: 1\r\n\r\n");
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .executeQuery("SELECT id FROM valija_sandbox_message WHERE subject = '0' FOR UPDATE");

            keep(small, "Subject: 2\r\n\r\n");

            other.rollback();
        }
        assertThat(small.newest(0, 10)).extracting(SandboxMessage::subject).containsExactly("2", "0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "-1", "1 OR 1=1", "99999999999999999999", "x"})
    void knowsNoMessageWithAnotherId(String id) throws Exception {
        keep(mailbox, "Subject: 0\r\n\r\n");

        assertThat(mailbox.find(id)).isEmpty();
        assertThat(mailbox.writeSource(id, new ByteArrayOutputStream())).isFalse();
    }

    @Test
    void aMessageThatIsRemovedWhileItIsReadIsAnErrorAndNotAShorterMessage() throws Exception {
        mailbox.keep("", List.of("ana@ejemplo.com"), NOON, new ByteArrayInputStream(new byte[2 * PIECE]), false);
        String id = mailbox.newest(0, 1).get(0).id();
        OutputStream removing = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                try {
                    mailbox.clear();
                } catch (SQLException e) {
                    throw new IOException(e);
                }
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                write(0);
            }
        };

        assertThatThrownBy(() -> mailbox.writeSource(id, removing))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("removed");
    }

    @Test
    void tellsWhatCameInForThePostmasterFromTheRest() throws Exception {
        keep(mailbox, "Subject: out\r\n\r\n");
        mailbox.keep(
                "",
                List.of("postmaster@ejemplo.com"),
                NOON,
                new ByteArrayInputStream("Subject: in\r\n\r\n".getBytes(StandardCharsets.UTF_8)),
                true);
        keep(mailbox, "Subject: out too\r\n\r\n");

        assertThat(mailbox.count()).isEqualTo(3);
        assertThat(mailbox.countForPostmaster()).isEqualTo(1);
        assertThat(mailbox.newestForPostmaster(0, 10))
                .extracting(SandboxMessage::subject, SandboxMessage::forPostmaster)
                .containsExactly(tuple("in", true));
        assertThat(mailbox.newestForPostmaster(1, 10)).isEmpty();
        assertThat(mailbox.newest(0, 10))
                .extracting(SandboxMessage::forPostmaster)
                .containsExactly(false, true, false);
    }

    @Test
    void clearsEverything() throws Exception {
        keep(mailbox, "Subject: 0\r\n\r\n");

        mailbox.clear();

        assertThat(mailbox.count()).isZero();
        assertThat(rows("valija_sandbox_piece")).isZero();
    }

    @Test
    void aSourceThatBreaksOffIsAnError() {
        InputStream broken = new InputStream() {
            private int given;

            @Override
            public int read() throws IOException {
                if (given++ > PIECE) {
                    throw new IOException("broken off");
                }
                return 'x';
            }
        };

        assertThatThrownBy(() -> mailbox.keep("", List.of("ana@ejemplo.com"), NOON, broken, false))
                .isInstanceOf(IOException.class);
    }

    private static void keep(SandboxTable mailbox, String source) throws SQLException, IOException {
        mailbox.keep(
                "robot@laboratorio.local",
                List.of("ana@ejemplo.com", "luz@ejemplo.com"),
                NOON,
                new ByteArrayInputStream(source.getBytes(StandardCharsets.UTF_8)),
                false);
    }

    private byte[] source(SandboxMessage message) throws SQLException, IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(mailbox.writeSource(message.id(), out)).isTrue();
        return out.toByteArray();
    }

    private int rows(String table) throws SQLException {
        try (var connection = database.getConnection();
                var rows = connection.createStatement().executeQuery("SELECT COUNT(*) FROM " + table)) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
