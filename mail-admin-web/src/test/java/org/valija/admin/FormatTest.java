package org.valija.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatTest {

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "1023, 1023 B",
        "1024, 1 KB",
        "3482, 3.4 KB",
        "102400, 100 KB",
        "1048576, 1 MB",
        "52428800, 50 MB"
    })
    void writesSizes(long octets, String expected) {
        assertThat(new Format().size(octets)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, now", "-9, now", "60, in 60 s", "240, in 4 min", "-7200, 2 h ago", "432000, in 5 days"})
    void writesDistances(long seconds, String expected) {
        Instant now = Instant.parse("2026-11-23T17:00:00Z");

        assertThat(Format.between(now, now.plusSeconds(seconds))).isEqualTo(expected);
    }
}
