package org.valija.verp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.valija.MailAddress;
import org.valija.MailId;

/** Nobody makes an address but us. */
class ReturnAddressProperties {

    private static final Instant NOW = Instant.parse("2026-05-04T10:00:00Z");
    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");

    private final ReturnAddresses addresses = Addresses.at(NOW);

    @Property
    void whatWeMakeWeRead(@ForAll long most, @ForAll long least) {
        MailId mail = new MailId(new UUID(most, least).toString());

        MailAddress made = addresses.of(mail, List.of(LUIS)).orElseThrow();

        assertThat(addresses.read(made)).map(ReturnToken::mail).hasValue(mail);
    }

    @Property
    void aChangedLetterMakesItNobodys(
            @ForAll @IntRange(max = 55) int place, @ForAll @IntRange(min = 1, max = 31) int change) {
        String made = addresses.of(MailId.create(), List.of(LUIS)).orElseThrow().localPart();
        StringBuilder forged = new StringBuilder(made);
        int other = (LETTERS.indexOf(made.charAt(place)) + change) % LETTERS.length();
        forged.setCharAt(place, LETTERS.charAt(other));

        assertThat(addresses.read(new MailAddress(forged.toString(), Addresses.DOMAIN)))
                .isEmpty();
    }

    @Provide
    Arbitrary<String> guesses() {
        return Arbitraries.strings().withChars(LETTERS).ofLength(56);
    }

    @Property
    void aGuessIsNone(@ForAll @From("guesses") String guess) {
        assertThat(addresses.read(new MailAddress(guess, Addresses.DOMAIN))).isEmpty();
    }

    @Property
    void anyTextIsSearched(@ForAll String text) {
        assertThat(addresses.in(text)).isEmpty();
    }
}
