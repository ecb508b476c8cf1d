package org.valija.tlsreport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.outbound.TestDatabase;
import org.valija.tlsreport.ReportReader.UnreadableReportException;

class ReportReaderTest {

    private static final Instant NOW = Instant.parse("2026-03-02T05:00:00Z");

    /** The example of RFC 8460, appendix B. */
    private static final String EXAMPLE =
            """
            {"organization-name": "Company-X",
             "date-range": {"start-datetime": "2016-04-01T00:00:00Z", "end-datetime": "2016-04-01T23:59:59Z"},
             "contact-info": "sts-reporting@company-x.example",
             "report-id": "5065427c-23d3-47ca-b6e0-946ea0e8c4be",
             "policies": [{
               "policy": {"policy-type": "sts",
                          "policy-string": ["version: STSv1","mode: testing","mx: *.mail.company-y.example","max_age: 86400"],
                          "policy-domain": "company-y.example", "mx-host": "*.mail.company-y.example"},
               "summary": {"total-successful-session-count": 5326, "total-failure-session-count": 303},
               "failure-details": [
                 {"result-type": "certificate-expired", "sending-mta-ip": "2001:db8:abcd:0012::1",
                  "receiving-mx-hostname": "mx1.mail.company-y.example", "failed-session-count": 100},
                 {"result-type": "starttls-not-supported", "sending-mta-ip": "2001:db8:abcd:0013::1",
                  "receiving-mx-hostname": "mx2.mail.company-y.example", "receiving-ip": "203.0.113.56",
                  "failed-session-count": 200,
                  "additional-information": "https://reports.company-x.example/report_info ? id = 5065427 c - 23 d3# StarttlsNotSupported"},
                 {"result-type": "validation-failure", "sending-mta-ip": "198.51.100.62",
                  "receiving-ip": "203.0.113.58", "receiving-mx-hostname": "mx-backup.mail.company-y.example",
                  "failed-session-count": 3, "failure-reason-code": "X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED"}]}]}
            """;

    static byte[] message(String type, byte[] content) {
        return ("From: a@x.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=tlsrpt; boundary=b\r\n"
                        + "\r\n--b\r\nContent-Type: text/plain\r\n\r\nhola\r\n--b\r\nContent-Type: " + type
                        + "\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(content) + "\r\n--b--\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] packed(byte[] content) throws IOException {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(octets)) {
            gzip.write(content);
        }
        return octets.toByteArray();
    }

    private static List<ReceivedReport> read(byte[] message) throws IOException, UnreadableReportException {
        return ReportReader.read(new ByteArrayInputStream(message), NOW);
    }

    private static List<ReceivedReport> readJson(String json) throws IOException, UnreadableReportException {
        return read(message("application/tlsrpt+json", json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource({
        "application/tlsrpt+gzip, true",
        "application/tlsrpt+json, false",
        "application/gzip; name=\"x!y!1!2.json.gz\", true"
    })
    void readsTheExampleOfTheRfc(String type, boolean gzip) throws Exception {
        byte[] json = EXAMPLE.getBytes(StandardCharsets.UTF_8);

        assertThat(read(message(type, gzip ? packed(json) : json)))
                .singleElement()
                .satisfies(report -> {
                    assertThat(report.organization()).isEqualTo("Company-X");
                    assertThat(report.policyDomain()).isEqualTo("company-y.example");
                    assertThat(report.begins()).isEqualTo("2016-04-01T00:00:00Z");
                    assertThat(report.successes()).isEqualTo(5326);
                    assertThat(report.failures()).isEqualTo(303);
                    assertThat(report.details())
                            .extracting(ReceivedReport.Detail::result, ReceivedReport.Detail::sessions)
                            .containsExactly(
                                    org.assertj.core.groups.Tuple.tuple("certificate-expired", 100L),
                                    org.assertj.core.groups.Tuple.tuple("starttls-not-supported", 200L),
                                    org.assertj.core.groups.Tuple.tuple("validation-failure", 3L));
                    assertThat(report.details().get(2).reason()).isEqualTo("X509_V_ERR_PROXY_PATH_LENGTH_EXCEEDED");
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "hola",
                "{}",
                "{\"date-range\": {\"start-datetime\": \"yesterday\"}}",
                "{\"date-range\": {\"start-datetime\": \"2016-04-01T00:00:00Z\", \"end-datetime\": \"2016-04-01T00:00:00Z\"}}",
                "{\"date-range\": []}"
            })
    void whatIsNoReportIsRefused(String json) {
        assertThatThrownBy(() -> readJson(json)).isInstanceOf(UnreadableReportException.class);
    }

    @Test
    void aMessageWithoutOneIsRefused() {
        assertThatThrownBy(() -> read("Subject: hola\r\n\r\nhola".getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOf(UnreadableReportException.class)
                .hasMessageContaining("no part");
    }

    @Test
    void aBombIsNotUnpacked() throws Exception {
        byte[] bomb = packed(new byte[ReportReader.MAX_REPORT + 1]);

        assertThat(bomb).hasSizeLessThan(10_000);
        assertThatThrownBy(() -> read(message("application/tlsrpt+gzip", bomb)))
                .isInstanceOf(UnreadableReportException.class)
                .hasMessageContaining("when unpacked");
    }

    @Test
    void aLargeMessageIsNotRead() {
        assertThatThrownBy(() -> read(message("application/tlsrpt+gzip", new byte[ReportReader.MAX_MESSAGE])))
                .isInstanceOf(UnreadableReportException.class)
                .hasMessageContaining("more than");
    }

    @Test
    void strangersTextIsCutAndPrintable() throws Exception {
        String json = EXAMPLE.replace("Company-X\"", "\\u0000\\nX" + "x".repeat(1000) + "\"")
                .replace("5326", "1e999999999")
                .replace("303", "-3");

        assertThat(readJson(json)).singleElement().satisfies(report -> {
            assertThat(report.organization()).startsWith("Xx").hasSize(255);
            assertThat(report.successes()).isZero();
            assertThat(report.failures()).isZero();
        });
    }

    @Test
    void isKeptOnceAndForAWhile() throws Exception {
        ReceivedReportTable table = new ReceivedReportTable(TestDatabase.create());

        assertThat(table.add(readJson(EXAMPLE))).isZero();
        assertThat(table.add(readJson(EXAMPLE))).isZero();

        assertThat(table.count()).isEqualTo(1);
        assertThat(table.list(0, 10)).isEqualTo(readJson(EXAMPLE));
        assertThat(table.list(1, 10)).isEmpty();
        table.removeBefore(NOW);
        assertThat(table.count()).isEqualTo(1);
        table.removeBefore(NOW.plus(Duration.ofMillis(1)));
        assertThat(table.count()).isZero();
    }

    @Test
    void aReportHasABound() throws Exception {
        String detail = "{\"result-type\": \"x\", \"failed-session-count\": 1}";
        String many =
                String.join(",", IntStream.range(0, 500).mapToObj(i -> detail).toList());

        assertThat(readJson(EXAMPLE.replaceAll(
                        "(?s)\"failure-details\": \\[.*\\]}\\]}", "\"failure-details\": [" + many + "]}]}")))
                .singleElement()
                .satisfies(report -> assertThat(report.details()).hasSize(ReceivedReport.MAX_DETAILS));
    }
}
