package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.RestListener;
import org.valija.client.SmtpClient;
import org.valija.program.Postfix;
import org.valija.program.Program;
import org.valija.program.Tools;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** A Postfix that is configured as docs/clients.md says passes its mail on to the example, and its log is what the page shows. */
@OnServer
class PostfixIT {

    private static final int MESSAGES = 20;
    /** Our port for LMTP on the page. */
    private static final String LMTP = "2424";

    @TempDir
    private Path folder;

    @Deployment(testable = false)
    static WebArchive example() {
        return ShrinkWrap.createFromZipFile(
                WebArchive.class, TestServer.deployable("soporte.war").toFile());
    }

    @Test
    void bySmtpUnderTls() throws Exception {
        relay(0, TestServer.relayPort());
    }

    @Test
    void byLmtp() throws Exception {
        try (RestListener lmtp = RestListener.open("postfix", "lmtp", "")) {
            relay(1, lmtp.port());
        }
    }

    /** @param block which of the configurations on the page */
    private void relay(int block, int port) throws Exception {
        Tools.require("postfix", "apt-get install postfix");
        Tools.requireRoot("postfix");
        Page.Block configuration = Page.named("docs/clients.md").blocks("ini").get(block);
        List<String> settings = new ArrayList<>(configuration.lines().stream()
                .map(line -> line.replace("2525", Integer.toString(port))
                        .replace(LMTP, Integer.toString(port))
                        .replace(
                                "data/tls/certificate.pem",
                                TestServer.certificate().toString()))
                .toList());
        int before = tickets();
        try (Postfix postfix = Postfix.start(folder, settings)) {
            Program.Result sent = Program.of(
                            "smtp-source",
                            "-m",
                            Integer.toString(MESSAGES),
                            "-s",
                            "4",
                            "-f",
                            "ana@ejemplo.net",
                            "-t",
                            "soporte@ejemplo.com",
                            "-S",
                            "Desde Postfix",
                            "inet:127.0.0.1:" + postfix.port())
                    .run();
            assertThat(sent.status()).as(sent.output()).isZero();
            sendAskingForReports(postfix);
            Await.until("delivery by Postfix", Duration.ofSeconds(60), () -> delivered(postfix) == MESSAGES + 1);
            assertShown(configuration, port, postfix.written());
            assertThat(commandsSentAhead(postfix.written())).isTrue();
        }
        assertThat(tickets()).isEqualTo(Math.min(100, before + MESSAGES + 1));
    }

    /** DSN (RFC 3461): Postfix passes on what its client asks for only to a server that offers it. */
    private static void sendAskingForReports(Postfix postfix) throws Exception {
        try (SmtpClient client = SmtpClient.connect(postfix.port())) {
            client.ehlo();
            client.command("MAIL FROM:<ana@ejemplo.net> RET=HDRS ENVID=pedido-7");
            client.command("RCPT TO:<soporte@ejemplo.com> NOTIFY=SUCCESS,FAILURE");
            assertThat(client.data("From: ana@ejemplo.net\nSubject: Desde Postfix\n\nHola.\n")
                            .codes())
                    .isEqualTo("250 2.0.0");
            client.command("QUIT");
        }
    }

    /** Each line of the log that the page shows is there, but for what stands as [...]. */
    private static void assertShown(Page.Block configuration, int port, String log) {
        List<String> shown = configuration.shown().stream()
                .map(line -> line.replace("2525", Integer.toString(port)).replace(LMTP, Integer.toString(port)))
                .toList();
        assertThat(new Command("", "", shown).shownByTestServer())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(log.lines().map(String::strip)).anyMatch(line.asMatchPredicate()));
    }

    private static long delivered(Postfix postfix) throws Exception {
        return postfix.written()
                .lines()
                .filter(line -> line.contains("status=sent (250 2.0.0 Ok: delivered as "))
                .count();
    }

    /** PIPELINING: a command follows another one that has not been answered yet. */
    private static boolean commandsSentAhead(String log) {
        String exchange = log.lines()
                .filter(line -> line.matches(".*postfix/[sl]mtp\\[\\d+]: [<>] .*"))
                .map(line -> line.replaceFirst(".*]: ([<>]) [^ ]* ", "$1 "))
                .reduce("", (a, b) -> a + "\n" + b);
        return Pattern.compile("> MAIL FROM:.*\n> RCPT TO:.*\n> DATA\n")
                .matcher(exchange)
                .find();
    }

    /** The example shows at most a hundred. */
    private static int tickets() throws Exception {
        HttpResponse<String> response = Http.get("/soporte/tickets");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readArray().size();
        }
    }
}
