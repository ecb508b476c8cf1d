package org.valija.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataDecoderTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // input | content | what is left to be read as commands
                ".RN | `` | ``",
                ".RNQUIT | `` | QUIT",
                "xRN.RNQUITRN | xRN | QUITRN",
                "RN.RN | RN | ``",
                "..RN.RN | .RN | ``",
                "...RN.RN | ..RN | ``",
                ".xRN.RN | xRN | ``",
                "x.RN.RN | x.RN | ``",
                "x..RN.RN | x..RN | ``",
                "xR.RN.RN | xR.RN | ``",
                "xRRN.RN | xRRN | ``",
                // a line of a stuffed dot and a CR alone
                ".RxRN.RN | RxRN | ``",
                ".RRN.RN | RRN | ``",
                ".R.RN.RN | R.RN | ``",
            })
    void undoesStuffingAndEndsInEverySplit(String input, String content, String left) {
        for (List<String> pieces : Fragments.everySplit(octets(input))) {
            for (int capacity = 2; capacity < 6; capacity++) {
                assertThat(Fragments.decode(new DataDecoder(), pieces, capacity))
                        .as("%s, %s octets at a time", pieces, capacity)
                        .isEqualTo(new Fragments.Content(octets(content), true, octets(left)));
            }
        }
    }

    /** The ends that others have taken for one, and that SMTP smuggling needs. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "N.N", "N.RN", "RN.N", "R.R", "R.RN", "RN.R", "RRN.N", "NR.RN", "RN.RR", "RN..RN", "RN .RN", "RN. RN"
            })
    void onlyOneSequenceEndsTheData(String sequence) {
        for (List<String> pieces : Fragments.everySplit(octets("x" + sequence + "MAIL FROM:<a@b>"))) {
            assertThat(Fragments.decode(new DataDecoder(), pieces, 16).ended())
                    .as("%s", pieces)
                    .isFalse();
        }
    }

    @Property
    void readsBackWhatAClientStuffs(@ForAll("contents") String content, @ForAll long seed) {
        String sent = stuffed(content) + ".\r\nQUIT\r\n";
        assertThat(Fragments.decode(new DataDecoder(), Fragments.random(sent, seed), 2 + (int) (seed & 15)))
                .isEqualTo(new Fragments.Content(content, true, "QUIT\r\n"));
    }

    /** Against the plainest definition there is: the first CR LF . CR LF, the start standing for a CR LF. */
    @Property
    void endsWhereTheRfcSaysAndNowhereElse(@ForAll("streams") String stream, @ForAll long seed) {
        int end = ("\r\n" + stream).indexOf("\r\n.\r\n");
        Fragments.Content decoded = Fragments.decode(new DataDecoder(), Fragments.random(stream, seed), 16);
        assertThat(decoded.ended()).isEqualTo(end >= 0);
        if (end >= 0) {
            assertThat(decoded.left()).isEqualTo(stream.substring(end + 3));
            assertThat(decoded.content()).isEqualTo(unstuffed(stream.substring(0, end)));
        }
    }

    @Provide
    Arbitrary<String> contents() {
        // Whole lines of whatever octets, with many dots; CR and LF alone among them.
        return Arbitraries.of("\r", "\n", ".", "..", "a", "\u00ff", "\u0000", "\r\n", "Subject: x")
                .list()
                .ofMaxSize(30)
                .map(parts -> parts.isEmpty() ? "" : String.join("", parts) + "\r\n");
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of("\r", "\n", ".", "a", "\r\n", "\r\n.")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    private static String stuffed(String content) {
        return ("\r\n" + content).replace("\r\n.", "\r\n..").substring(2);
    }

    private static String unstuffed(String data) {
        return ("\r\n" + data).replace("\r\n.", "\r\n").substring(2);
    }

    private static String octets(String text) {
        return text.replace('R', '\r').replace('N', '\n');
    }
}
