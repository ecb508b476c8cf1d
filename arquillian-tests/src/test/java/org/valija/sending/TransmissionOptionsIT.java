package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** What a user's client asks for by parameters of MAIL and RCPT goes with the message, or is done. */
@OnServer
class TransmissionOptionsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final String SENDER = TestServer.ROBOT.user();

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("sending.war").addClasses(RouteServlet.class, TakingBean.class);
    }

    @AfterEach
    void removeRoutes() throws IOException {
        Http.postOk("/sending/sandbox");
    }

    @Test
    void theNextHopIsToldWhatTheSenderWantsToHearOf() throws Exception {
        String subject = newSubject();
        try (ScriptedPeer peer = new ScriptedPeer("DSN", "MT-PRIORITY", "DELIVERBY")) {
            routeTo(peer);
            String mail = "MAIL FROM:<" + SENDER + "> RET=HDRS ENVID=QQ+2B1 MT-PRIORITY=4 BY=600;N";
            String rcpt = "RCPT TO:<luis@peer.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Luis@ejemplo.net";
            assertThat(submit(mail, rcpt, subject).code()).isEqualTo(250);

            Await.present("the message", LIMIT, () -> peer.taken().stream()
                    .filter(taken -> taken.source().contains(subject))
                    .findAny());
            assertThat(peer.commands())
                    .anySatisfy(
                            command -> assertThat(command)
                                    .matches(
                                            "MAIL FROM:<robot@laboratorio\\.local> RET=HDRS ENVID=QQ\\+2B1 MT-PRIORITY=4 BY=5\\d\\d;N"))
                    .contains(rcpt);
        }
        // The next hop has promised to tell; a notification of ours would be the second one.
        assertThat(Sandbox.messages()).noneMatch(mail -> isReport(mail, subject));
    }

    /** It is taken with fewer than 500 characters; in ASCII, as it is kept, it has more. */
    @Test
    void aLongInternationalOriginalRecipientHoldsNothingUp() throws Exception {
        String subject = newSubject();
        try (ScriptedPeer peer = new ScriptedPeer("DSN")) {
            routeTo(peer);
            String original = "ORCPT=utf-8;" + "ñ".repeat(90) + "@ejemplo.com";
            assertThat(submit("MAIL FROM:<" + SENDER + "> SMTPUTF8", "RCPT TO:<luis@peer.example> " + original, subject)
                            .code())
                    .isEqualTo(250);

            Await.present("the message", LIMIT, () -> peer.taken().stream()
                    .filter(taken -> taken.source().contains(subject))
                    .findAny());
            assertThat(peer.commands()).contains("RCPT TO:<luis@peer.example>");
        }
    }

    @Test
    void whereTheNextHopKnowsNothingOfThatTheSenderHearsSo() throws Exception {
        String subject = newSubject();
        try (ScriptedPeer peer = new ScriptedPeer()) {
            routeTo(peer);
            String rcpt = "RCPT TO:<luis@peer.example> NOTIFY=SUCCESS ORCPT=rfc822;Luis@ejemplo.net";
            assertThat(submit("MAIL FROM:<" + SENDER + "> ENVID=QQ+2B1", rcpt, subject)
                            .code())
                    .isEqualTo(250);

            Sandbox.Mail report = Sandbox.await(mail -> isReport(mail, subject), "a report on " + subject);
            assertThat(report.recipients()).containsExactly(SENDER);
            assertThat(Sandbox.source(report))
                    .contains(
                            "Action: relayed",
                            "Original-Envelope-Id: QQ+1",
                            "Original-Recipient: rfc822; Luis@ejemplo.net",
                            "Final-Recipient: rfc822; luis@peer.example");
            assertThat(peer.commands()).contains("RCPT TO:<luis@peer.example>");
        }
    }

    @Test
    void theSenderHearsThatABeanHasTakenIt() throws Exception {
        String subject = newSubject();
        String mail = "MAIL FROM:<" + SENDER + ">";
        assertThat(submit(mail, "RCPT TO:<siempre@recibos.local> NOTIFY=SUCCESS", subject)
                        .code())
                .isEqualTo(250);
        Sandbox.Mail report = Sandbox.await(m -> isReport(m, subject), "a report on " + subject);
        assertThat(Sandbox.source(report))
                .contains("Action: delivered", "Final-Recipient: rfc822; siempre@recibos.local");

        // What is refused is not delivered, whatever was asked for: only what follows it is reported.
        String refused = newSubject();
        assertThat(submit(mail, "RCPT TO:<nunca@recibos.local> NOTIFY=SUCCESS", refused)
                        .code())
                .isEqualTo(550);
        String last = newSubject();
        submit(mail, "RCPT TO:<siempre@recibos.local> NOTIFY=SUCCESS", last);
        Sandbox.await(m -> isReport(m, last), "a report on " + last);
        assertThat(Sandbox.messages()).noneMatch(m -> isReport(m, refused));
    }

    @Test
    void whatIsToBeReleasedLaterWaitsInTheStore() throws Exception {
        String subject = newSubject();
        try (ScriptedPeer peer = new ScriptedPeer()) {
            routeTo(peer);
            Instant sent = Instant.now();
            assertThat(submit("MAIL FROM:<" + SENDER + "> HOLDFOR=8", "RCPT TO:<luis@peer.example>", subject)
                            .code())
                    .isEqualTo(250);

            Queue.Waiting held = Await.present("a held message", LIMIT, () -> Queue.waiting().stream()
                    .filter(mail -> mail.subject().equals(subject))
                    .findAny());
            assertThat(held.lastError()).startsWith("Held until");
            Await.present("its release", LIMIT, () -> peer.taken().stream()
                    .filter(taken -> taken.source().contains(subject))
                    .findAny());
            assertThat(Instant.now()).isAfterOrEqualTo(sent.plusSeconds(8));
        }
    }

    private static SmtpReply submit(String mail, String rcpt, String subject) throws IOException {
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.command(mail).code()).isEqualTo(250);
            assertThat(client.command(rcpt).code()).isEqualTo(250);
            return client.data("From: " + SENDER + "\nSubject: " + subject + "\n\nHola\n");
        }
    }

    private static boolean isReport(Sandbox.Mail mail, String subject) {
        try {
            return mail.sender().isEmpty() && Sandbox.source(mail).contains(subject);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void routeTo(ScriptedPeer peer) throws IOException {
        Http.postOk("/sending/routes?domain=peer.example&port=" + peer.port());
    }

    private static String newSubject() {
        return "transmission " + UUID.randomUUID();
    }
}
