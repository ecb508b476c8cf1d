package org.valija.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LineBreakNormaliserTest {

    /** Against the plainest definition there is. */
    @Property
    void everyLineBreakBecomesCrLf(@ForAll("contents") String content, @ForAll long seed) {
        String expected = content.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
        assertThat(normalised(Fragments.random(content, seed))).isEqualTo(expected);
        assertThat(normalised(Fragments.random(expected, seed))).isEqualTo(expected);
    }

    private static String normalised(List<String> pieces) {
        LineBreakNormaliser normaliser = new LineBreakNormaliser();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String piece : pieces) {
            byte[] octets = piece.getBytes(StandardCharsets.ISO_8859_1);
            if (normaliser.changes(octets, octets.length)) {
                byte[] out = new byte[2 * octets.length];
                all.write(out, 0, normaliser.normalise(octets, octets.length, out));
            } else {
                all.write(octets, 0, octets.length);
            }
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    @Provide
    Arbitrary<String> contents() {
        return Arbitraries.of("\r", "\n", "\r\n", ".", "a", "\u00ff", "\u0000")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }
}
