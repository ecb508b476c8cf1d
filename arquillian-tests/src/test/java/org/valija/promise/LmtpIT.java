package org.valija.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.RestListener;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.program.Program;
import org.valija.program.Tools;
import org.valija.promise.bean.Ending;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Promise 1 by LMTP: each recipient has a reply of its own, and it is the outcome of a transaction of its own. */
@OnServer
class LmtpIT {

    private RestListener lmtp;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("lmtp.war").addPackage(Ending.class.getPackage());
    }

    @BeforeEach
    void open() throws IOException {
        lmtp = RestListener.open("lmtp", "lmtp", "");
    }

    @AfterEach
    void close() throws IOException {
        lmtp.close();
    }

    @ParameterizedTest
    @CsvSource({
        "RETURNS, 250 2.0.0",
        "SETS_ROLLBACK_ONLY, 451 4.3.0",
        "THROWS_RUNTIME_EXCEPTION, 451 4.3.0",
        "THROWS_ERROR, 451 4.3.0",
        "THROWS_CHECKED_EXCEPTION, 451 4.3.0",
        "THROWS_CHECKED_EXCEPTION_WITH_ROLLBACK, 451 4.3.0",
        "REJECTS, 554 5.6.0",
        "ENLISTS_A_PARTICIPANT_THAT_REFUSES, 451 4.3.0",
        "OUTLASTS_THE_TRANSACTION, 451 4.3.0"
    })
    void theFailureOfOneBeanIsTheReplyToItsRecipientAlone(Ending ending, String reply) throws Exception {
        String subject = "lmtp " + UUID.randomUUID();
        try (SmtpClient client = SmtpClient.connect(lmtp.port())) {
            assertThat(client.command("EHLO laboratorio.local").code()).isEqualTo(500);
            assertThat(client.command("LHLO laboratorio.local").code()).isEqualTo(250);
            String first = Ending.RETURNS.localPart() + "@second.example";
            String failing = ending.localPart() + "@transacted.example";
            String last = Ending.RETURNS.localPart() + "@transacted.example";
            assertThat(client.send(
                                    "ana@ejemplo.net",
                                    List.of(first, failing, last),
                                    "Subject: " + subject + "\n\nHola.\n")
                            .codes())
                    .isEqualTo("250 2.0.0");
            assertThat(client.reply().codes()).as("of the bean that fails").isEqualTo(reply);
            assertThat(client.reply().codes()).isEqualTo("250 2.0.0");
            assertThat(client.command("NOOP").code()).isEqualTo(250);
        }
        drainOutbound();
        // Where none fails, the last two are the same address, which gets one copy.
        assertThat(rows(subject)).as("rows").isEqualTo(2);
        assertThat(mails(subject)).as("mails").isEqualTo(2);
    }

    @Test
    void nothingIsRelayed() throws IOException {
        try (SmtpClient client = SmtpClient.connect(lmtp.port())) {
            client.command("LHLO laboratorio.local");
            client.command("MAIL FROM:<ana@ejemplo.net>");
            assertThat(client.command("RCPT TO:<ana@elsewhere.example>").codes())
                    .isEqualTo("550 5.7.1");
            assertThat(client.command("DATA").code()).isEqualTo(503);
        }
    }

    @Test
    void pythonDelivers() throws Exception {
        Tools.require("python3", "apt-get install python3");
        String subject = "lmtp " + UUID.randomUUID();
        run(
                "python3",
                "-c",
                "import smtplib\n"
                        + "with smtplib.LMTP('127.0.0.1', " + lmtp.port() + ", timeout=60) as lmtp:\n"
                        + "    lmtp.sendmail('ana@ejemplo.net', ['returns@transacted.example'],"
                        + " 'Subject: " + subject + "\\r\\n\\r\\nHola.\\r\\n')\n");
        assertThat(rows(subject)).isEqualTo(1);
    }

    @Test
    void postfixsTestProgramDelivers() throws Exception {
        Tools.require("smtp-source", "apt-get install postfix");
        String subject = "lmtp" + UUID.randomUUID();
        // -r 3: 1returns@..., 2returns@... and so on, which any address of the waiting bean may be
        run(
                "smtp-source",
                "-L",
                "-c",
                "-m",
                "4",
                "-s",
                "2",
                "-r",
                "3",
                "-S",
                subject,
                "-f",
                "ana@ejemplo.net",
                "-t",
                "anybody@waiting.example",
                "inet:127.0.0.1:" + lmtp.port());
        assertThat(rows(subject)).isEqualTo(4 * 3);
    }

    @Test
    void swaksDeliversForAnotherClientByXclient() throws Exception {
        Tools.require("swaks", "apt-get install swaks");
        String subject = "xclient " + UUID.randomUUID();
        try (RestListener filtered = RestListener.open("xclient", "relay", ", \"xclientNetworks\": [\"127.0.0.1\"]")) {
            String output = run(
                    "swaks",
                    "--server",
                    "127.0.0.1:" + filtered.port(),
                    "--xclient",
                    "ADDR=203.0.113.9 HELO=other.example",
                    "--from",
                    "ana@ejemplo.net",
                    "--to",
                    "returns@transacted.example",
                    "--header",
                    "Subject: " + subject);
            assertThat(output).contains("XCLIENT NAME ADDR PORT PROTO HELO DESTADDR DESTPORT");
        }
        assertThat(rows(subject)).isEqualTo(1);
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Program.Result result = Program.of(command).run();
        assertThat(result.status()).as(result.output()).isZero();
        return result.output();
    }

    /** Sends one more and waits until it has left: whatever was queued before has left too, or waits. */
    private static void drainOutbound() throws IOException, InterruptedException {
        String last = "last " + UUID.randomUUID();
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            assertThat(client.send(
                                    "ana@ejemplo.net",
                                    List.of("returns@transacted.example"),
                                    "Subject: " + last + "\n\nHola.\n")
                            .code())
                    .isEqualTo(250);
        }
        Sandbox.awaitSubject(last);
    }

    private static int rows(String subject) throws IOException {
        HttpResponse<String> response =
                Http.get("/lmtp/rows?subject=" + URLEncoder.encode(subject, StandardCharsets.UTF_8));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Integer.parseInt(response.body());
    }

    /** Those that have left and those that wait. */
    private static long mails(String subject) throws IOException {
        return Sandbox.messages().stream()
                        .filter(mail -> mail.subject().equals(subject))
                        .count()
                + Queue.waiting().stream()
                        .filter(mail -> mail.subject().equals(subject))
                        .count();
    }
}
