package org.valija.dkim;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The octet-by-octet hash against RFC 6376 section 3.4.4 in regular expressions, over what is there on the wire. */
class RelaxedBodyProperties {

    @Provide
    Arbitrary<String> bodies() {
        return Arbitraries.of(" ", "\t", "\r\n", "\r", "\n", "\r\n\r\n", "a", "ñ", ".", "x y", "\f", "\u00a0", "\u0000")
                .list()
                .ofMaxSize(40)
                .map(parts -> String.join("", parts));
    }

    @Property(tries = 5000)
    void isThatOfTheWholeBody(@ForAll("bodies") String body) throws Exception {
        assertThat(hash(body, body.length() + 100)).isEqualTo(expected(body));
    }

    @Property(tries = 1000)
    void isTheSameHoweverItIsRead(@ForAll("bodies") String body) throws Exception {
        assertThat(hash(body, 1)).isEqualTo(hash(body, body.length() + 100));
    }

    /** @param most octets that a reading gives */
    private static byte[] hash(String body, int most) throws Exception {
        byte[] octets = ("A: b\r\n\r\n" + body).getBytes(StandardCharsets.UTF_8);
        InputStream in = new ByteArrayInputStream(octets) {
            @Override
            public int read(byte[] buffer, int offset, int length) {
                return super.read(buffer, offset, Math.min(most, length));
            }

            @Override
            public int read(byte[] buffer) throws IOException {
                return read(buffer, 0, buffer.length);
            }
        };
        MessageReader message = new MessageReader(in);
        message.header();
        return message.bodyHash();
    }

    private static byte[] expected(String body) {
        String wire = body.replaceAll("\r\n|\r|\n", "\r\n");
        String relaxed = wire.replaceAll("[ \t]+(?=\r\n|$(?![\\s\\S]))", "")
                .replaceAll("[ \t]+", " ")
                .replaceAll("(\r\n)+$(?![\\s\\S])", "");
        return Sha256.start().digest((relaxed.isEmpty() ? "" : relaxed + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
