package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.settings.InvalidSettingException;

class DkimKeyChecksTest {

    @ParameterizedTest
    @CsvSource({"ejemplo.com, ejemplo.com", "Ejemplo.COM, ejemplo.com", "ñandú.cl, xn--and-6ma2c.cl"})
    void domainsAreKeptAsDnsHasThem(String typed, String kept) {
        assertThat(DkimKeyChecks.domain(typed)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "com", "*.ejemplo.com", "*", "a b.com", "192.0.2.1", "[192.0.2.1]", "ana@ejemplo.com"})
    void otherThingsAreNoDomains(String typed) {
        assertRefused("domain", () -> DkimKeyChecks.domain(typed));
    }

    @ParameterizedTest
    @CsvSource({"s2026, s2026", "S-1.Mail, s-1.mail", "a, a"})
    void selectorsAreKeptInLowerCase(String typed, String kept) {
        assertThat(DkimKeyChecks.selector(typed, "ejemplo.com")).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "a-", "a..b", ".a", "a.", "a_b", "a b", "ñ", "*"})
    void otherThingsAreNoSelectors(String typed) {
        assertRefused("selector", () -> DkimKeyChecks.selector(typed, "ejemplo.com"));
    }

    @Test
    void namesAreNoLongerThanDnsHasThem() {
        assertRefused("selector", () -> DkimKeyChecks.selector("a".repeat(64), "ejemplo.com"));
        String domain = ("a".repeat(60) + ".").repeat(3) + "b".repeat(50) + ".com";
        assertThat(DkimKeyChecks.selector("s", domain)).isEqualTo("s");
        assertRefused("selector", () -> DkimKeyChecks.selector("s".repeat(20), domain));
    }

    @ParameterizedTest
    @ValueSource(ints = {512, 1023, 2049, 8192, -1, 0})
    void keysHaveUsualSizes(int bits) {
        assertRefused("bits", () -> DkimKeyChecks.bits(bits));
    }

    private static void assertRefused(String field, Runnable check) {
        assertThatThrownBy(check::run).isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                .isEqualTo(field));
    }
}
