package org.valija.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.valija.EnhancedStatus;

/** What messages say that came back: the samples beside this class, as hosts of many kinds write them. */
class ReturnedMailReaderTest {

    private static ReturnedMail read(String sample) throws IOException {
        try (InputStream in = Samples.open(sample + ".eml")) {
            return Samples.read(in.readAllBytes());
        }
    }

    private static ReturnedMail readText(String message) throws IOException {
        return Samples.read(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvFileSource(resources = "expected.csv", emptyValue = "")
    void aSampleSays(String sample, Verdict verdict, String recipient, String status) throws Exception {
        Finding first = read(sample).findings().get(0);

        assertThat(first.verdict()).isEqualTo(verdict);
        assertThat(first.recipients().stream().findFirst().orElse("")).isEqualTo(recipient == null ? "" : recipient);
        if (status != null && !status.isEmpty()) {
            assertThat(first.status().map(EnhancedStatus::toString)).hasValue(status);
        }
    }

    @Test
    void aReportOnSeveralSpeaksOfEach() throws Exception {
        assertThat(read("two-recipients").findings())
                .extracting(Finding::verdict)
                .containsExactly(Verdict.HARD, Verdict.FULL);
    }

    @Test
    void aReportNamesItsHost() throws Exception {
        assertThat(read("postfix-unknown-user").reporter()).isEqualTo("mx.b.test");
        assertThat(read("complaint").reporter()).isEqualTo("mx.b.test");
    }

    @Test
    void theWordsOfTheRemoteHostAreKeptOnOneLine() throws Exception {
        assertThat(read("postfix-unknown-user").findings().get(0).detail())
                .isEqualTo(
                        "550 5.1.1 <luis@b.test>: Recipient address rejected: User unknown in virtual mailbox table");
    }

    @Test
    void whatOurOwnMessageSaidIsNoReason() throws Exception {
        assertThat(read("qmail").text()).contains("no mailbox here").doesNotContain("spam");
    }

    @Test
    void aTextOfAnyLengthIsReadInPart() throws Exception {
        String endless = "Subject: Undeliverable\n\n" + "x".repeat(60_000) + "\n" + "mailbox full\n".repeat(10_000);

        ReturnedMail returned = readText(endless);

        assertThat(returned.text()).hasSizeLessThan(20_000);
        assertThat(returned.findings().get(0).verdict()).isEqualTo(Verdict.SOFT);
    }

    @Test
    void aReportOnAnyNumberOfRecipientsIsReadInPart() throws Exception {
        StringBuilder report =
                new StringBuilder("Content-Type: message/delivery-status\n\nReporting-MTA: dns; a.test\n");
        for (int i = 0; i < 3_000; i++) {
            report.append("\nFinal-Recipient: rfc822; u").append(i).append("@b.test\nAction: failed\nStatus: 5.1.1\n");
        }

        assertThat(readText(report.toString()).findings()).hasSizeBetween(1, ReportFields.MAX_BLOCKS);
    }
}
