package org.valija.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainPatternTest {

    @ParameterizedTest
    @CsvSource({
        "ejemplo.com, ejemplo.com, true",
        "Ejemplo.COM, ejemplo.com, true",
        "ejemplo.com, EJEMPLO.com, true",
        "ejemplo.com, a.ejemplo.com, false",
        "ejemplo.com, xejemplo.com, false",
        "*.ejemplo.com, a.ejemplo.com, true",
        "*.ejemplo.com, a.b.ejemplo.com, true",
        "*.ejemplo.com, ejemplo.com, false",
        "*.ejemplo.com, xejemplo.com, false",
        "*, ejemplo.com, true",
        "*, [127.0.0.1], true",
        "ñandú.cl, xn--and-6ma2c.cl, true",
        "xn--and-6ma2c.cl, ÑANDÚ.cl, true",
        "*.ñandú.cl, a.xn--and-6ma2c.cl, true",
        "localhost, localhost, true",
        "*.competidor.com, 🚀.competidor.com, true",
        "🚀.cl, xn--158h.cl, true",
        "*.competidor.com, ñññññññññññññññññññññññññññññññññññññññññññññññññññññññññññññññ.competidor.com, true",
        "ejemplo.com, 🚀.ejemplo.com, false"
    })
    void matches(String pattern, String domain, boolean expected) {
        assertThat(DomainPattern.parse(pattern).matches(domain)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*.",
                "**",
                "*ejemplo.com",
                "a.*.com",
                "ejemplo..com",
                ".ejemplo.com",
                "ejemplo.com.",
                "-a.com",
                "a-.com",
                "a b.com",
                "a@b.com",
                "127.0.0.1",
                "[127.0.0.1]",
                "a\r\nb.com"
            })
    void refusesWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> DomainPattern.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void answersForAnyDomain(@ForAll String domain) {
        assertThat(DomainPattern.parse("ejemplo.com").matches(domain))
                .isEqualTo(domain.equalsIgnoreCase("ejemplo.com"));
    }
}
