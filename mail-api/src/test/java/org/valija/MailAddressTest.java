package org.valija;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "soporte@ejemplo.com",
                "a.b+c@x",
                "\"ana maria\"@ejemplo.com",
                "\"a\\\"b\"@ejemplo.com",
                "\"a@b\"@ejemplo.com",
                "x@[127.0.0.1]",
                "x@[ipv6:::1]",
                "x@[ipv6:2001:db8::192.0.2.1]",
                "josé@correo.es",
                "x@ñandú.cl",
                "a@under_score.example"
            })
    void readsAndWritesMailboxes(String text) {
        assertThat(MailAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@",
                "a",
                "a@",
                "@b",
                "a@b@c",
                "a..b@c",
                ".a@c",
                "a.@c",
                "a b@c",
                "a@b c",
                "a@-b",
                "a@b-",
                "a@b..c",
                "a@[1.2.3]",
                "a@[256.1.1.1]",
                "a@[ipv6:1::2::3]",
                "a@[ipv6:xyz]",
                "\"a@b",
                "\"a\"b@c",
                "a\r\nb@c",
                "\"a\r\nb\"@c",
                "a@b\r\n",
                "<a@b>",
                "a@b>",
                "\u0000@b",
                "a@[]"
            })
    void refusesWhatIsNoMailbox(String text) {
        assertThatThrownBy(() -> MailAddress.parse(text)).isInstanceOf(InvalidAddressException.class);
    }

    @Test
    void limitsTheLocalPartTo64Octets() {
        assertThat(MailAddress.parse("a".repeat(64) + "@b").localPart()).hasSize(64);
        assertThatThrownBy(() -> MailAddress.parse("a".repeat(65) + "@b")).hasMessageContaining("64 octets");
        assertThatThrownBy(() -> MailAddress.parse("ñ".repeat(33) + "@b")).hasMessageContaining("64 octets");
    }

    @Test
    void comparesDomainsWithoutCaseAndLocalPartsWithCase() {
        assertThat(MailAddress.parse("a@B.Com")).isEqualTo(MailAddress.parse("a@b.com"));
        assertThat(MailAddress.parse("A@b.com")).isNotEqualTo(MailAddress.parse("a@b.com"));
    }

    @Test
    void aMessageAboutAnAddressHasNoLineBreak() {
        assertThatThrownBy(() -> MailAddress.parse("a\r\nX: y"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\r", "\n"));
    }

    @Property
    void readsBackWhatItWrites(@ForAll String text) {
        MailAddress address;
        try {
            address = MailAddress.parse(text);
        } catch (InvalidAddressException e) {
            return;
        }
        assertThat(MailAddress.parse(address.toString())).isEqualTo(address);
    }
}
