package org.valija.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.promise.bean.Ending;
import org.valija.server.Administration;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** A bean with {@code exactlyOnce} has a message once, however often the client sends it. */
@OnServer
class ExactlyOnceIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String ANA = "ana@ejemplo.net";
    private static final String ONCE = "anybody@once.example";

    private final String subject = "once " + UUID.randomUUID();

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("once.war").addPackage(Ending.class.getPackage());
    }

    @AfterEach
    void openTheGate() throws IOException {
        Http.postOk("/once/open");
    }

    @Test
    void aClientThatHasNotHeardThe250SendsAgain() throws Exception {
        sendAndLeaveWhileTheBeanIsAtWork();
        Http.postOk("/once/open");
        Await.until("the commit that nobody hears of", LIMIT, () -> rows() == 1);

        assertThat(send(ANA, List.of(ONCE)).codes()).isEqualTo("250 2.0.0");
        assertThat(send(ANA, List.of(ONCE)).codes()).isEqualTo("250 2.0.0");

        assertThat(rows()).isEqualTo(1);
        assertThat(mails()).isEqualTo(1);
    }

    @Test
    void aClientThatSendsAgainTooEarlyIsPutOff() throws Exception {
        sendAndLeaveWhileTheBeanIsAtWork();

        assertThat(send(ANA, List.of(ONCE)).codes()).isEqualTo("451 4.3.0");

        Http.postOk("/once/open");
        Await.until("the commit that nobody hears of", LIMIT, () -> rows() == 1);
        assertThat(send(ANA, List.of(ONCE)).codes()).isEqualTo("250 2.0.0");
        assertThat(rows()).isEqualTo(1);
        assertThat(mails()).isEqualTo(1);
    }

    @Test
    void aBeanThatIsAskedAboutRecipientsHasAMessageOnceToo() throws Exception {
        List<String> asked = List.of("anybody@once-asked.example");
        assertThat(send(ANA, asked).codes()).isEqualTo("250 2.0.0");
        assertThat(send(ANA, asked).codes()).isEqualTo("250 2.0.0");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void aDeliveryThatWasRolledBackLeavesNoReceipt() throws Exception {
        String failing = Ending.THROWS_RUNTIME_EXCEPTION.localPart() + "@second.example";
        assertThat(send(ANA, List.of(ONCE, failing)).codes()).isEqualTo("451 4.3.0");
        assertThat(rows()).isZero();

        assertThat(send(ANA, List.of(ONCE)).codes()).isEqualTo("250 2.0.0");
        assertThat(send(ANA, List.of(ONCE)).codes()).isEqualTo("250 2.0.0");
        assertThat(rows()).isEqualTo(1);
    }

    @Test
    void anotherRecipientOrSenderIsAnotherMessage() throws Exception {
        assertThat(send(ANA, List.of(ONCE)).codes()).isEqualTo("250 2.0.0");
        assertThat(send(ANA, List.of(ONCE, "other@once.example")).codes()).isEqualTo("250 2.0.0");
        assertThat(send("luis@ejemplo.net", List.of(ONCE)).codes()).isEqualTo("250 2.0.0");
        assertThat(rows()).isEqualTo(3);
    }

    @Test
    void theReceiptOutlivesARedeployment() throws Exception {
        assertThat(send(ANA, List.of(ONCE)).codes()).isEqualTo("250 2.0.0");
        Administration.suspend("once");
        Administration.resume("once");

        Await.until("delivery after the bean is back", LIMIT, () -> send(ANA, List.of(ONCE))
                .isPositive());

        assertThat(rows()).isEqualTo(1);
    }

    private void sendAndLeaveWhileTheBeanIsAtWork() throws Exception {
        Http.postOk("/once/close");
        SmtpClient client = SmtpClient.connect(TestServer.relayPort());
        client.ehlo();
        client.command("MAIL FROM:<" + ANA + ">");
        client.command("RCPT TO:<" + ONCE + ">");
        assertThat(client.command("DATA").code()).isEqualTo(354);
        client.output().write((message().replace("\n", "\r\n") + ".\r\n").getBytes(StandardCharsets.UTF_8));
        client.output().flush();
        Await.until("the bean at work", LIMIT, () -> Http.getOk("/once/waiting").equals("1"));
        client.drop();
    }

    private String message() {
        return "Message-ID: <" + subject.replace(' ', '.') + "@ejemplo.net>\nSubject: " + subject + "\n\nHola.\n";
    }

    private SmtpReply send(String sender, List<String> recipients) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            if (!client.greeting().isPositive()) {
                return client.greeting();
            }
            client.ehlo();
            return client.send(sender, recipients, message());
        }
    }

    private int rows() throws IOException {
        return Integer.parseInt(Http.getOk("/once/rows?subject=" + URLEncoder.encode(subject, StandardCharsets.UTF_8)));
    }

    private long mails() throws IOException, InterruptedException {
        Sandbox.awaitSubject(subject);
        return Sandbox.messages().stream()
                .filter(mail -> mail.subject().equals(subject))
                .count();
    }
}
