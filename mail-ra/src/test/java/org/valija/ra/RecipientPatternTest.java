package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.MailAddress;

class RecipientPatternTest {

    @ParameterizedTest
    @CsvSource({
        "soporte@ejemplo.com,     soporte@ejemplo.com,     true",
        "soporte@ejemplo.com,     SOPORTE@Ejemplo.COM,     true",
        "Soporte@EJEMPLO.com,     soporte@ejemplo.com,     true",
        "soporte@ejemplo.com,     soporte2@ejemplo.com,    false",
        "soporte@ejemplo.com,     soporte@x.ejemplo.com,   false",
        "*@ejemplo.com,           anyone@ejemplo.com,      true",
        "*@ejemplo.com,           anyone@x.ejemplo.com,    false",
        "*@ejemplo.com,           anyone@notejemplo.com,   false",
        "*@*.ejemplo.com,         a@x.ejemplo.com,         true",
        "*@*.ejemplo.com,         a@y.x.ejemplo.com,       true",
        "*@*.ejemplo.com,         a@ejemplo.com,           false",
        "*@*.ejemplo.com,         a@xejemplo.com,          false",
        "*@*.com,                 a@ejemplo.com,           true",
        "*,                       a@b,                     true",
        "*,                       a@[127.0.0.1],           true",
        "*@[127.0.0.1],           a@[127.0.0.1],           true",
        "*@ñandú.cl,              a@xn--and-6ma2c.cl,      true",
        "*@xn--and-6ma2c.cl,      a@ÑANDÚ.cl,              true",
        "*@*.ñandú.cl,            a@b.xn--and-6ma2c.cl,    true",
        "josé@ejemplo.com,        JOSÉ@ejemplo.com,        true",
    })
    void matches(String pattern, String recipient, boolean expected) {
        assertThat(matching(recipient).contains(RecipientPattern.parse(pattern)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "*@",
                "*@*.",
                "*@*",
                "**",
                "info-*@b",
                "a@*",
                "*@b*",
                "*a@b",
                "*@*.*.b",
                "a@b c"
            })
    void namesWhatIsNoPattern(String text) {
        assertThatThrownBy(() -> RecipientPattern.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("\"" + text + "\" is no recipient pattern: write a@b, *@b, *@*.b or *");
    }

    @Test
    void theMostSpecificPatternComesFirst() {
        assertThat(matching("A@x.y.Z"))
                .extracting(RecipientPattern::toString)
                .containsExactly("a@x.y.z", "*@x.y.z", "*@*.y.z", "*@*.z", "*");
        assertThat(matching("a@[127.0.0.1]"))
                .extracting(RecipientPattern::toString)
                .containsExactly("a@[127.0.0.1]", "*@[127.0.0.1]", "*");
    }

    @Property
    void anAddressMatchesItselfAndItsDomainInAnyCase(@ForAll("addresses") MailAddress address) {
        assertThat(matching(address.toString().toUpperCase(Locale.ROOT)))
                .contains(
                        RecipientPattern.parse(address.toString()),
                        RecipientPattern.parse("*@" + address.domain()),
                        RecipientPattern.parse("*"));
    }

    @Property
    void aPatternIsReadAgainAsItIsWritten(@ForAll("addresses") MailAddress address) {
        for (RecipientPattern pattern : RecipientPattern.matching(address)) {
            assertThat(RecipientPattern.parse(pattern.toString())).isEqualTo(pattern);
        }
    }

    private static List<RecipientPattern> matching(String recipient) {
        List<RecipientPattern> patterns = new ArrayList<>();
        RecipientPattern.matching(MailAddress.parse(recipient)).forEach(patterns::add);
        return patterns;
    }

    @Provide
    Arbitrary<MailAddress> addresses() {
        Arbitrary<String> label =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(5);
        return label.list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .flatMap(domain -> label.map(local -> new MailAddress(local, String.join(".", domain))));
    }
}
