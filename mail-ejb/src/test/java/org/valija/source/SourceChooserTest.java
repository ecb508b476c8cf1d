package org.valija.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.delivery.Origin;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.Streams;

class SourceChooserTest {

    private static final Instant NOON = Instant.parse("2026-12-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);

    private static SourceAddress source(String address, int weight, Integer dailyLimit) {
        return new SourceAddress(0, "bulk", address, "mail.ejemplo.com", weight, Optional.ofNullable(dailyLimit));
    }

    private static String chosen(SourceChooser chooser, String destination) {
        return ((Choice.From) chooser.choose("bulk", destination)).name();
    }

    @Test
    void aDestinationStaysWithItsAddressAndTheWeightsSayHowManyEachHas() {
        SourceChooser chooser = TestSources.of(CLOCK, source("127.0.0.2", 1, null), source("127.0.0.3", 3, null));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            String destination = "d" + i + ".test";
            String chosen = chosen(chooser, destination);
            assertThat(chosen(chooser, destination)).isEqualTo(chosen);
            counts.merge(chosen, 1, Integer::sum);
        }
        assertThat(counts.get("127.0.0.2")).isBetween(850, 1150);
    }

    @Test
    void whenOneGoesOnlyItsOwnDestinationsMove() {
        SourceAddress one = source("127.0.0.2", 1, null);
        SourceAddress two = source("127.0.0.3", 1, null);
        SourceChooser both = TestSources.of(CLOCK, one, two);
        SourceChooser all = TestSources.of(CLOCK, one, two, source("127.0.0.4", 1, null));
        for (int i = 0; i < 200; i++) {
            String chosen = chosen(all, "d" + i + ".test");
            if (!chosen.equals("127.0.0.4")) {
                assertThat(chosen(both, "d" + i + ".test")).isEqualTo(chosen);
            }
        }
    }

    @Test
    void oneOfEachFamilyIsChosen() {
        SourceChooser chooser = TestSources.of(CLOCK, source("127.0.0.2", 1, null), source("::1", 1, null));

        Origin origin = ((Choice.From) chooser.choose("bulk", "b.test")).origin();

        assertThat(origin.ipv4().orElseThrow().hostname()).isEqualTo("mail.ejemplo.com");
        assertThat(origin.ipv6()).isPresent();
        assertThat(chooser.choose("transactional", "b.test")).isInstanceOf(Choice.Anywhere.class);
    }

    @Test
    void whatHasHadEnoughTodayIsLeftOut() {
        SourceChooser chooser = TestSources.of(CLOCK, source("127.0.0.2", 1000, 2), source("127.0.0.3", 1, 1));
        for (String expected : List.of("127.0.0.2", "127.0.0.2", "127.0.0.3")) {
            Choice.From from = (Choice.From) chooser.choose("bulk", "d1.test");
            assertThat(from.name()).isEqualTo(expected);
            chooser.count(from.origin(), 1);
        }

        Choice.Nowhere nowhere = (Choice.Nowhere) chooser.choose("bulk", "d1.test");

        assertThat(nowhere.until())
                .isBetween(Instant.parse("2026-12-02T00:00:00Z"), Instant.parse("2026-12-02T00:10:00Z"));
        assertThat(nowhere.failure().reason()).contains("bulk", "today");
    }

    @Test
    void anAddressThatIsNotHereIsLeftOut() {
        assertThat(chosen(
                        TestSources.of(CLOCK, source("192.0.2.1", 1000, null), source("127.0.0.2", 1, null)), "b.test"))
                .isEqualTo("127.0.0.2");
        Choice.Nowhere nowhere = (Choice.Nowhere)
                TestSources.of(CLOCK, source("192.0.2.1", 1, null)).choose("bulk", "b.test");
        assertThat(nowhere.until()).isEqualTo(NOON.plusSeconds(60));
        assertThat(nowhere.failure().reason()).contains("192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource({
        "unknown, 127.0.0.2, mail.ejemplo.com, 1, 1, stream",
        "bulk, mail.ejemplo.com, mail.ejemplo.com, 1, 1, address",
        "bulk, 192.0.2.1, mail.ejemplo.com, 1, 1, address",
        "bulk, 0.0.0.0, mail.ejemplo.com, 1, 1, address",
        "bulk, 224.0.0.1, mail.ejemplo.com, 1, 1, address",
        "bulk, 127.0.0.3, mail.ejemplo.com, 1, 1, address",
        "bulk, 127.0.0.2, not a host, 1, 1, hostname",
        "bulk, 127.0.0.2, mail.ejemplo.com, 0, 1, weight",
        "bulk, 127.0.0.2, mail.ejemplo.com, 1001, 1, weight",
        "bulk, 127.0.0.2, mail.ejemplo.com, 1, 0, dailyLimit",
    })
    void refusesWhatCanNotBe(String stream, String address, String hostname, int weight, int dailyLimit, String field) {
        SourceAddress source = new SourceAddress(0, stream, address, hostname, weight, Optional.of(dailyLimit));
        SourceAddress there = new SourceAddress(7, "bulk", "127.0.0.3", "mail.ejemplo.com", 1, Optional.empty());

        assertThatThrownBy(() -> SourceChecks.check(source, Streams.parse(""), List.of(there), OwnAddresses::isOurs))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @Test
    void anAddressMayBeOfSeveralStreams() {
        SourceAddress there = new SourceAddress(7, "bulk", "127.0.0.3", "mail.ejemplo.com", 1, Optional.empty());
        assertThatCode(() -> SourceChecks.check(
                        new SourceAddress(0, "transactional", "127.0.0.3", "mail.ejemplo.com", 1, Optional.empty()),
                        Streams.parse(""),
                        List.of(there),
                        OwnAddresses::isOurs))
                .doesNotThrowAnyException();
    }
}
