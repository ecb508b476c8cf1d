package org.valija.document;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.client.Http;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.program.Dialogue;
import org.valija.program.Program;
import org.valija.program.Tools;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Each client delivers a mail to the example application: it becomes a ticket, and the answer goes out. */
@OnServer
class DocumentClientsIT {

    private static final String ROBOT = TestServer.ROBOT.user();
    private static final String SUPPORT = "soporte@ejemplo.com";

    @TempDir
    private Path folder;

    private Set<String> oldTickets;
    private Set<String> oldAnswers;

    @Deployment(testable = false)
    static WebArchive example() {
        return ShrinkWrap.createFromZipFile(
                WebArchive.class, TestServer.deployable("soporte.war").toFile());
    }

    @BeforeEach
    void rememberWhatIsThere() throws IOException {
        oldTickets = tickets().stream().map(ticket -> ticket.getString("id")).collect(Collectors.toSet());
        oldAnswers = Sandbox.messages().stream().map(Sandbox.Mail::id).collect(Collectors.toSet());
    }

    /** Section 9.7, but for host and port. */
    @Test
    void thePythonScript() throws Exception {
        Tools.require("python3", "apt-get install python3");
        String script = resource("reporte.py")
                .replace(
                        "\"smtp.laboratorio.local\", 587",
                        "\"" + TestServer.HOST + "\", " + TestServer.submissionPort());
        Program.Result result = Program.of("python3", "-").input(script).run();
        assertThat(result).isEqualTo(new Program.Result(0, "Correo enviado\n"));
        assertDelivered(ROBOT, "Reporte diario");
    }

    /** Section 9.5: what follows "(se negocia TLS)" is said and heard through openssl, as the text before it proposes. */
    @Test
    void theTelnetDialogue() throws Exception {
        Tools.require("openssl", "apt-get install openssl");
        List<String> document = resource("dialogo.txt").lines().toList();
        Iterator<String> lines = document.subList(document.indexOf("(se negocia TLS)") + 1, document.size())
                .iterator();
        try (Dialogue dialogue = Dialogue.with(
                "openssl",
                "s_client",
                "-starttls",
                "smtp",
                "-crlf",
                "-quiet",
                "-connect",
                TestServer.HOST + ":" + TestServer.relayPort())) {
            boolean inMessage = false;
            while (lines.hasNext()) {
                String line = lines.next();
                if (line.matches("\\d{3} .*")) {
                    assertThat(reply(dialogue)).startsWith(line.substring(0, 4));
                    inMessage = line.startsWith("354");
                    continue;
                }
                dialogue.say(line);
                // The document leaves the second reply to EHLO out.
                if (!inMessage && line.startsWith("EHLO")) {
                    assertThat(reply(dialogue)).startsWith("250 ");
                }
            }
        }
        assertDelivered("demo@laboratorio.local", "Prueba SMTP");
    }

    /** Section 9.5 says telnet: the part before TLS, and the message over the clear channel. */
    @Test
    void theDialogueWithoutTls() throws Exception {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            assertThat(client.greeting().code()).isEqualTo(220);
            assertThat(client.ehlo().lines()).contains("STARTTLS");
            assertThat(client.send(
                                    "demo@laboratorio.local",
                                    List.of(SUPPORT),
                                    "Subject: Prueba SMTP\n\nHola equipo,\nMensaje de verificación.\n")
                            .code())
                    .isEqualTo(250);
        }
        assertDelivered("demo@laboratorio.local", "Prueba SMTP");
    }

    @Test
    void swaks() throws Exception {
        Tools.require("swaks", "apt-get install swaks");
        Program.Result result = Program.of(
                        "swaks",
                        "--server",
                        TestServer.HOST + ":" + TestServer.submissionPort(),
                        "--timeout",
                        "20s",
                        "--tls",
                        "--auth",
                        "--auth-user",
                        ROBOT,
                        "--auth-password",
                        TestServer.ROBOT.password(),
                        "--from",
                        ROBOT,
                        "--to",
                        SUPPORT,
                        "--header",
                        "Subject: Desde swaks")
                .run();
        assertThat(result.status()).as(result.output()).isZero();
        assertDelivered(ROBOT, "Desde swaks");
    }

    @Test
    void curlWithStartTls() throws Exception {
        curl("smtp://" + TestServer.HOST + ":" + TestServer.submissionPort(), "Desde curl");
    }

    @Test
    void curlWithImplicitTls() throws Exception {
        curl("smtps://" + TestServer.HOST + ":" + TestServer.submissionsPort(), "Desde curl con TLS");
    }

    private void curl(String url, String subject) throws Exception {
        Tools.require("curl", "apt-get install curl");
        Path mail = Files.writeString(
                folder.resolve("mail.txt"),
                "From: " + ROBOT + "\r\nTo: " + SUPPORT + "\r\nSubject: " + subject + "\r\n\r\nHola.\r\n");
        Program.Result result = Program.of(
                        "curl",
                        "--silent",
                        "--show-error",
                        "--max-time",
                        "30",
                        "--url",
                        url,
                        "--ssl-reqd",
                        "--cacert",
                        TestServer.certificate().toString(),
                        "--user",
                        ROBOT + ":" + TestServer.ROBOT.password(),
                        "--mail-from",
                        ROBOT,
                        "--mail-rcpt",
                        SUPPORT,
                        "--upload-file",
                        mail.toString())
                .run();
        assertThat(result.status()).as(result.output()).isZero();
        assertDelivered(ROBOT, subject);
    }

    @Test
    void nodemailer() throws Exception {
        Path node = Path.of(System.getProperty("valija.test.node"));
        Tools.require("node", "apt-get install nodejs");
        Tools.require(node.resolve("node_modules"), "npm ci --prefix arquillian-tests/src/test/node");
        Program.Result result = Program.of(
                        "node",
                        "enviar.js",
                        TestServer.HOST,
                        Integer.toString(TestServer.submissionPort()),
                        ROBOT,
                        TestServer.ROBOT.password(),
                        SUPPORT,
                        "Desde nodemailer")
                .in(node)
                .environment("NODE_EXTRA_CA_CERTS", TestServer.certificate().toString())
                .run();
        assertThat(result.status()).as(result.output()).isZero();
        assertDelivered(ROBOT, "Desde nodemailer");
    }

    /** There is exactly one new ticket, and its answer is in the sandbox. */
    private void assertDelivered(String sender, String subject) throws IOException, InterruptedException {
        List<JsonObject> fresh = tickets().stream()
                .filter(ticket -> !oldTickets.contains(ticket.getString("id")))
                .toList();
        assertThat(fresh).hasSize(1);
        assertThat(fresh.get(0).getString("sender")).isEqualTo(sender);
        assertThat(fresh.get(0).getString("subject")).isEqualTo(subject);

        Sandbox.Mail answer = Sandbox.await(mail -> !oldAnswers.contains(mail.id()), "a new answer");
        assertThat(answer.recipients()).containsExactly(sender);
        assertThat(answer.sender()).isEqualTo(SUPPORT);
        assertThat(answer.subject()).isEqualTo("Re: " + subject);
    }

    private static List<JsonObject> tickets() throws IOException {
        HttpResponse<String> response = Http.get("/soporte/tickets");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readArray().getValuesAs(JsonObject.class);
        }
    }

    /** Reads a reply to its last line. */
    private static String reply(Dialogue dialogue) throws IOException, InterruptedException {
        String line = dialogue.hear();
        while (line.matches("\\d{3}-.*")) {
            line = dialogue.hear();
        }
        return line;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = DocumentClientsIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
