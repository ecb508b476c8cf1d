package org.valija.verp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.schema.SchemaMigration;

class DeparturesTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");

    private final JdbcDataSource database = new JdbcDataSource();
    private final Departures departures = new Departures();

    @BeforeEach
    void migrate() {
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SchemaMigration.migrate(database);
    }

    private static Departure departure(MailId mail, Instant left) {
        return new Departure(
                mail,
                List.of(MailAddress.parse("luis@b.test"), MailAddress.parse("\"eva x\"@b.test")),
                "bulk",
                Optional.of("pedido-1"),
                MailAddress.parse("club@ejemplo.com"),
                NOW.minusSeconds(60),
                left,
                2);
    }

    @Test
    void whatIsWrittenIsFoundByTheMessage() throws Exception {
        DepartureTable table = new DepartureTable(database);
        MailId mail = MailId.create();
        departures.add(departure(mail, NOW));
        departures.add(departure(MailId.create(), NOW));

        departures.write(table::insert);

        assertThat(table.of(mail)).containsExactly(departure(mail, NOW));
    }

    @Test
    void theOldIsForgotten() throws Exception {
        DepartureTable table = new DepartureTable(database);
        MailId old = MailId.create();
        MailId fresh = MailId.create();
        table.insert(List.of(departure(old, NOW.minusSeconds(100)), departure(fresh, NOW)));

        assertThat(table.purge(NOW.minusSeconds(50), 10)).isEqualTo(1);

        assertThat(table.of(old)).isEmpty();
        assertThat(table.of(fresh)).hasSize(1);
    }

    @Test
    void whatCouldNotBeWrittenWaits() throws Exception {
        departures.add(departure(MailId.create(), NOW));
        assertThatThrownBy(() -> departures.write(some -> {
                    throw new IOException("no database");
                }))
                .isInstanceOf(IOException.class);
        List<Departure> written = new ArrayList<>();

        departures.write(written::addAll);

        assertThat(written).hasSize(1);
    }

    @Test
    void noMoreThanSoManyWait() throws Exception {
        for (int i = 0; i < Departures.MAX_WAITING + 10; i++) {
            departures.add(departure(MailId.create(), NOW));
        }
        List<Integer> written = new ArrayList<>();

        departures.write(some -> written.add(some.size()));

        assertThat(written.stream().mapToInt(Integer::intValue).sum()).isEqualTo(Departures.MAX_WAITING);
    }
}
