package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubmittedHeaderTest {

    private static final String DATE = "Date: Mon, 23 Nov 2026 17:30:00 +0000\r\n";
    private static final String ID = "Message-ID: <ID@mail.example>\r\n";

    /** A slash is CR LF, a percent sign a CR alone; what is added stands as {D} and {I}. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // content | what becomes of it | without From
                "From: a//x | From: a/{D}{I}/x | false",
                "from : a//x | from : a/{D}{I}/x | false",
                "FROM:/DATE:/MESSAGE-ID://x | FROM:/DATE:/MESSAGE-ID://x | false",
                "Message-id: <m>/From: a//Date: body | Message-id: <m>/From: a/{D}/Date: body | false",
                "Date: x/From: a///x | Date: x/From: a/{I}//x | false",
                "Subject: a/ From: b//x | Subject: a/ From: b/{D}{I}/x | true",
                "X-From: a//From: b | X-From: a/{D}{I}/From: b | true",
                "Fromage: a//x | Fromage: a/{D}{I}/x | true",
                "/From: a | {D}{I}/From: a | true",
                "From: a | From: a/{D}{I} | false",
                "From: a/ | From: a/{D}{I} | false",
                "From: a%/x | From: a%/x/{D}{I} | false",
                "From: a/%b// | From: a/%b/{D}{I}/ | false",
                "`` | {D}{I} | true"
            })
    void addsWhatIsMissingInEveryFragmentation(String content, String expected, boolean lacksFrom) {
        String octets = octets(content);
        String wanted = octets(expected).replace("{D}", DATE).replace("{I}", ID);
        for (int seed = 0; seed < 50; seed++) {
            SubmittedHeader header = new SubmittedHeader("<ID@mail.example>", Instant.parse("2026-11-23T17:30:00Z"));
            assertThat(completed(header, octets, new Random(seed))).isEqualTo(wanted);
            assertThat(header.isOver()).isTrue();
            assertThat(header.lacksFrom()).isEqualTo(lacksFrom);
            assertThat(header.added().contains("date")).isEqualTo(expected.contains("{D}"));
            assertThat(header.added().contains("message-id")).isEqualTo(expected.contains("{I}"));
        }
    }

    private static String octets(String text) {
        return text.replace("/", "\r\n").replace('%', '\r');
    }

    private static String completed(SubmittedHeader header, String content, Random random) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] octets = content.getBytes(StandardCharsets.US_ASCII);
        int at = 0;
        while (at < octets.length) {
            int length = Math.min(octets.length - at, random.nextInt(4));
            byte[] piece = Arrays.copyOfRange(octets, at, at + length);
            out.writeBytes(header.isOver() ? piece : header.complete(piece, length));
            at += length;
        }
        if (!header.isOver()) {
            out.writeBytes(header.end());
        }
        return out.toString(StandardCharsets.US_ASCII);
    }
}
