package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.valija.smtp.RunningServer.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.ListenerKind;
import org.valija.Reply;
import org.valija.smtp.tls.TlsKeys;
import org.valija.smtp.tls.TlsSettings;

/** Sessions over real sockets, in the clear and with TLS; all with one server. */
class SmtpServerTest {

    private static final String CREDENTIALS = Base64.getEncoder()
            .encodeToString(("\0" + RecordingHandler.USER + "\0" + RecordingHandler.PASSWORD).getBytes());

    @TempDir
    static Path folder;

    private static TestKeys keys;
    private static RunningServer running;

    @BeforeAll
    static void start() throws Exception {
        keys = TestKeys.make(folder);
        running = new RunningServer(
                RunningServer.settings(folder, keys.keys()).limits(limits -> limits.maxCommands(1_000_000)));
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void forget() {
        running.reset();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        await("the end of all sessions", () -> running.sessions() == 0);
        await("an empty spool", running::holdsNothing);
    }

    // ---- receiving ----

    @Test
    void takesAMessage() throws Exception {
        try (TestClient client = new TestClient(running.port)) {
            assertThat(client.reply()).isEqualTo("220 mail.example ESMTP Valija");
            client.beginData();
            String reply = client.say("Subject: Hola\r\n\r\n..\r\n.");
            assertThat(reply)
                    .isEqualTo("250 2.0.0 Ok: " + running.handler.mails.get(0).id());
            assertThat(client.say("QUIT")).isEqualTo("221 2.0.0 Bye");
            assertThat(client.reply()).isEmpty();
        }
        IncomingMail mail = running.handler.mails.get(0);
        assertThat(running.handler.contents.get(0).substring(0, mail.returnPathLength()))
                .isEqualTo("Return-Path: <ana@ejemplo.com>\r\n");
        assertThat(running.handler.contents.get(0).substring(mail.returnPathLength()))
                .matches("(?s)Received: from client\\.example \\(\\[127\\.0\\.0\\.1]\\)\r\n"
                        + "\tby mail\\.example with ESMTP id " + mail.id() + "\r\n"
                        + "\tfor <soporte@ejemplo\\.com>;\r\n"
                        + "\t\\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000\r\n"
                        + "Subject: Hola\r\n\r\n\\.\r\n");
    }

    @Test
    void answersAPipelinedBatchInOnePiece() throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("HELO x");
            client.send("MAIL FROM:<a@b>\r\nRCPT TO:<unknown@b>\r\nRCPT TO:<c@b>\r\nDATA\r\n");
            assertThat(client.piece())
                    .isEqualTo("250 2.1.0 Ok\r\n550 5.1.1 No such recipient\r\n250 2.1.5 Ok\r\n"
                            + "354 End data with <CR><LF>.<CR><LF>\r\n");
            client.send("x\r\n.\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nBDAT 3 LAST\r\nx\r\nQUIT\r\n");
            assertThat(client.piece())
                    .matches("250 2.0.0 Ok: \\w+\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 Ok: \\w+\r\n"
                            + "221 2.0.0 Bye\r\n");
        }
        assertThat(running.handler.mails).hasSize(2);
    }

    @Test
    void servesAClientThatHasClosedItsSide() throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("HELO x");
            client.send("MAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nBDAT 3 LAST\r\nx\r\n");
            client.closeOutput();
            assertThat(Stream.of(client.reply(), client.reply(), client.reply()).map(reply -> reply.substring(0, 3)))
                    .containsExactly("250", "250", "250");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void losesNoReplyOfAClientThatReadsLate() throws Exception {
        int commands = 500_000;
        try (TestClient client = TestClient.greeted(running.port)) {
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                try {
                    client.send("NOOP\r\n".repeat(commands));
                    client.closeOutput();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            Thread.sleep(300);
            assertThat(client.untilTheEnd()).isEqualTo("250 2.0.0 Ok\r\n".repeat(commands));
            sending.join();
        }
    }

    @Test
    void survivesEverySplitOfAWholeSession() throws Exception {
        // What may be sent in one go, with the replies that it gets.
        Map<String, List<String>> groups = new LinkedHashMap<>();
        groups.put("HELO x\r\n", List.of("250"));
        groups.put("MAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nDATA\r\n", List.of("250", "250", "354"));
        groups.put("..x\r\n.\r\nQUIT\r\n", List.of("250", "221"));
        for (int at = 1; at < 45; at += 2) {
            try (TestClient client = TestClient.greeted(running.port)) {
                for (Map.Entry<String, List<String>> group : groups.entrySet()) {
                    String octets = group.getKey();
                    int cut = Math.min(at, octets.length());
                    client.send(octets.substring(0, cut));
                    Thread.sleep(2);
                    client.send(octets.substring(cut));
                    for (String code : group.getValue()) {
                        assertThat(client.reply()).as("split at %s", at).startsWith(code);
                    }
                }
            }
        }
        assertThat(running.handler.contents).hasSizeGreaterThan(20).allSatisfy(content -> assertThat(content)
                .endsWith("+0000\r\n.x\r\n"));
    }

    /** A client that would not wait for a reply on which everything behind it depends. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO x\r\nMAIL FROM:<a@b>\r\n",
                "HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nDATA\r\nx\r\n.\r\n",
                "VRFY x\r\nNOOP\r\n",
                "AUTH PLAIN\r\nx\r\n"
            })
    void whoDoesNotWaitWhereItMustIsRefused(String sent) throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.send(sent);
            assertThat(client.untilTheEnd())
                    .isEqualTo("554 5.5.1 Protocol error: sent before the reply it depends on\r\n");
        }
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("HELO y");
            client.send("MAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nDATA\r\nx\r\n.\r\n");
            assertThat(client.untilTheEnd())
                    .endsWith("554 5.5.1 Protocol error: sent before the reply it depends on\r\n");
        }
        assertThat(running.handler.mails).isEmpty();
    }

    @Test
    void aLargeMessageGoesToAFileAndNotIntoTheHeap() throws Exception {
        running.holdDeliveries();
        int lines = 30 * 1024;
        byte[] line = ("x".repeat(1022) + "\r\n").getBytes();
        try (TestClient client = TestClient.greeted(running.port)) {
            client.beginData();
            long before = heapInUse();
            for (int i = 0; i < lines; i++) {
                client.send(line);
                if (i == lines / 2) {
                    assertThat(heapInUse() - before).isLessThan(8 * 1024 * 1024);
                }
            }
            client.send(".\r\n");
            CompletableFuture<Reply> delivery = running.delivery();
            assertThat(heapInUse() - before).isLessThan(8 * 1024 * 1024);
            SpooledContent content = running.handler.mails.get(0).content();
            assertThat(content).isInstanceOf(SpooledContent.InFile.class);
            assertThat(content.size()).isGreaterThan(lines * 1024L);
            assertThat(Files.size(((SpooledContent.InFile) content).path())).isEqualTo(content.size());
            delivery.complete(RecordingHandler.OK);
            assertThat(client.reply()).isEqualTo("250 2.0.0 Ok");
        }
        await("the file's removal", () -> running.spoolFiles().isEmpty());
    }

    private static long heapInUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatDropsInDataLeavesNothing(boolean reset) throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.beginData();
            client.send(("x".repeat(998) + "\r\n").repeat(200));
            await("the spool file", () -> running.spoolFiles().size() == 1);
            if (reset) {
                client.reset();
            }
        }
        await("the file's removal", running::holdsNothing);
        assertThat(running.handler.mails).isEmpty();
    }

    @Test
    void aDeliveryGoesOnWithoutItsClient() throws Exception {
        running.holdDeliveries();
        try (TestClient client = TestClient.greeted(running.port)) {
            client.beginData();
            client.send("x\r\n.\r\n");
            CompletableFuture<Reply> delivery = running.delivery();
            client.reset();
            await("the session's end", () -> running.sessions() == 0);
            assertThat(running.server.spooledOctets()).isPositive();
            delivery.complete(RecordingHandler.OK);
            await("the spool's release", () -> running.server.spooledOctets() == 0);
        }
    }

    // ---- TLS and authentication ----

    @Test
    void logsInAfterStartTls() throws Exception {
        try (TestClient client = TestClient.greeted(running.open(ListenerKind.SUBMISSION))) {
            assertThat(client.say("EHLO x")).contains("250 STARTTLS").doesNotContain("AUTH");
            client.startTls(keys.client());
            assertThat(client.say("MAIL FROM:<a@b>")).isEqualTo("503 5.5.1 EHLO or HELO first");
            assertThat(client.say("EHLO x")).contains("250 AUTH PLAIN LOGIN").doesNotContain("STARTTLS");
            assertThat(client.say("AUTH PLAIN " + CREDENTIALS)).startsWith("235 2.7.0");
            client.beginData();
            assertThat(client.say("From: x\r\n.")).startsWith("250 2.0.0");
        }
        IncomingMail mail = running.handler.mails.get(0);
        assertThat(mail.client().user()).contains(RecordingHandler.USER);
        assertThat(mail.client().tls().orElseThrow().protocol()).isEqualTo("TLSv1.3");
        assertThat(mail.authentication()).contains(new RecordingHandler.Login(RecordingHandler.USER));
        assertThat(running.handler.contents.get(0)).contains("with ESMTPSA id");
    }

    @Test
    void logsInUnderImplicitTls() throws Exception {
        try (TestClient client = new TestClient(running.open(ListenerKind.SUBMISSIONS), keys.client())) {
            assertThat(client.reply()).startsWith("220 ");
            client.say("EHLO x");
            assertThat(client.say("AUTH LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
            assertThat(client.say(Base64.getEncoder().encodeToString(RecordingHandler.USER.getBytes())))
                    .isEqualTo("334 UGFzc3dvcmQ6");
            assertThat(client.say(Base64.getEncoder().encodeToString(RecordingHandler.PASSWORD.getBytes())))
                    .startsWith("235 2.7.0");
            assertThat(client.say("QUIT")).startsWith("221 ");
            assertThat(client.reply()).as("an orderly end, not a truncation").isEmpty();
        }
        assertThat(running.handler.connected.get(0).tls()).isPresent();
    }

    @Test
    void holdsTheReplyToAWrongPasswordBack() throws Exception {
        try (TestClient client = new TestClient(running.open(ListenerKind.SUBMISSIONS), keys.client());
                TestClient other = TestClient.greeted(running.port)) {
            client.reply();
            client.say("EHLO x");
            long before = System.nanoTime();
            client.send("AUTH PLAIN " + Base64.getEncoder().encodeToString("\0x\0y".getBytes()) + "\r\n");
            assertThat(other.say("NOOP")).startsWith("250 ");
            assertThat(client.reply()).startsWith("535 5.7.8");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(Duration.ofMillis(200));
        }
    }

    /** CVE-2011-0411: plaintext behind STARTTLS must not be taken for commands that came under TLS. */
    @Test
    void throwsAwayWhatIsPipelinedBehindStartTls() throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO x");
            client.send("STARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@x>\r\nRCPT TO:<victim@x>\r\n");
            assertThat(client.reply()).startsWith("220 2.0.0");
            client.handshake(keys.client());
            assertThat(client.say("DATA")).isEqualTo("503 5.5.1 EHLO or HELO first");
            assertThat(client.say("QUIT")).startsWith("221 ");
        }
    }

    @Test
    void closesWherePlaintextFollowsInsteadOfAHandshake() throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO x");
            client.say("STARTTLS");
            client.send("MAIL FROM:<evil@x>\r\n");
            assertThat(client.untilTheEnd()).doesNotContain("250");
        }
        await("the session's end", () -> running.sessions() == 0);
    }

    @Test
    void speaksNoPlaintextOnATlsPort() throws Exception {
        try (TestClient client = new TestClient(running.open(ListenerKind.SUBMISSIONS))) {
            client.send("EHLO x\r\n");
            assertThat(client.untilTheEnd()).doesNotContain("220", "250");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsOfTls(String version) throws Exception {
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO x");
            client.say("STARTTLS");
            client.handshake(keys.client(), version);
            assertThat(client.say("EHLO x")).startsWith("250-");
        }
    }

    @Test
    void keysThatAreWrongAreNamed() {
        Optional<String> message = Optional.empty();
        try {
            TlsKeys.load(TlsSettings.of(keys.file(), "wrong".toCharArray()), "localhost");
        } catch (IOException e) {
            message = Optional.of(e.getMessage());
        }
        assertThat(message.orElseThrow()).contains(keys.file().toString()).doesNotContain("wrong");
    }
}
