package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.ListenerKind;
import org.valija.Reply;

/** LMTP over real sockets: when each delivery begins, when each reply leaves, and what becomes of the spool. */
class LmtpTest {

    private static final Reply OK = Reply.of(250, "2.0.0", "Ok");

    @TempDir
    static Path folder;

    private static RunningServer running;
    private static int port;

    @BeforeAll
    static void start() throws Exception {
        running = new RunningServer(
                RunningServer.settings(folder, TestKeys.make(folder).keys()));
        port = running.open(ListenerKind.LMTP);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void reset() {
        running.reset();
    }

    private static TestClient withContentFor(String... recipients) throws IOException {
        TestClient client = TestClient.greeted(port);
        client.say("LHLO client.example");
        client.say("MAIL FROM:<ana@ejemplo.com>");
        for (String recipient : recipients) {
            assertThat(client.say("RCPT TO:<" + recipient + "@ejemplo.com>")).startsWith("250");
        }
        assertThat(client.say("DATA")).startsWith("354");
        client.send("Subject: hola\r\n\r\n" + "0123456789abcdef\r\n".repeat(10_000) + ".\r\n");
        return client;
    }

    @Test
    void deliversToOneAfterTheOtherAndRepliesAsSoonAsItCan() throws Exception {
        running.holdDeliveries();
        try (TestClient client = withContentFor("uno", "dos", "tres")) {
            CompletableFuture<Reply> first = running.delivery();
            assertThat(running.handler.mails).as("one at a time").hasSize(1);
            first.complete(OK);
            assertThat(client.reply()).as("before the others are done").startsWith("250 ");

            running.delivery().complete(Reply.of(421, "4.3.2", "Later"));
            assertThat(client.reply()).as("421 would end the session").startsWith("451 4.3.2");

            assertThat(running.spoolFiles()).as("still needed").hasSize(1);
            running.delivery().completeExceptionally(new IllegalStateException("no"));
            assertThat(client.reply()).startsWith("451 4.3.0");

            assertThat(client.say("NOOP")).startsWith("250");
            RunningServer.await("the spool is empty", running::holdsNothing);
        }
        assertThat(running.handler.mails)
                .extracting(mail -> mail.envelope().recipients().toString())
                .containsExactly("[uno@ejemplo.com]", "[dos@ejemplo.com]", "[tres@ejemplo.com]");
    }

    @Test
    void whatHasNotBegunWhenTheClientGoesIsLeft() throws Exception {
        running.holdDeliveries();
        CompletableFuture<Reply> first;
        try (TestClient client = withContentFor("uno", "dos")) {
            first = running.delivery();
            client.reset();
        }
        RunningServer.await("the connection is gone", () -> running.sessions() == 0);
        assertThat(running.handler.mails.get(0).replyWait().isOn()).isFalse();
        assertThat(running.spoolFiles()).as("the delivery goes on").hasSize(1);

        first.complete(OK);
        RunningServer.await("the spool is empty", running::holdsNothing);
        assertThat(running.handler.mails).hasSize(1);
    }

    @Test
    void manyRecipientsWhoseRepliesAreThereAtOnce() throws Exception {
        String[] recipients = new String[100];
        for (int i = 0; i < recipients.length; i++) {
            recipients[i] = i % 2 == 0 ? "buzon" + i : "rejected";
        }
        try (TestClient client = withContentFor(recipients)) {
            for (int i = 0; i < recipients.length; i++) {
                assertThat(client.reply()).startsWith(i % 2 == 0 ? "250 2.0.0" : "550 5.7.1");
            }
            assertThat(client.say("QUIT")).startsWith("221");
        }
        assertThat(running.handler.mails).as("each address once").hasSize(51);
        RunningServer.await("the spool is empty", running::holdsNothing);
    }

    @Test
    void pipelinedTransactionsAreAnsweredInOrder() throws Exception {
        String one =
                "MAIL FROM:<ana@ejemplo.com>\r\nRCPT TO:<soporte@ejemplo.com>\r\nRCPT TO:<rejected@ejemplo.com>\r\n"
                        + "BDAT 6 LAST\r\nhola\r\n";
        try (TestClient client = TestClient.greeted(port)) {
            client.say("LHLO client.example");
            client.send(one.repeat(3) + "QUIT\r\n");
            assertThat(client.untilTheEnd().replaceAll("(?m)^(...).*\\R", "$1 "))
                    .matches("(250 250 250 250 550 ){3}221 ");
        }
    }
}
