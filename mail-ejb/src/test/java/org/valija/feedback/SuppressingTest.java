package org.valija.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.schema.SchemaMigration;
import org.valija.suppression.Suppression;
import org.valija.suppression.Suppression.Reason;

/** Which of what was heard suppresses an address, and for how long. */
class SuppressingTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");

    private final List<Suppression> list = new ArrayList<>();
    private FeedbackTable table;

    @BeforeEach
    void migrate() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SchemaMigration.migrate(database);
        table = new FeedbackTable(database);
    }

    private Suppressing by(String... properties) {
        Map<String, String> set = properties.length == 0 ? Map.of() : Map.of(properties[0], properties[1]);
        return new Suppressing(table, SuppressionSettings.read(set::get), list::add);
    }

    private static Feedback heard(Verdict verdict, String stream, Instant at) {
        return new Feedback(
                at,
                verdict,
                MailId.create(),
                Optional.of(LUIS),
                Optional.of(stream),
                Optional.of("pedido-1"),
                Optional.of(EnhancedStatus.parse("5.1.1")),
                "mx.b.test",
                "550 no such user");
    }

    @ParameterizedTest
    @CsvSource({
        "HARD,       HARD_BOUNCE, 365",
        "COMPLAINT,  COMPLAINT,   ",
        "SOFT,       ,            ",
        "FULL,       ,            ",
        "POLICY,     ,            ",
        "AUTO_REPLY, ,            ",
        "CHALLENGE,  ,            "
    })
    void someSuppressAtOnce(Verdict verdict, Reason reason, Integer days) throws Exception {
        by().heard(List.of(heard(verdict, "bulk", NOW)));

        assertThat(list).hasSize(reason == null ? 0 : 1).allSatisfy(entry -> {
            assertThat(entry.reason()).isEqualTo(reason);
            assertThat(entry.expires())
                    .isEqualTo(Optional.ofNullable(days).map(Duration::ofDays).map(NOW::plus));
            assertThat(entry.stream()).isEqualTo("bulk");
            assertThat(entry.detail()).isEqualTo("550 no such user");
        });
    }

    @Test
    void theFifthSoftBounceInSomeDaysDoes() throws Exception {
        Suppressing suppressing = by();
        suppressing.heard(List.of(heard(Verdict.SOFT, "bulk", NOW.minus(Duration.ofDays(15)))));
        for (int i = 0; i < 4; i++) {
            suppressing.heard(List.of(heard(i % 2 == 0 ? Verdict.SOFT : Verdict.FULL, "bulk", NOW)));
            suppressing.heard(List.of(heard(Verdict.SOFT, "avisos", NOW)));
        }
        assertThat(list).isEmpty();

        suppressing.heard(List.of(heard(Verdict.FULL, "bulk", NOW)));

        assertThat(list).singleElement().satisfies(entry -> {
            assertThat(entry.reason()).isEqualTo(Reason.SOFT_BOUNCES);
            assertThat(entry.stream()).isEqualTo("bulk");
            assertThat(entry.expires()).hasValue(NOW.plus(Duration.ofDays(30)));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "bulk, bulk, true",
        "bulk, avisos, true",
        "bulk, transactional, false",
        "all, transactional, true",
        "none, bulk, false"
    })
    void onlyInTheStreamsThatAreSet(String scope, String stream, boolean suppressed) throws Exception {
        by("valija.suppress", scope).heard(List.of(heard(Verdict.HARD, stream, NOW)));

        assertThat(list).hasSize(suppressed ? 1 : 0);
        assertThat(table.count()).isEqualTo(1);
    }

    @Test
    void whatNobodyCouldTellSuppressesNobody() throws Exception {
        Feedback unknown = new Feedback(
                NOW,
                Verdict.HARD,
                MailId.create(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                "");

        by().heard(List.of(unknown));

        assertThat(list).isEmpty();
        assertThat(table.newest(0, 10)).containsExactly(unknown);
    }

    @Test
    void whatWasHeardIsKeptForAWhileAndNoMoreThanSomuchOfIt() throws Exception {
        List<Feedback> three = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            three.add(heard(Verdict.POLICY, "bulk", NOW.plusSeconds(i)));
        }
        by().heard(three);
        Collections.reverse(three);

        assertThat(table.newest(0, 10)).isEqualTo(three);
        assertThat(table.newest(1, 1)).isEqualTo(three.subList(1, 2));
        assertThat(table.newestBeyond(3)).isEmpty();
        assertThat(table.newestBeyond(2)).hasValue(NOW);
        assertThat(table.purge(NOW.plusSeconds(2))).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "valija.suppress, some",
        "valija.suppress.hard.days, -1",
        "valija.suppress.soft.bounces, 0",
        "valija.suppress.soft.period.days, many"
    })
    void aWrongSettingIsNamed(String property, String value) {
        assertThatThrownBy(() -> by(property, value))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(property)
                .hasMessageContaining(value);
    }
}
