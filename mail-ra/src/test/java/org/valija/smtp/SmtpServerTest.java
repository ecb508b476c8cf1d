package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Reply;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerSettings;

/** Sessions over real sockets, in the clear and with TLS. */
class SmtpServerTest {

    private static final String CREDENTIALS = Base64.getEncoder()
            .encodeToString(("\0" + RecordingHandler.USER + "\0" + RecordingHandler.PASSWORD).getBytes());

    @TempDir
    static Path keysFolder;

    private static TestKeys keys;

    @TempDir
    Path folder;

    /** What deliveries wait for, when a test holds them. */
    private final BlockingQueue<CompletableFuture<Reply>> held = new LinkedBlockingQueue<>();

    private volatile boolean holdDeliveries;

    private final RecordingHandler handler = new RecordingHandler() {
        @Override
        public CompletionStage<Reply> deliver(IncomingMail mail) {
            CompletionStage<Reply> delivered = super.deliver(mail);
            if (!holdDeliveries) {
                return delivered;
            }
            CompletableFuture<Reply> reply = new CompletableFuture<>();
            held.add(reply);
            return reply;
        }
    };

    private SmtpServer server;
    private int port;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = TestKeys.make(keysFolder);
    }

    @BeforeEach
    void start() throws Exception {
        start(settings());
    }

    private SmtpServerSettings.Builder settings() {
        return SmtpServerSettings.builder("mail.example", folder.resolve("spool"))
                .tls(keys.keys())
                .spoolThreshold(64 * 1024)
                .failedLoginDelay(Duration.ofMillis(200))
                .closeTimeout(Duration.ofMillis(500))
                .threads(2);
    }

    private void start(SmtpServerSettings.Builder settings) throws IOException {
        if (server != null) {
            server.close();
        }
        server = new SmtpServer(settings.build(), handler);
        port = open(ListenerKind.RELAY);
    }

    private int open(ListenerKind kind) {
        return server.apply(new ListenerSettings(kind.name(), kind, "127.0.0.1", 0, true, 50_000_000, 100))
                .port();
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(spoolFiles()).isEmpty();
        assertThat(server.spooledOctets()).isZero();
    }

    private List<Path> spoolFiles() {
        try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for: " + what).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private static void beginData(TestClient client) throws IOException {
        client.say("EHLO client.example");
        client.say("MAIL FROM:<ana@ejemplo.com>");
        client.say("RCPT TO:<soporte@ejemplo.com>");
        assertThat(client.say("DATA")).startsWith("354 ");
    }

    // ---- receiving ----

    @Test
    void takesAMessage() throws Exception {
        try (TestClient client = new TestClient(port)) {
            assertThat(client.reply()).isEqualTo("220 mail.example ESMTP Valija");
            beginData(client);
            String reply = client.say("Subject: Hola\r\n\r\n..\r\n.");
            assertThat(reply).isEqualTo("250 2.0.0 Ok: " + handler.mails.get(0).id());
            assertThat(client.say("QUIT")).isEqualTo("221 2.0.0 Bye");
            assertThat(client.reply()).isEmpty();
        }
        IncomingMail mail = handler.mails.get(0);
        assertThat(handler.contents.get(0).substring(0, mail.returnPathLength()))
                .isEqualTo("Return-Path: <ana@ejemplo.com>\r\n");
        assertThat(handler.contents.get(0).substring(mail.returnPathLength()))
                .matches("(?s)Received: from client\\.example \\(\\[127\\.0\\.0\\.1]\\)\r\n"
                        + "\tby mail\\.example with ESMTP id " + mail.id() + "\r\n"
                        + "\tfor <soporte@ejemplo\\.com>;\r\n"
                        + "\t\\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000\r\n"
                        + "Subject: Hola\r\n\r\n\\.\r\n");
    }

    @Test
    void answersAPipelinedBatchInOnePiece() throws Exception {
        try (TestClient client = TestClient.greeted(port)) {
            client.send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<unknown@b>\r\nRCPT TO:<c@b>\r\nDATA\r\n");
            assertThat(client.piece())
                    .isEqualTo("250 mail.example\r\n250 2.1.0 Ok\r\n550 5.1.1 No such recipient\r\n250 2.1.5 Ok\r\n"
                            + "354 End data with <CR><LF>.<CR><LF>\r\n");
            client.send("x\r\n.\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nBDAT 3 LAST\r\nx\r\nQUIT\r\n");
            assertThat(client.piece())
                    .matches("250 2.0.0 Ok: \\w+\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n250 2.0.0 Ok: \\w+\r\n"
                            + "221 2.0.0 Bye\r\n");
        }
        assertThat(handler.mails).hasSize(2);
    }

    @Test
    void servesAClientThatHasClosedItsSide() throws Exception {
        try (TestClient client = TestClient.greeted(port)) {
            client.send("HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nDATA\r\nx\r\n.\r\n");
            client.closeOutput();
            assertThat(Stream.of(client.reply(), client.reply(), client.reply(), client.reply(), client.reply())
                            .map(reply -> reply.substring(0, 3)))
                    .containsExactly("250", "250", "250", "354", "250");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void survivesEverySplitOfAWholeSession() throws Exception {
        String session = "HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nDATA\r\n..x\r\n.\r\nQUIT\r\n";
        for (int at = 1; at < session.length(); at += 3) {
            try (TestClient client = TestClient.greeted(port)) {
                client.send(session.substring(0, at));
                Thread.sleep(2);
                client.send(session.substring(at));
                for (String code : List.of("250", "250", "250", "354", "250", "221")) {
                    assertThat(client.reply()).as("split at %s", at).startsWith(code);
                }
            }
        }
        assertThat(handler.contents).allSatisfy(content -> assertThat(content).endsWith("+0000\r\n.x\r\n"));
    }

    @Test
    void aLargeMessageGoesToAFileAndNotIntoTheHeap() throws Exception {
        holdDeliveries = true;
        int lines = 30 * 1024;
        byte[] line = ("x".repeat(1022) + "\r\n").getBytes();
        try (TestClient client = TestClient.greeted(port)) {
            beginData(client);
            long before = heapInUse();
            for (int i = 0; i < lines; i++) {
                client.send(line);
                if (i == lines / 2) {
                    assertThat(heapInUse() - before).isLessThan(8 * 1024 * 1024);
                }
            }
            client.send(".\r\n");
            CompletableFuture<Reply> delivery = held.poll(30, TimeUnit.SECONDS);
            assertThat(heapInUse() - before).isLessThan(8 * 1024 * 1024);
            SpooledContent content = handler.mails.get(0).content();
            assertThat(content).isInstanceOf(SpooledContent.InFile.class);
            assertThat(content.size()).isGreaterThan(lines * 1024L);
            assertThat(Files.size(((SpooledContent.InFile) content).path())).isEqualTo(content.size());
            delivery.complete(RecordingHandler.OK);
            assertThat(client.reply()).isEqualTo("250 2.0.0 Ok");
        }
        await("the file's removal", () -> spoolFiles().isEmpty());
    }

    private static long heapInUse() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aConnectionThatDropsInDataLeavesNothing(boolean reset) throws Exception {
        try (TestClient client = TestClient.greeted(port)) {
            beginData(client);
            client.send(("x".repeat(998) + "\r\n").repeat(200));
            await("the spool file", () -> spoolFiles().size() == 1);
            if (reset) {
                client.reset();
            }
        }
        await("the file's removal", () -> spoolFiles().isEmpty() && server.spooledOctets() == 0);
        assertThat(handler.mails).isEmpty();
    }

    @Test
    void aDeliveryGoesOnWithoutItsClient() throws Exception {
        holdDeliveries = true;
        try (TestClient client = TestClient.greeted(port)) {
            beginData(client);
            client.send("x\r\n.\r\n");
            CompletableFuture<Reply> delivery = held.poll(20, TimeUnit.SECONDS);
            client.reset();
            await("the session's end", () -> server.listeners().get(0).sessions() == 0);
            assertThat(server.spooledOctets()).isPositive();
            delivery.complete(RecordingHandler.OK);
            await("the spool's release", () -> server.spooledOctets() == 0);
        }
    }

    // ---- TLS and authentication ----

    @Test
    void logsInAfterStartTls() throws Exception {
        try (TestClient client = TestClient.greeted(open(ListenerKind.SUBMISSION))) {
            assertThat(client.say("EHLO x")).contains("250 STARTTLS").doesNotContain("AUTH");
            client.startTls(keys.client());
            assertThat(client.say("MAIL FROM:<a@b>")).isEqualTo("503 5.5.1 EHLO or HELO first");
            assertThat(client.say("EHLO x")).contains("250 AUTH PLAIN LOGIN").doesNotContain("STARTTLS");
            assertThat(client.say("AUTH PLAIN " + CREDENTIALS)).startsWith("235 2.7.0");
            beginData(client);
            assertThat(client.say("x\r\n.")).startsWith("250 2.0.0");
        }
        IncomingMail mail = handler.mails.get(0);
        assertThat(mail.client().user()).contains(RecordingHandler.USER);
        assertThat(mail.client().tls().orElseThrow().protocol()).isEqualTo("TLSv1.3");
        assertThat(mail.authentication()).contains(new RecordingHandler.Login(RecordingHandler.USER));
        assertThat(handler.contents.get(0)).contains("with ESMTPSA id");
    }

    @Test
    void logsInUnderImplicitTls() throws Exception {
        try (TestClient client = new TestClient(open(ListenerKind.SUBMISSIONS), keys.client())) {
            assertThat(client.reply()).startsWith("220 ");
            client.say("EHLO x");
            assertThat(client.say("AUTH LOGIN")).isEqualTo("334 VXNlcm5hbWU6");
            assertThat(client.say(Base64.getEncoder().encodeToString(RecordingHandler.USER.getBytes())))
                    .isEqualTo("334 UGFzc3dvcmQ6");
            assertThat(client.say(Base64.getEncoder().encodeToString(RecordingHandler.PASSWORD.getBytes())))
                    .startsWith("235 2.7.0");
            assertThat(client.say("QUIT")).startsWith("221 ");
        }
        assertThat(handler.connected.get(0).tls()).isPresent();
    }

    @Test
    void holdsTheReplyToAWrongPasswordBack() throws Exception {
        try (TestClient client = new TestClient(open(ListenerKind.SUBMISSIONS), keys.client());
                TestClient other = TestClient.greeted(port)) {
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
        try (TestClient client = TestClient.greeted(port)) {
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
        try (TestClient client = TestClient.greeted(port)) {
            client.say("EHLO x");
            client.say("STARTTLS");
            client.send("MAIL FROM:<evil@x>\r\n");
            assertThat(endOf(client)).doesNotContain("250");
        }
        await("the session's end", () -> server.listeners().get(0).sessions() == 0);
    }

    @Test
    void speaksNoPlaintextOnATlsPort() throws Exception {
        try (TestClient client = new TestClient(open(ListenerKind.SUBMISSIONS))) {
            client.send("EHLO x\r\n");
            assertThat(endOf(client)).doesNotContain("220", "250");
        }
    }

    /** Everything up to the end of the stream; a reset is an end, too. */
    private static String endOf(TestClient client) throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (String piece = client.piece(); !piece.isEmpty(); piece = client.piece()) {
                all.append(piece);
            }
        } catch (SocketException e) {
            all.append("[").append(e.getMessage()).append("]");
        }
        return all.toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksBothVersionsOfTls(String version) throws Exception {
        SSLContext context = keys.client();
        try (TestClient client = TestClient.greeted(port)) {
            client.say("EHLO x");
            client.say("STARTTLS");
            client.handshake(context, version);
            assertThat(client.say("EHLO x")).startsWith("250-");
        }
    }

    // ---- limits ----

    @Test
    void turnsAwayOneConnectionTooMany() throws Exception {
        start(settings().maxConnections(2));
        try (TestClient first = TestClient.greeted(port)) {
            try (TestClient second = TestClient.greeted(port);
                    TestClient third = new TestClient(port)) {
                assertThat(third.reply()).isEqualTo("421 4.3.2 Too many connections, try later");
                assertThat(third.reply()).isEmpty();
                assertThat(second.say("NOOP")).startsWith("250 ");
            }
            await("a free place", () -> server.listeners().get(0).sessions() == 1);
            try (TestClient fourth = new TestClient(port)) {
                assertThat(fourth.reply()).startsWith("220 ");
            }
            assertThat(first.say("NOOP")).startsWith("250 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NOO", "HELO x\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\nDATA\r\nhalf a mess"})
    void endsASessionInWhichNothingComes(String sent) throws Exception {
        start(settings().commandTimeout(Duration.ofMillis(300)));
        try (TestClient client = TestClient.greeted(port)) {
            client.send(sent);
            assertThat(endOf(client)).endsWith("421 4.4.2 Nothing came in time\r\n");
        }
    }

    @Test
    void aDripOfOctetsDoesNotKeepACommandAlive() throws Exception {
        start(settings().commandTimeout(Duration.ofMillis(500)));
        try (TestClient client = TestClient.greeted(port)) {
            long before = System.nanoTime();
            try {
                for (int i = 0; i < 200; i++) {
                    client.send("x");
                    Thread.sleep(20);
                }
            } catch (SocketException e) {
                // closed, as it should be
            }
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(6));
        }
        await("the session's end", () -> server.listeners().get(0).sessions() == 0);
    }

    @Test
    void endsAMessageThatTakesTooLong() throws Exception {
        start(settings().contentTimeout(Duration.ofMillis(300)));
        try (TestClient client = TestClient.greeted(port)) {
            beginData(client);
            client.send("x\r\n");
            Thread.sleep(400);
            client.send("y\r\n");
            assertThat(client.reply()).startsWith("421 4.4.2");
        }
    }

    @Test
    void givesTheLastReplyToAClientThatStillSends() throws Exception {
        start(settings().maxErrors(1));
        try (TestClient client = TestClient.greeted(port)) {
            client.send("FROB\r\n" + "x".repeat(200_000));
            assertThat(client.reply()).isEqualTo("421 4.7.0 Too many errors");
            assertThat(client.reply()).isEmpty();
        }
    }

    // ---- closing ----

    @Test
    void closingEndsEverySession() throws Exception {
        start(settings().closeTimeout(Duration.ofSeconds(5)));
        holdDeliveries = true;
        try (TestClient idle = TestClient.greeted(port);
                TestClient delivering = TestClient.greeted(port)) {
            beginData(delivering);
            delivering.send("x\r\n.\r\n");
            CompletableFuture<Reply> delivery = held.poll(20, TimeUnit.SECONDS);
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            assertThat(idle.reply()).isEqualTo("421 4.3.2 Closing for maintenance, try later");
            assertThat(closing).isNotDone();
            delivery.complete(RecordingHandler.OK);
            assertThat(delivering.reply()).isEqualTo("250 2.0.0 Ok");
            assertThat(delivering.reply()).startsWith("421 4.3.2");
            closing.get(20, TimeUnit.SECONDS);
        }
        assertThat(threads()).isEmpty();
    }

    @Test
    void closingDoesNotWaitForEver() throws Exception {
        holdDeliveries = true;
        try (TestClient sending = TestClient.greeted(port);
                TestClient delivering = TestClient.greeted(port)) {
            beginData(sending);
            sending.send(("x".repeat(998) + "\r\n").repeat(200));
            beginData(delivering);
            delivering.send("x\r\n.\r\n");
            CompletableFuture<Reply> delivery = held.poll(20, TimeUnit.SECONDS);
            server.close();
            assertThat(endOf(sending)).doesNotContain("250");
            assertThat(endOf(delivering)).doesNotContain("250");
            assertThat(threads()).isEmpty();
            // The delivery is still the handler's; its end gives the spool back.
            assertThat(server.spooledOctets()).isPositive();
            delivery.complete(RecordingHandler.OK);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("valija-"))
                .toList();
    }

    @Test
    void keysThatAreWrongAreNamed() {
        Optional<String> message = Optional.empty();
        try {
            TlsKeys.load(keys.file(), "wrong".toCharArray());
        } catch (IOException e) {
            message = Optional.of(e.getMessage());
        }
        assertThat(message.orElseThrow()).contains(keys.file().toString()).doesNotContain("wrong");
    }
}
