package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a stranger writes into the fields of signatures and chains is read or said to be wrong, and never more. */
class CarriedSignatureProperties {

    @Provide
    Arbitrary<HeaderField> fields() {
        Arbitrary<String> names = Arbitraries.of(
                ArcChain.SEAL, ArcChain.MESSAGE_SIGNATURE, ArcChain.RESULTS, "DKIM-Signature", "arc-seal", "From");
        Arbitrary<String> tag = Arbitraries.oneOf(
                Arbitraries.of(
                        "v=1",
                        "i=1",
                        "i=2",
                        "i=50",
                        "i=99999",
                        "i=@a.example",
                        "a=rsa-sha256",
                        "a=ed25519-sha256",
                        "cv=none",
                        "cv=pass",
                        "cv=fail",
                        "d=a.example",
                        "s=uno",
                        "h=from:to",
                        "h=:",
                        "bh=QUJD",
                        "b=QUJD",
                        "b=",
                        "c=relaxed/simple",
                        "c=simple",
                        "l=99999999999999999",
                        "x=1",
                        "t=",
                        "",
                        "b"),
                Arbitraries.strings().withCharRange('\u0000', '\u00ff').ofMaxLength(20));
        Arbitrary<String> bodies = tag.list()
                .ofMaxSize(14)
                .map(tags -> " " + String.join("; ", tags).replaceAll("[\r\n]", " "));
        return names.flatMap(name -> bodies.map(body -> new HeaderField(name, body)));
    }

    @Property(tries = 3000)
    void isReadOrSaidToBeWrong(@ForAll List<@From("fields") HeaderField> header) {
        ArcChain chain = ArcChain.of(header);
        assertThat(chain.highest()).isBetween(0, ArcChain.MAX_INSTANCE);
        assertThat(chain.keyNames()).allMatch(name -> name.matches("[a-z0-9._-]{1,253}"));
        assertThat(chain.newest().isPresent()).isEqualTo(!chain.keyNames().isEmpty());
        assertThat(DkimCheck.of(header, Instant.EPOCH)).hasSizeLessThanOrEqualTo(5);
    }

    /** In an instant, where a regular expression would look again from each space. */
    @Example
    void muchWhiteSpaceTakesNoTime() {
        String space = " ".repeat(MessageReader.MAX_HEADER);
        assertThat(TagList.parse("a=1" + space + "x;" + space)).isPresent();
    }
}
