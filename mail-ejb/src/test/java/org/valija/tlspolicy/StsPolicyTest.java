package org.valija.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StsPolicyTest {

    private static final String BEGIN = "version: STSv1\r\nmode: enforce\r\nmax_age: 604800\r\n";

    @Test
    void readsTheExampleOfTheRfc() {
        StsPolicy policy = StsPolicy.parse("version: STSv1\nmode: enforce\nmx: mail.example.com\nmx: *.example.net\n"
                + "mx: backupmx.example.com\nmax_age: 604800");

        assertThat(policy)
                .isEqualTo(new StsPolicy(
                        StsPolicy.Mode.ENFORCE,
                        List.of("mail.example.com", "*.example.net", "backupmx.example.com"),
                        Duration.ofDays(7)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_age:1\nmx:a.test\nmode:testing\nversion:STSv1", // in any order
                "version: STSv1 \t\nmode: testing\nmode: none\nversion: STSv2\nmx: A.TEST\nmax_age: 1\nmax_age: 2",
                "version: STSv1\nmode: testing\nx-nuevo: lo que sea: ñ\nmx: a.test\nmax_age: 1\n\n"
            })
    void takesWhatTheRfcAllows(String text) {
        assertThat(StsPolicy.parse(text))
                .isEqualTo(new StsPolicy(StsPolicy.Mode.TESTING, List.of("a.test"), Duration.ofSeconds(1)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "version: STSv2|version",
                "mode: enforce|version",
                "version: STSv1\\nmode: perhaps\\nmx: a.test\\nmax_age: 1|mode",
                "version: STSv1\\nmx: a.test\\nmax_age: 1|mode",
                "version: STSv1\\nmode: enforce\\nmax_age: 1|names no mx",
                "version: STSv1\\nmode: enforce\\nmx: a.test|max_age",
                "version: STSv1\\nmode: enforce\\nmx: a.test\\nmax_age: -1|max_age",
                "version: STSv1\\nmode: enforce\\nmx: a.test\\nmax_age: 99999999999999999999|max_age",
                "version: STSv1\\nmode: enforce\\nmx: a.test\\nmax_age: 31557601|max_age",
                "version: STSv1\\nmode: enforce\\nmx: a..test\\nmax_age: 1|mx",
                "version: STSv1\\nmode: enforce\\nmx: a.*.test\\nmax_age: 1|mx",
                "version: STSv1\\nmode: enforce\\nmx: *\\nmax_age: 1|mx",
                "<html><body>Not found</body></html>|line"
            })
    void refusesTheRest(String text, String reason) {
        assertThatThrownBy(() -> StsPolicy.parse(text.replace("\\n", "\n")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void aPolicyOfNothingNamesNobody() {
        assertThat(StsPolicy.parse("version: STSv1\nmode: none\nmax_age: 86400").mx())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mx.b.test, true",
        "MX.B.TEST, true",
        "a.c.test, true",
        "c.test, false",
        "a.b.c.test, false",
        "xmx.b.test, false",
        "test, false"
    })
    void aWildcardStandsForOneLabel(String host, boolean named) {
        assertThat(StsPolicy.parse(BEGIN + "mx: mx.b.test\r\nmx: *.c.test\r\n").names(host))
                .isEqualTo(named);
    }

    /** Backtracking in a pattern took hours for it. */
    @Test
    @Timeout(10)
    void aHostileLineIsRefusedAtOnce() {
        String line = "mx:" + " ".repeat(60_000) + "\u2028x";

        assertThatThrownBy(() -> StsPolicy.parse(BEGIN + line)).isInstanceOf(IllegalArgumentException.class);
    }
}
