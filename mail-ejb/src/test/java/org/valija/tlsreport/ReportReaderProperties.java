package org.valija.tlsreport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.valija.tlsreport.ReportReader.UnreadableReportException;

/** A report is what anybody sends. */
class ReportReaderProperties {

    private static void readQuietly(byte[] message) throws IOException {
        try {
            assertThat(ReportReader.read(new ByteArrayInputStream(message), Instant.EPOCH))
                    .allSatisfy(report -> assertThat(report.toString()).doesNotContainPattern("\\p{Cntrl}"));
        } catch (UnreadableReportException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Provide
    Arbitrary<String> documents() {
        return Arbitraries.of(
                        "{",
                        "}",
                        "[",
                        "]",
                        ":",
                        ",",
                        "\"policies\"",
                        "\"policy\"",
                        "\"date-range\"",
                        "\"start-datetime\"",
                        "\"end-datetime\"",
                        "\"2016-04-01T00:00:00Z\"",
                        "\"summary\"",
                        "1",
                        "-1e9",
                        "null",
                        "\"\\u0001\"",
                        "\"failure-details\"",
                        "\"result-type\"")
                .list()
                .ofMaxSize(60)
                .map(list -> String.join("", list));
    }

    @Property
    void readsAnyDocument(@ForAll("documents") String json) throws IOException {
        readQuietly(ReportReaderTest.message("application/tlsrpt+json", json.getBytes(StandardCharsets.UTF_8)));
    }

    @Property
    void readsAnyOctetsAsAPackedDocument(@ForAll byte[] octets) throws IOException {
        byte[] magic = {0x1f, (byte) 0x8b, 8};
        byte[] all = new byte[magic.length + octets.length];
        System.arraycopy(magic, 0, all, 0, magic.length);
        System.arraycopy(octets, 0, all, magic.length, octets.length);
        readQuietly(ReportReaderTest.message("application/tlsrpt+gzip", all));
    }

    @Provide
    Arbitrary<String> messages() {
        return Arbitraries.of(
                        "Content-Type: multipart/mixed; boundary=b\r\n",
                        "Content-Type: application/tlsrpt+gzip\r\n",
                        "Content-Transfer-Encoding: base64\r\n",
                        "\r\n",
                        "--b\r\n",
                        "--b--\r\n",
                        "hola",
                        "\u0000",
                        ";",
                        "=",
                        "Content-Type: message/rfc822\r\n")
                .list()
                .ofMaxSize(40)
                .map(list -> String.join("", list));
    }

    @Property
    void readsAnyMessage(@ForAll("messages") String message) throws IOException {
        readQuietly(message.getBytes(StandardCharsets.US_ASCII));
    }
}
