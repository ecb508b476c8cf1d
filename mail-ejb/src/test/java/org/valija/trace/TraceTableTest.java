package org.valija.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.DeliveryEvent;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.schema.SchemaMigration;
import org.valija.settings.InvalidSettingException;

/** What is found in the trace, in a real database. */
class TraceTableTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");

    private TraceTable table;

    @BeforeEach
    void open() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SchemaMigration.migrate(database);
        table = new TraceTable(database);
    }

    private static TraceEntry entry(String id, String recipient, String sender, String key, int hoursAgo) {
        return new TraceEntry(
                new MailId(id),
                DeliveryEvent.Kind.DELIVERED,
                MailAddress.parse(recipient),
                Optional.ofNullable(sender).map(MailAddress::parse),
                "bulk",
                Optional.ofNullable(key),
                NOW.minus(Duration.ofHours(hoursAgo)).minusSeconds(1),
                NOW.minus(Duration.ofHours(hoursAgo)),
                2,
                Optional.of("mx.b.test"),
                "250 2.0.0 Ok");
    }

    @Test
    void keepsAllOfAnEntry() throws Exception {
        TraceEntry whole = entry("uno", "luis@b.test", "ana@a.test", "pedido 4711 ñ", 1);
        TraceEntry least = new TraceEntry(
                new MailId("dos"),
                DeliveryEvent.Kind.CANCELLED,
                MailAddress.parse("\"a b\"@b.test"),
                Optional.empty(),
                "bulk",
                Optional.empty(),
                NOW,
                NOW,
                0,
                Optional.empty(),
                "");
        table.insert(List.of(whole, least));
        assertThat(table.find(query(null, null, null, null, null, null), 0, 10, NOW))
                .containsExactly(least, whole);
    }

    private static TraceQuery query(
            String id, String recipient, String sender, String key, Integer fromHoursAgo, Integer untilHoursAgo) {
        return new TraceQuery(
                Optional.ofNullable(id).map(MailId::new),
                Optional.ofNullable(recipient),
                Optional.ofNullable(sender),
                Optional.ofNullable(key),
                Optional.ofNullable(fromHoursAgo).map(hours -> NOW.minus(Duration.ofHours(hours))),
                Optional.ofNullable(untilHoursAgo).map(hours -> NOW.minus(Duration.ofHours(hours))));
    }

    // What is asked for: id, recipient, sender, key, from and until so many hours ago; the ids that are found, newest
    // first.
    @ParameterizedTest
    @CsvSource({
        ",,,,,,                    cuatro tres dos uno",
        "dos,,,,,,                 dos",
        ",luis@B.test,,,,,         dos uno",
        ",Luis@b.test,,,,,         ''",
        ",,ana@a.test,,,,          dos",
        ",,ana@a.test,,100,,       dos uno",
        ",,<>,,,,                  cuatro",
        ",,,k,,,                   tres uno",
        ",luis@b.test,,k,,,        uno",
        ",,,,3,,                   cuatro tres",
        ",,,,,3,                   dos uno",
        ",,,,20,2,                 tres dos",
    })
    void findsWhatFulfilsAll(
            String id, String recipient, String sender, String key, Integer from, Integer until, String found)
            throws Exception {
        table.insert(List.of(
                entry("uno", "luis@b.test", "ana@a.test", "k", 48),
                entry("dos", "luis@b.test", "ana@a.test", null, 10),
                entry("tres", "eva@c.test", "eva@a.test", "k", 3),
                entry("cuatro", "eva@c.test", null, null, 1)));
        TraceQuery query = query(id, recipient, sender, key, from, until);
        query.check();
        assertThat(table.find(query, 0, 10, NOW).stream()
                        .map(entry -> entry.mail().value())
                        .collect(Collectors.joining(" ")))
                .isEqualTo(found);
    }

    @Test
    void findsInPagesAndForgetsTheOldest() throws Exception {
        for (int i = 0; i < 5; i++) {
            table.insert(List.of(entry("m" + i, "luis@b.test", "ana@a.test", null, i)));
        }
        TraceQuery all = query(null, null, null, null, null, null);
        assertThat(table.find(all, 1, 2, NOW))
                .extracting(entry -> entry.mail().value())
                .containsExactly("m1", "m2");
        assertThat(table.purge(NOW.minus(Duration.ofHours(1)), 2)).isEqualTo(2);
        assertThat(table.purge(NOW.minus(Duration.ofHours(1)), 2)).isEqualTo(1);
        assertThat(table.find(all, 0, 10, NOW))
                .extracting(entry -> entry.mail().value())
                .containsExactly("m0", "m1");
    }

    @ParameterizedTest
    @CsvSource({"recipient, ana@,,,", "sender,,ana,,", "until,,,1,1"})
    void whatNothingCanFulfilIsRefused(String field, String recipient, String sender, Integer from, Integer until) {
        TraceQuery query = query(null, recipient, sender, null, from, until);
        assertThatThrownBy(query::check)
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @Test
    void whatThereIsNoRoomForIsCountedAndNobodyWaits() {
        TraceBuffer buffer = new TraceBuffer(true);
        for (int i = 0; i < TraceBuffer.SIZE + 3; i++) {
            buffer.note(() -> List.of(entry("uno", "luis@b.test", "ana@a.test", null, 0)));
        }
        assertThat(buffer.lost()).isEqualTo(3);
        assertThat(buffer.lost()).isZero();
        assertThat(buffer.take(10)).hasSize(10);
        assertThat(buffer.take(Integer.MAX_VALUE)).hasSize(TraceBuffer.SIZE - 10);
    }

    @Test
    void withoutATraceNothingIsMade() {
        TraceBuffer.NONE.note(() -> {
            throw new AssertionError("made");
        });
        assertThat(TraceBuffer.NONE.take(1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "3651", "7d", "10000"})
    void aRetentionThatIsNoneIsRefused(String days) {
        assertThatThrownBy(() -> MailTraceBean.retention(days))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("valija.trace.days");
    }

    @Test
    void theRetentionIsAWeek() {
        assertThat(MailTraceBean.retention(" ")).isEqualTo(Duration.ofDays(7));
        assertThat(MailTraceBean.retention("0")).isZero();
    }
}
