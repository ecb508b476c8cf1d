package org.valija.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.valija.spi.ListenerOptions.LineBreaks;

/** In whatever pieces a stream comes, the decoders make the same of it, and DATA what its plainest definition makes. */
class DecoderFuzzTest {

    @FuzzTest
    void dataEndsWhereTheRfcSays(byte[] octets) {
        String stream = new String(octets, StandardCharsets.ISO_8859_1);
        Fragments.Content whole = Fragments.decode(new DataDecoder(), List.of(stream), 2 + octets.length % 30);
        assertThat(Fragments.decode(new DataDecoder(), Fragments.random(stream, Arrays.hashCode(octets)), 16))
                .isEqualTo(whole);
        int end = ("\r\n" + stream).indexOf("\r\n.\r\n");
        assertThat(whole.ended()).isEqualTo(end >= 0);
        if (end >= 0) {
            assertThat(whole.left()).isEqualTo(stream.substring(end + 3));
            assertThat(whole.content())
                    .isEqualTo(("\r\n" + stream.substring(0, end))
                            .replace("\r\n.", "\r\n")
                            .substring(2));
        }
    }

    @FuzzTest
    void linesAreTheSameInEveryFragmentation(byte[] octets) {
        String stream = new String(octets, StandardCharsets.ISO_8859_1);
        for (LineBreaks lineBreaks : LineBreaks.values()) {
            List<String> pieces = Fragments.random(stream, Arrays.hashCode(octets));
            assertThat(lines(pieces, lineBreaks)).isEqualTo(lines(List.of(stream), lineBreaks));
        }
    }

    /** What is left of a line that is too long already depends on when it was looked at, and means nothing. */
    private static List<String> lines(List<String> pieces, LineBreaks lineBreaks) {
        List<String> lines =
                Fragments.lines(new CommandDecoder(verb -> verb.equals("MAIL") ? 2000 : 512, lineBreaks), pieces);
        return lines.subList(0, lines.size() - 1);
    }
}
