package org.valija.admin.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {

    private static final String TWO_BODIES_AND_A_FILE =
            """
            From: =?utf-8?Q?Mar=C3=ADa?= <maria@ejemplo.com>
            Subject: =?utf-8?B?wqFIb2xhIQ==?=
             and more
            Content-Type: multipart/mixed; boundary=outer

            --outer
            Content-Type: multipart/alternative; boundary=inner

            --inner
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            caf=C3=A9
            --inner
            Content-Type: text/html; charset=iso-8859-1

            <p>caf\u00e9</p>
            --inner--
            --outer
            Content-Type: application/pdf
            Content-Disposition: attachment; filename*=utf-8''informe%20a%C3%B1o.pdf
            Content-Transfer-Encoding: base64

            SG9sYQ==
            --outer
            Content-Type: text/plain
            Content-Disposition: attachment; filename=notes.txt

            a note
            --outer
            Content-Type: message/rfc822

            Subject: inside

            inner body
            --outer--
            """;

    @Test
    void findsHeadersTextHtmlAndAttachments() throws IOException {
        MessageView view = MessageReader.read(latin1(TWO_BODIES_AND_A_FILE));

        assertThat(view.headers())
                .contains(
                        new HeaderField("From", "María <maria@ejemplo.com>"),
                        new HeaderField("Subject", "¡Hola! and more"));
        assertThat(view.text()).contains(new BodyText("café", false));
        assertThat(view.html()).contains(new BodyText("<p>café</p>", false));
        assertThat(view.attachments())
                .containsExactly(
                        new Attachment(2, "informe año.pdf", "application/pdf", 4),
                        new Attachment(3, "notes.txt", "text/plain", 6),
                        new Attachment(4, "part-4.eml", "message/rfc822", 29));
        assertThat(view.problem()).isEmpty();
    }

    @Test
    void writesAPartDecoded() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        assertThat(MessageReader.writePart(latin1(TWO_BODIES_AND_A_FILE), 2, out))
                .isTrue();
        assertThat(out).hasToString("Hola");
        assertThat(MessageReader.writePart(latin1(TWO_BODIES_AND_A_FILE), 5, out))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "../../etc/passwd                | passwd",
                "C:\\temp\\a.exe                 | a.exe",
                "<script>alert(1)</script>.html  | script_.html",
                "..                              | part-0",
                "factura\u202Efdp.exe            | facturafdp.exe",
                "a\"b;c.txt                      | a_b;c.txt"
            })
    void makesFileNamesHarmless(String name, String expected) throws IOException {
        String quoted = name.replace("\\", "\\\\").replace("\"", "\\\"");
        MessageView view = MessageReader.read(utf8("Content-Type: application/octet-stream\r\n"
                + "Content-Disposition: attachment; filename=\"" + quoted + "\"\r\n\r\nx"));

        assertThat(view.attachments()).extracting(Attachment::name).containsExactly(expected);
    }

    @Test
    void cutsALongTextAndSaysSo() throws IOException {
        int length = 30 * 1024 * 1024;
        MessageView view = MessageReader.read(new Repeated("Content-Type: text/plain\r\n\r\n", 'x', length));

        assertThat(view.text()).hasValueSatisfying(text -> {
            assertThat(text.text()).hasSize(MessageReader.MAX_TEXT);
            assertThat(text.cut()).isTrue();
        });
    }

    @Test
    void countsALargeAttachmentWithoutKeepingIt() throws IOException {
        int length = 60 * 1024 * 1024;
        MessageView view = MessageReader.read(new Repeated("Content-Type: application/x-large\r\n\r\n", 'x', length));

        assertThat(view.attachments()).extracting(Attachment::size).containsExactly((long) length);
    }

    @Test
    void givesUpAHeaderWithoutEnd() throws IOException {
        MessageView view = MessageReader.read(new Repeated("Subject: ", 'x', 60 * 1024 * 1024));

        assertThat(view.problem()).isPresent();
        assertThat(view.headers()).isEmpty();
    }

    @Test
    void stopsAtTooManyParts() throws IOException {
        String message = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(50_000);

        MessageView view = MessageReader.read(utf8(message));

        assertThat(view.attachments()).hasSizeLessThanOrEqualTo(MessageReader.MAX_PARTS);
        assertThat(view.problem()).hasValueSatisfying(p -> assertThat(p).contains("more than 200 parts"));
    }

    @Test
    void stopsAtTooDeepNesting() throws IOException {
        StringBuilder message = new StringBuilder();
        for (int i = 0; i < 5_000; i++) {
            message.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b");
            message.append(i).append("\r\n");
        }

        assertThat(MessageReader.read(utf8(message.toString())).problem())
                .hasValueSatisfying(p -> assertThat(p).contains("nested deeper"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Content-Type: text/plain; charset=no-such-charset    | caf\u00c3\u00a9",
                "Content-Type: text/plain; charset=\"../../x\"        | caf\u00c3\u00a9",
                "Content-Type: text/plain; charset=us-ascii           | caf\u00e9",
                "X-None: 1                                            | caf\u00e9"
            })
    void readsTextWhateverItsCharsetClaims(String header, String expected) throws IOException {
        MessageView view = MessageReader.read(utf8(header + "\r\n\r\ncaf\u00e9"));

        assertThat(view.text().orElseThrow().text()).isEqualTo(expected);
    }

    @Test
    void readsABrokenMessageAsFarAsItGoes() throws IOException {
        MessageView view = MessageReader.read(
                utf8(
                        """
                Subject: broken
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: text/plain
                Content-Transfer-Encoding: base64

                SG9s@@@@*YQ==
                """));

        assertThat(view.headers()).contains(new HeaderField("Subject", "broken"));
    }

    @Test
    void hasNoLineBreakInAHeaderValue() throws IOException {
        String word = "=?utf-8?B?"
                + Base64.getEncoder().encodeToString("a\r\nBcc: b\0".getBytes(StandardCharsets.UTF_8)) + "?=";
        MessageView view = MessageReader.read(utf8("Subject: " + word + "\r\n\r\n"));

        assertThat(view.headers()).containsExactly(new HeaderField("Subject", "a Bcc: b"));
    }

    @Property(tries = 300)
    void readsAnyOctetsWithoutFailing(@ForAll byte[] octets, @ForAll long seed) throws IOException {
        byte[] damaged = TWO_BODIES_AND_A_FILE.getBytes(StandardCharsets.ISO_8859_1);
        Random random = new Random(seed);
        for (byte octet : octets) {
            damaged[random.nextInt(damaged.length)] = octet;
        }

        assertThat(MessageReader.read(new ByteArrayInputStream(octets))).isNotNull();
        MessageView view = MessageReader.read(new ByteArrayInputStream(damaged));

        assertThat(view.attachments())
                .allSatisfy(a -> assertThat(a.name()).isNotBlank().doesNotContain("/", "\r", "\n"));
    }

    private static InputStream utf8(String message) {
        return new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8));
    }

    private static InputStream latin1(String message) {
        return new ByteArrayInputStream(message.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A message that is long without being anywhere. */
    private static final class Repeated extends InputStream {

        private final byte[] start;
        private final int octet;
        private final long length;
        private long position;

        Repeated(String start, char octet, long bodyLength) {
            this.start = start.getBytes(StandardCharsets.UTF_8);
            this.octet = octet;
            this.length = this.start.length + bodyLength;
        }

        @Override
        public int read() {
            if (position == length) {
                return -1;
            }
            return position < start.length ? start[(int) position++] : next();
        }

        private int next() {
            position++;
            return octet;
        }
    }
}
