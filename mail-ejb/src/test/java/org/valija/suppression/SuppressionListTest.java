package org.valija.suppression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.MailAddress;
import org.valija.schema.SchemaMigration;
import org.valija.settings.InvalidSettingException;
import org.valija.suppression.Suppression.Reason;

/** The list of suppressed addresses: in the database, in memory, and as a file. */
class SuppressionListTest {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");

    private SuppressionTable table;

    @BeforeEach
    void migrate() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        SchemaMigration.migrate(database);
        table = new SuppressionTable(database);
    }

    private static Suppression entry(String address, String stream, Optional<Instant> expires) {
        return new Suppression(
                "",
                MailAddress.parse(address),
                stream,
                Reason.HARD_BOUNCE,
                "550 5.1.1 no such user",
                NOW,
                expires,
                Optional.empty());
    }

    private List<MailAddress> suppressed(String stream, MailAddress... addresses) throws SQLException {
        return List.copyOf(table.of(List.of(addresses), stream, NOW).keySet());
    }

    // ---- the table ----

    @Test
    void anEntryIsForItsStream() throws Exception {
        table.put(List.of(entry("Luis@B.test", "bulk", Optional.empty()), entry("eva@b.test", "*", Optional.empty())));

        assertThat(suppressed("bulk", LUIS, MailAddress.parse("EVA@b.test")))
                .containsExactlyInAnyOrder(LUIS, MailAddress.parse("eva@b.test"));
        assertThat(suppressed("transactional", LUIS)).isEmpty();
    }

    @Test
    void anEntryEnds() throws Exception {
        table.put(List.of(
                entry("luis@b.test", "bulk", Optional.of(NOW)),
                entry("eva@b.test", "bulk", Optional.of(NOW.plusMillis(1)))));

        assertThat(suppressed("bulk", LUIS, MailAddress.parse("eva@b.test")))
                .containsExactly(MailAddress.parse("eva@b.test"));
        assertThat(table.purge(NOW.plusMillis(1))).isEqualTo(1);
    }

    @Test
    void anAddressHasOneEntryForEachStream() throws Exception {
        table.put(List.of(
                entry("luis@b.test", "bulk", Optional.of(NOW)), entry("luis@b.test", "bulk", Optional.empty())));
        table.put(List.of(entry("luis@b.test", "bulk", Optional.empty()), entry("luis@b.test", "*", Optional.empty())));

        assertThat(table.search("LUIS", 0, 10)).hasSize(2);
        assertThat(table.count("b.test")).isEqualTo(2);
        assertThat(table.count("_")).isZero();
        assertThat(table.count("%")).isZero();
    }

    @Test
    void anEntryIsRemoved() throws Exception {
        table.put(List.of(entry("luis@b.test", "bulk", Optional.empty())));
        String id = table.search("", 0, 1).get(0).id();

        assertThat(table.remove(id)).isTrue();
        assertThat(table.remove(id)).isFalse();
        assertThat(table.find(id)).isEmpty();
    }

    @Test
    void whatWasPutInSinceATimeIsSeen() throws Exception {
        table.put(List.of(entry("luis@b.test", "bulk", Optional.empty()), entry("luis@b.test", "*", Optional.empty())));
        SuppressionTable.Sight before = table.since(NOW);
        List<MailAddress> addresses = new ArrayList<>();

        table.addresses(NOW, addresses::add);
        assertThat(addresses).containsExactly(LUIS);
        table.addresses(NOW.plusMillis(1), addresses::add);
        assertThat(addresses).hasSize(1);
        table.put(List.of(entry("eva@b.test", "bulk", Optional.empty())));
        assertThat(table.since(NOW)).isNotEqualTo(before);
    }

    @Test
    void aLongListIsReadWhole() throws Exception {
        List<Suppression> many = new ArrayList<>();
        for (int i = 0; i < 2_500; i++) {
            many.add(entry("u" + i + "@b.test", "bulk", Optional.empty()));
        }
        table.put(many);
        List<MailAddress> addresses = new ArrayList<>();

        table.addresses(Instant.EPOCH, addresses::add);

        assertThat(addresses).hasSize(2_500).doesNotHaveDuplicates();
    }

    @Test
    void theLongerOneStays() {
        Suppression forEver = entry("luis@b.test", "bulk", Optional.empty());
        Suppression forADay = entry("luis@b.test", "bulk", Optional.of(NOW.plus(Duration.ofDays(1))));

        assertThat(forEver.lastsAtLeastAsLongAs(forADay)).isTrue();
        assertThat(forADay.lastsAtLeastAsLongAs(forEver)).isFalse();
        assertThat(forADay.lastsAtLeastAsLongAs(forADay)).isTrue();
    }

    // ---- the view ----

    @Property
    void whatIsInTheListIsNeverMissed(@ForAll List<Integer> numbers) throws Exception {
        SuppressionView view = new SuppressionView();
        List<MailAddress> addresses = numbers.stream()
                .map(n -> MailAddress.parse("u" + n + "@b.test"))
                .toList();

        addresses.forEach(view::add);

        assertThat(addresses).allMatch(view::mayContain);
        view.rebuild(reader -> addresses.forEach(reader));
        assertThat(addresses).allMatch(view::mayContain);
    }

    @Test
    void ofAHundredThousandFewOthersAreTakenForOneOfThem() {
        SuppressionView view = new SuppressionView();
        for (int i = 0; i < 100_000; i++) {
            view.add(MailAddress.parse("u" + i + "@b.test"));
        }

        int mistaken = 0;
        for (int i = 0; i < 10_000; i++) {
            mistaken += view.mayContain(MailAddress.parse("v" + i + "@b.test")) ? 1 : 0;
        }

        assertThat(mistaken).isLessThan(10);
    }

    @Test
    void whatIsPutInWhileItIsMadeAnewIsInIt() throws Exception {
        SuppressionView view = new SuppressionView();
        view.add(MailAddress.parse("eva@b.test"));

        view.rebuild(reader -> view.add(LUIS));

        assertThat(view.mayContain(LUIS)).isTrue();
        assertThat(view.mayContain(MailAddress.parse("eva@b.test"))).isFalse();
    }

    // ---- the file ----

    private int load(String csv) throws IOException, SQLException {
        return SuppressionFile.read(new StringReader(csv), NOW, table::put);
    }

    private String file() throws IOException, SQLException {
        StringWriter csv = new StringWriter();
        SuppressionFile.writeHeader(csv);
        for (Suppression entry : table.page(Optional.empty())) {
            SuppressionFile.write(entry, csv);
        }
        return csv.toString();
    }

    @Test
    void aFileIsReadAndWrittenTheSame() throws Exception {
        String csv = "address,stream,reason,expires,detail\r\n"
                + "'+eva@b.test,*,MANUAL,,\r\n"
                + "luis@b.test,bulk,HARD_BOUNCE,2027-01-31T00:00:00Z,\"550 no, \"\"luis\"\" is unknown\"\r\n"
                + "zoe@b.test,bulk,COMPLAINT,,'=1+1\r\n";

        assertThat(load(csv)).isEqualTo(3);

        assertThat(file()).isEqualTo(csv);
        assertThat(table.search("zoe", 0, 1).get(0).detail()).isEqualTo("=1+1");
        assertThat(suppressed("bulk", MailAddress.parse("+eva@b.test"))).hasSize(1);
    }

    @Test
    void onlyTheAddressIsNeeded() throws Exception {
        assertThat(load("luis@b.test\n\neva@b.test,bulk")).isEqualTo(2);

        assertThat(table.search("luis", 0, 1).get(0).stream()).isEqualTo("*");
        assertThat(table.search("luis", 0, 1).get(0).reason()).isEqualTo(Reason.MANUAL);
    }

    @Test
    void aPageIsBehindTheLastOne() throws Exception {
        load("a@b.test,bulk\na@b.test,*\nb@b.test");
        Suppression first = table.page(Optional.empty()).get(0);

        assertThat(table.page(Optional.of(first)))
                .extracting(Suppression::address)
                .containsExactly(MailAddress.parse("a@b.test"), MailAddress.parse("b@b.test"));
    }

    @Test
    void everyWrongLineIsNamedAndNoneIsTaken() throws Exception {
        String csv = "address\nluis@b.test\nluis\neva@b.test,Bulk\nzoe@b.test,*,WHY\nzoe@b.test,*,,tomorrow\n";

        assertThatThrownBy(() -> load(csv))
                .isInstanceOfSatisfying(InvalidImportException.class, refused -> assertThat(refused.problems())
                        .hasSize(4)
                        .allSatisfy(problem -> assertThat(problem).startsWith("Line ")));
        assertThat(table.count("")).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"luis@b.test",
                "\"luis@b.test\"x,bulk",
                ",,,,,,,,,,,,,,,,,,,,,,,,,",
                "luis@b.test,*,MANUAL,,text,more",
                "2 luis@b.test"
            })
    void whatIsNoSuchFileIsRefused(String csv) {
        assertThatThrownBy(() -> load(csv)).isInstanceOf(InvalidImportException.class);
    }

    @Test
    void aLineHasABound() {
        assertThatThrownBy(() -> load("luis@b.test,*,MANUAL,," + "x".repeat(20_000)))
                .isInstanceOf(InvalidImportException.class)
                .hasMessageContaining("Line 1 has more than 10000 characters");
    }

    @Property
    void anyTextIsAFileOrIsRefused(@ForAll String text) throws Exception {
        List<Suppression> taken = new ArrayList<>();
        try {
            assertThat(SuppressionFile.read(new StringReader(text), NOW, taken::addAll))
                    .isEqualTo(taken.size());
        } catch (InvalidImportException refused) {
            assertThat(refused.problems()).isNotEmpty();
        }
    }

    // ---- what somebody writes down ----

    @ParameterizedTest
    @CsvSource({
        "luis,          *,    MANUAL, '',                   '', address",
        "luis@b.test,   A,    MANUAL, '',                   '', stream",
        "luis@b.test,   *,    why,    '',                   '', reason",
        "luis@b.test,   *,    MANUAL, 2026-05-04,           '', expires",
        "luis@b.test,   *,    MANUAL, 2026-05-04T09:00:00Z, '', expires"
    })
    void aWrongValueIsNamed(String address, String stream, String reason, String expires, String detail, String field) {
        assertThatThrownBy(() -> new NewSuppression(address, stream, reason, expires, detail).check(NOW))
                .isInstanceOfSatisfying(InvalidSettingException.class, refused -> assertThat(refused.field())
                        .isEqualTo(field));
    }
}
