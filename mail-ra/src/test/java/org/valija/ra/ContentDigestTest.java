package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Client;
import org.valija.Envelope;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.SpooledContent;

class ContentDigestTest {

    private static final String RETURN_PATH = "Return-Path: <a@b.test>\r\n";
    private static final String MESSAGE = "Message-ID: <1@b.test>\r\nSubject: Hola\r\n folded\r\n\r\nBody\r\n";

    @TempDir
    Path folder;

    @Test
    void ourOwnTraceHeaderDoesNotCount() throws IOException {
        assertThat(digest("Received: by us\r\n\tid 1; now\r\n", MESSAGE))
                .isEqualTo(digest("Received: by us\r\n\tid 22; later\r\n", MESSAGE));
        String anonymous = "Subject: Hola\r\n\r\nBody\r\n";
        assertThat(digest("Received: by us\r\n\tid 1; now\r\n", anonymous))
                .isEqualTo(digest("Received: by us\r\n\tid 22; later\r\n", anonymous));
    }

    @Test
    void whatTheClientSentCounts() throws IOException {
        assertThat(List.of(
                        digest(MESSAGE),
                        digest(MESSAGE.replace("1@b", "2@b")),
                        digest(MESSAGE.replace("Hola", "Hole")),
                        digest(MESSAGE.replace(" folded", " faded")),
                        digest(MESSAGE.replace("Body", "Bodz")),
                        digest(MESSAGE.replace("\r\n\r\n", "\r\n\r\n\r\n")),
                        digest(MESSAGE.replace("\r\n\r\n", "\r\n")),
                        digest("X: y\r\n" + MESSAGE),
                        digest("")))
                .doesNotHaveDuplicates();
    }

    @Test
    void whatServersAddOnTheWayDoesNotCountIfThereIsAMessageId() throws IOException {
        String other = "Received: from c\r\n\tby d; now\r\nDKIM-Signature: v=1;\r\n b=x\r\nARC-Seal : i=1\r\n";
        assertThat(digest(other + MESSAGE)).isEqualTo(digest(MESSAGE));

        String anonymous = "Subject: Hola\r\n\r\nBody\r\n";
        assertThat(digest(other + anonymous)).isNotEqualTo(digest(anonymous));
    }

    @Test
    void aMessageIdInTheBodyIsNone() throws IOException {
        String body = "Subject: Hola\r\n\r\nMessage-ID: <1@b.test>\r\n";
        assertThat(digest("Received: from c\r\n" + body)).isNotEqualTo(digest(body));
    }

    @Test
    void whatWeHaveAddedToAUsersMessageDoesNotCount() throws IOException {
        Set<String> both = Set.of("date", "message-id");
        String first = "Subject: Hola\r\nDate: now\r\nMessage-ID: <1@us>\r\n\r\nBody\r\n";
        String again = first.replace("now", "later").replace("1@us", "2@us");
        assertThat(digest(again, both)).isEqualTo(digest(first, both));
        assertThat(digest(first.replace("Hola", "Hole"), both)).isNotEqualTo(digest(first, both));
        // So the message has none that would let what servers have added not count.
        assertThat(digest("DKIM-Signature: x\r\n" + first, both)).isNotEqualTo(digest(first, both));
        assertThat(digest(first.replace("now", "later"), Set.of("date"))).isEqualTo(digest(first, Set.of("date")));
        assertThat(digest(again, Set.of("date"))).isNotEqualTo(digest(first, Set.of("date")));
    }

    @Test
    void memoryAndFileAreTheSame() throws IOException {
        String large = MESSAGE + "x".repeat(100_000);
        Path file = folder.resolve("mail");
        byte[] octets = (RETURN_PATH + "Received: by us\r\n" + large).getBytes(StandardCharsets.UTF_8);
        Files.write(file, octets);
        assertThat(HexFormat.of().formatHex(ContentDigest.of(mail(new SpooledContent.InFile(file, octets.length)))))
                .isEqualTo(digest(large));
    }

    @Test
    void strangeHeadersEnd() throws IOException {
        assertThat(List.of(
                        digest("no colon\r\n\r\nBody"),
                        digest("y".repeat(5000) + ": long\r\n\r\nBody"),
                        digest("\r\nBody"),
                        digest("\n"),
                        digest("Received"),
                        digest(":")))
                .doesNotHaveDuplicates();
    }

    private static String digest(String message, Set<String> added) throws IOException {
        byte[] octets = (RETURN_PATH + "Received: by us\r\n" + message).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(ContentDigest.of(mail(new SpooledContent.InMemory(octets), added)));
    }

    private static String digest(String message) throws IOException {
        return digest("Received: by us\r\n", message);
    }

    private static String digest(String received, String message) throws IOException {
        byte[] octets = (RETURN_PATH + received + message).getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(ContentDigest.of(mail(new SpooledContent.InMemory(octets))));
    }

    private static IncomingMail mail(SpooledContent content) {
        return mail(content, Set.of());
    }

    private static IncomingMail mail(SpooledContent content, Set<String> added) {
        Client client = new Client(
                "relay",
                ListenerKind.RELAY,
                InetSocketAddress.createUnresolved("client.test", 1),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new IncomingMail(
                "ID1",
                client,
                Optional.empty(),
                new Envelope(Optional.empty(), List.of(MailAddress.parse("a@b"))),
                content,
                RETURN_PATH.length(),
                added,
                Instant.now());
    }
}
