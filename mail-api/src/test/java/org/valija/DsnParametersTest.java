package org.valija;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ENVID and ORCPT (RFC 3461, RFC 6533). */
class DsnParametersTest {

    @Property
    void anEnvelopeIdIsReadAsItWasWritten(@ForAll("printable") String value) {
        EnvelopeId id = new EnvelopeId(value);

        assertThat(id.parameter()).matches("[!-~&&[^=]]{1,100}");
        assertThat(EnvelopeId.parse(id.parameter())).isEqualTo(id);
    }

    @Property
    void anOriginalRecipientIsReadAsItWasWritten(@ForAll("printable") String value) {
        OriginalRecipient original = new OriginalRecipient("rfc822", value);

        assertThat(original.parameter()).matches("rfc822;[!-~&&[^=]]+");
        assertThat(OriginalRecipient.parse(original.parameter())).isEqualTo(original);
    }

    @Property
    void soIsOneInUtf8(@ForAll("international") String value) {
        OriginalRecipient original = new OriginalRecipient("UTF-8", value);

        assertThat(original.parameter()).matches("utf-8;[!-~&&[^=+]]+");
        assertThat(OriginalRecipient.parse(original.parameter())).isEqualTo(original);
        assertThat(original.field()).isASCII();
    }

    /** 100 characters on the wire, 595 in ASCII. */
    @Test
    void aLongInternationalOneIsReadBackButNotPassedOn() {
        OriginalRecipient original = OriginalRecipient.parse("utf-8;" + "ñ".repeat(97) + "@a.test");
        RecipientOptions options = new RecipientOptions(Optional.of(Set.of()), Optional.of(original));

        assertThat(original.parameter()).hasSizeGreaterThan(OriginalRecipient.MAX_LENGTH);
        assertThatIllegalArgumentException().isThrownBy(() -> OriginalRecipient.parse(original.parameter()));
        assertThat(OriginalRecipient.decode(original.parameter())).isEqualTo(original);
        assertThat(options.parameters()).isEqualTo("NOTIFY=NEVER ORCPT=" + original.parameter());
        assertThat(options.sendable().parameters()).isEqualTo("NOTIFY=NEVER");
    }

    /** Whatever comes: a value, or the one exception, whose message is fit for a reply. */
    @Property
    void nothingElseComesOut(@ForAll String text) {
        try {
            EnvelopeId.parse(text);
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).matches("[ -~]{1,100}");
        }
        for (String type : new String[] {"", "rfc822;", "utf-8;"}) {
            try {
                assertThat(OriginalRecipient.parse(type + text).field()).isASCII();
            } catch (IllegalArgumentException e) {
                assertThat(e.getMessage()).matches("[ -~]{1,100}");
            }
        }
    }

    @Test
    void readsTheExamplesOfTheRfc() {
        assertThat(EnvelopeId.parse("QQ314159").value()).isEqualTo("QQ314159");
        assertThat(OriginalRecipient.parse("rfc822;Carol@Ivory.EDU").address()).isEqualTo("Carol@Ivory.EDU");
        assertThat(OriginalRecipient.parse("rfc822;a+2Bb@c.test").address()).isEqualTo("a+b@c.test");
        assertThat(OriginalRecipient.parse("utf-8;jos\\x{E9}@c.test").address()).isEqualTo("josé@c.test");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "a+2b", "a+0A", "a+7F", "ñ"})
    void refusesWhatIsNoXtext(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> EnvelopeId.parse(text));
        assertThatIllegalArgumentException().isThrownBy(() -> OriginalRecipient.parse("rfc822;" + text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a=b", "a\r\n", "\u00f1", "a;b"})
    void refusesWhatIsNoTypeOfAddress(String type) {
        assertThatIllegalArgumentException().isThrownBy(() -> new OriginalRecipient(type, "a@b.test"));
    }

    @Provide
    Arbitrary<String> printable() {
        return Arbitraries.strings().withCharRange(' ', '~').ofMinLength(1).ofMaxLength(33);
    }

    @Provide
    Arbitrary<String> international() {
        return Arbitraries.strings()
                .withCharRange('!', '~')
                .withChars("ñé漢\\+=")
                .ofMinLength(1)
                .ofMaxLength(33);
    }
}
