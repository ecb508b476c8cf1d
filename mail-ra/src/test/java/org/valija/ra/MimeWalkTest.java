package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.InvalidContentException;
import org.valija.PartHandler;

@Timeout(20)
class MimeWalkTest {

    /** Everything that a handler was told, as text. */
    private static final class Told implements PartHandler {

        private final List<String> headers = new ArrayList<>();
        private final List<Part> parts = new ArrayList<>();
        private final List<String> bodies = new ArrayList<>();

        @Override
        public void header(String name, String value) {
            headers.add(name + "=" + value);
        }

        @Override
        public void part(Part part, InputStream body) throws IOException {
            parts.add(part);
            try (body) {
                bodies.add(new String(body.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
    }

    private static Told walk(String message) throws IOException {
        Told told = new Told();
        new MimeWalk(told).walk(stream(message));
        return told;
    }

    private static InputStream stream(String message) {
        return new ByteArrayInputStream(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aPlainMessageIsItsOnlyPart() throws IOException {
        Told told = walk("Subject: Hola,\n mundo\nX: josé\n\nHola\n");
        assertThat(told.headers).containsExactly("Subject=Hola, mundo", "X=josé");
        assertThat(told.parts).containsExactly(new PartHandler.Part(0, "text/plain", "us-ascii", null, false, null));
        assertThat(told.bodies).containsExactly("Hola\r\n");
    }

    @Test
    void partsComeInTheirOrderWithTheirEncodingUndone() throws IOException {
        Told told = walk(
                """
                Subject: x
                Content-Type: multipart/mixed; boundary=out

                preamble
                --out
                Content-Type: multipart/alternative; boundary="in"

                --in
                Content-Type: text/plain; charset=UTF-8
                Content-Transfer-Encoding: quoted-printable

                ma=C3=B1ana=
                , s=C3=AD
                --in
                Content-Type: TEXT/HTML; charset=ISO-8859-1

                <p>x</p>
                --in--
                --out
                Content-Type: image/png; name="pixel.png"
                Content-ID: <pixel@x>
                Content-Disposition: inline
                Content-Transfer-Encoding: base64

                QUJD
                REVG
                --out
                Content-Type: message/rfc822
                Content-Disposition: attachment

                Subject: inner

                inside
                --out--
                epilogue
                """);
        assertThat(told.headers).containsExactly("Subject=x", "Content-Type=multipart/mixed; boundary=out");
        assertThat(told.parts)
                .containsExactly(
                        new PartHandler.Part(2, "text/plain", "UTF-8", null, false, null),
                        new PartHandler.Part(2, "text/html", "ISO-8859-1", null, false, null),
                        new PartHandler.Part(1, "image/png", "us-ascii", "pixel.png", false, "pixel@x"),
                        new PartHandler.Part(2, "text/plain", "us-ascii", null, false, null));
        assertThat(told.bodies).containsExactly("mañana, sí", "<p>x</p>", "ABCDEF", "inside");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "attachment; filename=plain.txt                                     | plain.txt",
                "attachment; filename=\"a b.txt\"                                   | a b.txt",
                "attachment; filename=\"quote\\\".txt\"                             | quote\".txt",
                "attachment; filename=\"Bob's O'Hara.txt\"                          | Bob's O'Hara.txt",
                "attachment; filename=\"a+b%20c.txt\"                               | a+b%20c.txt",
                "attachment; filename=\"=?utf-8?B?cGV0aWNpw7NuLnBkZg==?=\"          | petición.pdf",
                "attachment; filename=\"=?iso-8859-1?Q?petici=F3n.pdf?=\"           | petición.pdf",
                "attachment; filename=\"petición.pdf\"                              | petición.pdf",
                "attachment; filename*=UTF-8''petici%C3%B3n+1.pdf                   | petición+1.pdf",
                "attachment; filename*=iso-8859-1'es'petici%F3n.pdf                 | petición.pdf",
                "attachment; filename*=unknown''petici%C3%B3n.pdf                   | petición.pdf",
                "attachment; filename=x.pdf; filename*=UTF-8''petici%C3%B3n.pdf     | petición.pdf",
                "attachment; filename*0=\"long \"; filename*1=\"name.pdf\"          | long name.pdf",
                "attachment; filename*1*=%B3n.pdf; filename*0*=UTF-8''petici%C3     | petición.pdf",
                "attachment; filename*0*=UTF-8''100%25; filename*1=\"%20.pdf\"      | 100%%20.pdf",
                "attachment; filename*=UTF-8''broken%C                              | broken%C",
                "ATTACHMENT; FILENAME=upper.txt                                     | upper.txt",
                "attachment; filename=\"never closed                                | never closed",
                "attachment                                                         |",
            })
    void decodesFileNames(String disposition, String name) throws IOException {
        Told told = walk("Content-Disposition: " + disposition + "\n\nx");
        assertThat(told.parts.get(0).fileName()).isEqualTo(name);
        assertThat(told.parts.get(0).attachment()).isTrue();
    }

    static Stream<Arguments> hostile() {
        StringBuilder deep = new StringBuilder();
        for (int i = 0; i <= MimeWalk.MAX_DEPTH; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b" + i + "\n\n--b" + i + "\n");
        }
        String fields = IntStream.rangeClosed(0, MimeWalk.MAX_HEADER_FIELDS)
                .mapToObj(i -> "X: y\n")
                .reduce("", String::concat);
        String parts = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(MimeWalk.MAX_PARTS + 1);
        return Stream.of(
                Arguments.of(deep.toString(), "nested deeper than"),
                Arguments.of("Content-Type: message/rfc822\n\n".repeat(MimeWalk.MAX_DEPTH + 2), "nested deeper than"),
                Arguments.of(fields + "\n", "more than 1000 fields"),
                Arguments.of("X: " + "y".repeat(MimeWalk.MAX_LINE_LENGTH) + "\n\n", "line is longer than"),
                Arguments.of("X:" + (" " + "y".repeat(1000) + "\n").repeat(110) + "\n", "field is longer than"),
                Arguments.of(parts, "More than 10000 parts"));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void refusesWhatExceedsALimit(String message, String reason) {
        assertThatThrownBy(() -> walk(message))
                .isInstanceOf(InvalidContentException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void takesWhatIsBrokenButSmall() throws IOException {
        assertThat(walk("").parts).hasSizeLessThan(2);
        assertThat(walk("no header at all\n\nx").bodies).hasSize(1);
        assertThat(walk("Content-Type: multipart/mixed\n\nno boundary").bodies).hasSize(1);
        assertThat(walk("Content-Type: multipart/mixed; boundary=b\n\n--b\n\nnever ends").bodies)
                .containsExactly("never ends");
        assertThat(walk("Content-Transfer-Encoding: base64\n\n!!QUJD?? =").bodies)
                .hasSize(1);
        assertThat(walk("Content-Transfer-Encoding: nonsense\n\nx").bodies).containsExactly("x");
        assertThat(walk("Content-Type: text/plain; charset=\"no such\"\n\nx")
                        .parts
                        .get(0)
                        .charset())
                .isEqualTo("no such");
    }

    @Test
    void aLongLineInABodyIsNoHarm() throws IOException {
        String line = "y".repeat(10 * MimeWalk.MAX_LINE_LENGTH);
        assertThat(walk("X: y\n\n" + line).bodies).containsExactly(line);
        assertThat(walk("Content-Type: multipart/mixed; boundary=b\n\n--b\n\n" + line + "\n--b--\n").bodies)
                .containsExactly(line);
    }

    @Test
    void skipsWhatTheHandlerDoesNotRead() throws IOException {
        List<InputStream> kept = new ArrayList<>();
        String message = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n";
        new MimeWalk((part, body) -> kept.add(body)).walk(stream(message));
        assertThat(kept).hasSize(2);
        assertThatThrownBy(kept.get(0)::read).isInstanceOf(IOException.class);
    }

    @Test
    void theHandlersOwnExceptionComesOut() {
        IOException own = new IOException("own");
        assertThatThrownBy(() -> new MimeWalk((part, body) -> {
                            throw own;
                        })
                        .walk(stream("X: y\n\nz")))
                .isSameAs(own);
    }

    /** Whatever octets come, the walk ends, and with no other exception than an IOException. */
    @Property(tries = 300)
    void endsOnAnyOctets(@ForAll byte[] octets, @ForAll @IntRange(max = 3) int kind) {
        String start = List.of(
                        "",
                        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n",
                        "Content-Transfer-Encoding: base64\r\n\r\n",
                        "Content-Disposition: attachment; filename*0*=")
                .get(kind);
        byte[] head = start.getBytes(StandardCharsets.US_ASCII);
        byte[] message = new byte[head.length + octets.length];
        System.arraycopy(head, 0, message, 0, head.length);
        System.arraycopy(octets, 0, message, head.length, octets.length);
        Throwable thrown = catchThrowable(() -> new MimeWalk(new Told()).walk(new ByteArrayInputStream(message)));
        assertThat(thrown == null || thrown instanceof IOException).isTrue();
    }
}
