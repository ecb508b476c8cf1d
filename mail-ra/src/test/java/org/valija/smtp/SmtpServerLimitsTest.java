package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.valija.smtp.RunningServer.await;

import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.ListenerKind;
import org.valija.Reply;
import org.valija.spi.ListenerOptions;

/** What ends a session, and what ends them all; each with a server of its own. */
class SmtpServerLimitsTest {

    private static final String CREDENTIALS = Base64.getEncoder()
            .encodeToString(("\0" + RecordingHandler.USER + "\0" + RecordingHandler.PASSWORD).getBytes());

    @TempDir
    static Path folder;

    private static TestKeys keys;
    private RunningServer running;

    @BeforeAll
    static void makeKeys() throws Exception {
        keys = TestKeys.make(folder);
    }

    private static SmtpServerSettings.Builder settings() {
        return RunningServer.settings(folder, keys.keys());
    }

    private void start(SmtpServerSettings.Builder settings) throws Exception {
        running = new RunningServer(settings);
    }

    @AfterEach
    void stop() throws Exception {
        running.close();
        assertThat(running.holdsNothing()).isTrue();
        await("the threads end", () -> threads().isEmpty());
    }

    // ---- limits ----

    @Test
    void turnsAwayOneConnectionTooMany() throws Exception {
        start(settings().limits(limits -> limits.maxConnections(2)));
        try (TestClient first = TestClient.greeted(running.port)) {
            try (TestClient second = TestClient.greeted(running.port);
                    TestClient third = new TestClient(running.port)) {
                assertThat(third.reply()).isEqualTo("421 4.3.2 Too many connections, try later");
                assertThat(third.reply()).isEmpty();
                assertThat(second.say("NOOP")).startsWith("250 ");
            }
            await("a free place", () -> running.sessions() == 1);
            try (TestClient fourth = new TestClient(running.port)) {
                assertThat(fourth.reply()).startsWith("220 ");
            }
            assertThat(first.say("NOOP")).startsWith("250 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "NOO"})
    void endsASessionInWhichNothingComes(String sent) throws Exception {
        start(settings().timeouts(timeouts -> timeouts.command(Duration.ofMillis(300))));
        try (TestClient client = TestClient.greeted(running.port)) {
            client.send(sent);
            assertThat(client.untilTheEnd()).endsWith("421 4.4.2 Nothing came in time\r\n");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA\r\nhalf a mess", "BDAT 100 LAST\r\nhalf a mess"})
    void endsAMessageThatStops(String sent) throws Exception {
        start(settings().timeouts(timeouts -> timeouts.block(Duration.ofMillis(300))));
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("HELO x");
            client.send("MAIL FROM:<a@b>\r\nRCPT TO:<c@b>\r\n");
            client.reply();
            client.reply();
            if (sent.startsWith("DATA")) {
                client.say("DATA");
            }
            client.send(sent.replace("DATA\r\n", ""));
            assertThat(client.untilTheEnd()).endsWith("421 4.4.2 Nothing came in time\r\n");
        }
    }

    @Test
    void aDripOfOctetsDoesNotKeepACommandAlive() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.command(Duration.ofMillis(500))));
        try (TestClient client = TestClient.greeted(running.port)) {
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
        await("the session's end", () -> running.sessions() == 0);
    }

    @Test
    void endsAMessageThatTakesTooLong() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.content(Duration.ofMillis(300))));
        try (TestClient client = TestClient.greeted(running.port)) {
            client.beginData();
            client.send("x\r\n");
            Thread.sleep(400);
            client.send("y\r\n");
            assertThat(client.reply()).startsWith("421 4.4.2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"BDAT 1\r\nx", "NOOP\r\n"})
    void theChunksOfAMessageHaveOneTimeTogether(String sent) throws Exception {
        start(settings().timeouts(timeouts -> timeouts.content(Duration.ofMillis(600))));
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO client.example");
            client.say("MAIL FROM:<ana@ejemplo.com>");
            client.say("RCPT TO:<soporte@ejemplo.com>");
            client.send("BDAT 1\r\nx");
            assertThat(client.reply()).startsWith("250 ");
            String reply = "250 ";
            for (int i = 0; i < 100 && reply.startsWith("250 "); i++) {
                Thread.sleep(100);
                client.send(sent);
                reply = client.reply();
            }
            assertThat(reply).isEqualTo("421 4.4.2 Nothing came in time");
        }
    }

    @Test
    void theTimeOfAMessageIsItsOwn() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.content(Duration.ofMillis(800))));
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO client.example");
            assertThat(client.say("BDAT 2\r\n")).startsWith("503 "); // which are those of the line's end
            for (int i = 0; i < 2; i++) {
                Thread.sleep(500);
                client.say("MAIL FROM:<ana@ejemplo.com>");
                client.say("RCPT TO:<soporte@ejemplo.com>");
                client.send("BDAT 1\r\nx");
                assertThat(client.reply()).startsWith("250 ");
                assertThat(client.say("RSET")).startsWith("250 ");
            }
        }
    }

    @Test
    void endsASenderOfSlowChunks() throws Exception {
        start(settings().limits(limits -> limits.minRate(100_000).rateWindow(Duration.ofMillis(100))));
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO client.example");
            client.say("MAIL FROM:<ana@ejemplo.com>");
            client.say("RCPT TO:<soporte@ejemplo.com>");
            String reply = "250 ";
            for (int i = 0; i < 50 && reply.startsWith("250 "); i++) {
                client.send("BDAT 1\r\nx");
                reply = client.reply();
                Thread.sleep(60);
            }
            assertThat(reply).isEqualTo("421 4.4.2 The message comes too slowly");
        }
    }

    @Test
    void whoIsTurnedDownHasSoMuchTimeToQuit() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.unauthenticated(Duration.ofMillis(500))));
        running.handler.turnsDown = true;
        try (TestClient client = new TestClient(running.port)) {
            assertThat(client.untilTheEnd()).isEqualTo("554 5.7.1 Not you\r\n421 4.4.2 Nothing came in time\r\n");
        }
        running.handler.turnsDown = false;
    }

    @Test
    void anotherClientOnTheSameConnectionHasItsOwnTimeToLogIn() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.unauthenticated(Duration.ofSeconds(3))));
        ListenerOptions fromHere = new ListenerOptions(
                Set.of(), ListenerOptions.LineBreaks.STRICT, List.of(), List.of("127.0.0.1"), false);
        int port = running.open("filtered", ListenerKind.SUBMISSION, fromHere);
        try (TestClient client = TestClient.greeted(port)) {
            Thread.sleep(2_000);
            assertThat(client.say("XCLIENT ADDR=203.0.113.9")).startsWith("220 ");
            Thread.sleep(2_000);
            assertThat(client.say("NOOP")).isEqualTo("250 2.0.0 Ok");
            assertThat(client.untilTheEnd()).isEqualTo("421 4.7.0 No login in time\r\n");
        }
    }

    @Test
    void whoSpeaksBeforeTheGreetingIsRefused() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.greetingDelay(Duration.ofMillis(700))));
        try (TestClient early = new TestClient(running.port);
                TestClient waiting = new TestClient(running.port)) {
            early.send("HELO spam\r\n");
            assertThat(early.untilTheEnd())
                    .isEqualTo("554 5.5.1 Protocol error: sent before the reply it depends on\r\n");
            assertThat(waiting.reply()).startsWith("220 ");
        }
        // Users do not wait.
        int submission = running.open(ListenerKind.SUBMISSION);
        try (TestClient user = new TestClient(submission)) {
            assertThat(user.reply()).startsWith("220 ");
        }
    }

    @Test
    void goesOnWithoutAHandlerThatNeverAnswers() throws Exception {
        Duration brief = Duration.ofMillis(300);
        start(settings().timeouts(timeouts -> timeouts.greeting(brief)
                .recipient(brief)
                .login(brief)
                .delivery(brief)
                .close(brief)));
        running.holdDeliveries();
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO client.example");
            client.startTls(keys.client());
            client.say("EHLO client.example");
            // "stalls", in both places
            assertThat(client.say("AUTH PLAIN AHN0YWxscwBzdGFsbHM="))
                    .isEqualTo("454 4.7.0 Authentication is not possible at present");
            client.say("AUTH PLAIN " + CREDENTIALS);
            assertThat(client.say("MAIL FROM:<stalls@ejemplo.com>"))
                    .isEqualTo("451 4.3.0 Something went wrong here, try later");
            client.say("MAIL FROM:<ana@ejemplo.com>");
            assertThat(client.say("RCPT TO:<stalls@ejemplo.com>"))
                    .isEqualTo("451 4.3.0 Something went wrong here, try later");
            assertThat(client.say("RCPT TO:<soporte@ejemplo.com>")).startsWith("250 ");
            client.say("DATA");
            assertThat(client.say("x\r\n.")).isEqualTo("451 4.3.0 Something went wrong here, try later");
            // What comes late changes nothing, but the spool is the delivery's until it ends.
            CompletableFuture<Reply> late = running.delivery();
            assertThat(running.server.spooledOctets()).isPositive();
            late.complete(RecordingHandler.OK);
            assertThat(running.holdsNothing()).isTrue();
            assertThat(client.say("NOOP")).isEqualTo("250 2.0.0 Ok");
            running.handler.stallsAtConnect = true;
            try (TestClient next = new TestClient(running.port)) {
                assertThat(next.untilTheEnd()).isEqualTo("421 4.3.0 Something went wrong here, try later\r\n");
            }
        }
    }

    @Test
    void whatIsCommittingWhenTheTimeIsUpIsWaitedFor() throws Exception {
        startWithBriefDeliveries();
        running.holdDeliveries();
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO client.example");
            client.say("MAIL FROM:<ana@ejemplo.com>");
            client.say("RCPT TO:<soporte@ejemplo.com>");
            client.say("DATA");
            client.send("x\r\n.\r\n");
            CompletableFuture<Reply> delivery = running.delivery();
            ReplyWait wait = running.handler.mails.get(0).replyWait();
            assertThat(wait.isOn() && wait.commits()).isTrue();
            Thread.sleep(BRIEF.toMillis() * 3 / 2);
            delivery.complete(RecordingHandler.OK);
            assertThat(client.reply()).startsWith("250 ");
        }
    }

    @Test
    void whatHasNotCommittedWhenTheTimeIsUpMustNot() throws Exception {
        startWithBriefDeliveries();
        running.holdDeliveries();
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO client.example");
            client.say("MAIL FROM:<ana@ejemplo.com>");
            client.say("RCPT TO:<soporte@ejemplo.com>");
            client.say("DATA");
            assertThat(client.say("x\r\n.")).startsWith("451 4.3.0");
            ReplyWait wait = running.handler.mails.get(0).replyWait();
            assertThat(wait.isOn() || wait.commits()).isFalse();
            running.delivery().complete(RecordingHandler.OK);
        }
    }

    @Test
    void aDeliveryKnowsThatItsClientIsGone() throws Exception {
        start(settings());
        running.holdDeliveries();
        try (TestClient client = TestClient.greeted(running.port)) {
            client.say("EHLO client.example");
            client.say("MAIL FROM:<ana@ejemplo.com>");
            client.say("RCPT TO:<soporte@ejemplo.com>");
            client.say("DATA");
            client.send("x\r\n.\r\n");
            CompletableFuture<Reply> delivery = running.delivery();
            ReplyWait wait = running.handler.mails.get(0).replyWait();
            assertThat(wait.isOn()).isTrue();
            client.reset();
            await("the client is gone", () -> !wait.isOn());
            assertThat(wait.commits()).as("what had begun may end").isTrue();
            delivery.complete(RecordingHandler.OK);
        }
    }

    private static final Duration BRIEF = Duration.ofMillis(800);

    private void startWithBriefDeliveries() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.delivery(BRIEF)));
    }

    @Test
    void aNetworkHasSoManyConnectionsAtOnce() throws Exception {
        start(settings()
                .limits(limits ->
                        limits.network(network -> network.connections(1).exempt(List.of()))));
        try (TestClient first = TestClient.greeted(running.port);
                TestClient second = new TestClient(running.port)) {
            assertThat(second.untilTheEnd())
                    .isEqualTo("421 4.7.0 Too many connections from your network, try later\r\n");
            assertThat(first.say("NOOP")).startsWith("250 ");
        }
        await("a free place", () -> running.sessions() == 0);
        try (TestClient third = new TestClient(running.port)) {
            assertThat(third.reply()).startsWith("220 ");
        }
    }

    @Test
    void aNetworkHasSoManyNewConnectionsInAMinute() throws Exception {
        start(settings()
                .limits(limits -> limits.network(
                        network -> network.connectionsPerMinute(1).exempt(List.of()))));
        try (TestClient first = TestClient.greeted(running.port);
                TestClient second = new TestClient(running.port)) {
            assertThat(second.untilTheEnd())
                    .isEqualTo("421 4.7.0 Too many new connections from your network, try later\r\n");
            assertThat(first.say("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void endsASenderThatIsTooSlow() throws Exception {
        start(settings().limits(limits -> limits.minRate(100_000).rateWindow(Duration.ofMillis(100))));
        try (TestClient client = TestClient.greeted(running.port)) {
            client.beginData();
            for (int i = 0; i < 8; i++) {
                client.send("x\r\n");
                Thread.sleep(60);
            }
            assertThat(client.reply()).isEqualTo("421 4.4.2 The message comes too slowly");
        } catch (SocketException e) {
            // The rest of what we sent met a closed connection.
        }
        await("the session's end", () -> running.sessions() == 0);
        assertThat(running.handler.mails).isEmpty();
    }

    @Test
    void endsASessionWithoutALoginWhereOneIsNeeded() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.unauthenticated(Duration.ofMillis(500))));
        int submission = running.open(ListenerKind.SUBMISSION);
        try (TestClient relaying = TestClient.greeted(running.port);
                TestClient client = TestClient.greeted(submission)) {
            client.say("EHLO client.example");
            for (String reply = client.say("NOOP"); reply.startsWith("250 "); reply = client.say("NOOP")) {
                Thread.sleep(20);
            }
            await("the session's end", () -> running.sessions() == 1);
            assertThat(relaying.say("NOOP")).startsWith("250 ");
        }
    }

    @Test
    void givesTheLastReplyToAClientThatStillSends() throws Exception {
        start(settings().limits(limits -> limits.maxErrors(1)));
        try (TestClient client = TestClient.greeted(running.port)) {
            client.send("FROB\r\n" + "x".repeat(200_000));
            assertThat(client.reply()).isEqualTo("421 4.7.0 Too many errors");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void anLmtpSessionNeedsNoLogin() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.unauthenticated(Duration.ofMillis(300))));
        int lmtp = running.open(ListenerKind.LMTP);
        try (TestClient idle = TestClient.greeted(lmtp);
                TestClient sending = TestClient.greeted(lmtp)) {
            sending.say("LHLO client.example");
            sending.say("MAIL FROM:<ana@ejemplo.com>");
            sending.say("RCPT TO:<soporte@ejemplo.com>");
            sending.say("DATA");
            for (int i = 0; i < 8; i++) {
                Thread.sleep(100);
                sending.send("x\r\n");
            }
            assertThat(sending.say(".")).startsWith("250 ");
            assertThat(idle.say("NOOP")).isEqualTo("250 2.0.0 Ok");
        }
    }

    // ---- closing ----

    @Test
    void closingEndsEverySession() throws Exception {
        start(settings().timeouts(timeouts -> timeouts.close(Duration.ofSeconds(5))));
        running.holdDeliveries();
        try (TestClient idle = TestClient.greeted(running.port);
                TestClient delivering = TestClient.greeted(running.port)) {
            delivering.beginData();
            delivering.send("x\r\n.\r\n");
            CompletableFuture<Reply> delivery = running.delivery();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(running.server::close);
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
        start(settings());
        running.holdDeliveries();
        try (TestClient sending = TestClient.greeted(running.port);
                TestClient delivering = TestClient.greeted(running.port)) {
            sending.beginData();
            sending.send(("x".repeat(998) + "\r\n").repeat(200));
            delivering.beginData();
            delivering.send("x\r\n.\r\n");
            CompletableFuture<Reply> delivery = running.delivery();
            running.server.close();
            assertThat(sending.untilTheEnd()).doesNotContain("250");
            assertThat(delivering.untilTheEnd()).doesNotContain("250");
            assertThat(threads()).isEmpty();
            // The delivery is still the handler's; its end gives the spool back.
            assertThat(running.server.spooledOctets()).isPositive();
            delivery.complete(RecordingHandler.OK);
        }
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("valija-"))
                .toList();
    }
}
