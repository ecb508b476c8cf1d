package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.client.DkimKeys;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.Routes;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.program.Program;
import org.valija.program.Tools;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/**
 * Runs the commands of README.md and docs/ against the server under test instead of the demo server; a command that is not
 * run stands in {@link NotRunHere} with the reason.
 */
@OnServer
class DocumentationIT {

    private static final String RULES = "/valija/api/senders";
    private static final Pattern RULE = Pattern.compile("\\{\"id\":(\\d+)[^}]*\"ventas\"");

    private Sandbox.Mail shown;
    private String rule;
    private JsonObject key;
    private JsonObject route;
    private long order;

    @Deployment(testable = false)
    static WebArchive example() {
        return ShrinkWrap.createFromZipFile(
                WebArchive.class, TestServer.deployable("soporte.war").toFile());
    }

    /** So that the commands which show a message find one. */
    @BeforeEach
    void sendOne() throws IOException, InterruptedException {
        String subject = UUID.randomUUID().toString();
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            client.send(
                    TestServer.ROBOT.user(),
                    List.of("ana@ejemplo.net"),
                    "From: robot@laboratorio.local\nSubject: " + subject + "\n\nHola.\n");
        }
        shown = Sandbox.awaitSubject(subject);
    }

    /** So that the commands which change a rule find one. */
    @BeforeEach
    void addRule() throws IOException {
        String added = Http.post(RULES, "{\"role\": \"ventas\", \"senders\": [\"{user}\"]}", TestServer.ADMIN)
                .body();
        Matcher matcher = RULE.matcher(added);
        assertThat(matcher.find()).as(added).isTrue();
        rule = matcher.group(1);
    }

    /** So that the commands which change a key find one. */
    @BeforeEach
    void addKey() throws IOException {
        key = DkimKeys.add("{\"domain\": \"ejemplo.com\", \"selector\": \"documentada\", \"algorithm\": \"ed25519\"}");
    }

    /** So that the commands which change a route find one. */
    @BeforeEach
    void addRoute() throws IOException {
        route = Routes.add("{\"recipientDomain\": \"documentada.example\", \"kind\": \"sandbox\"}");
    }

    /** So that the command which lifts an order finds one. */
    @BeforeEach
    void addOrder() throws IOException {
        order = Queue.order("{\"kind\": \"pause\", \"destination\": \"obras.example\", \"reason\": \"Obras\"}");
    }

    /** This one, and what the commands have added. */
    @AfterEach
    void removeRoutes() throws IOException {
        Routes.removeAll();
    }

    /** This one, and what the commands have added. */
    @AfterEach
    void liftOrders() throws IOException {
        Queue.liftAllOrders();
    }

    /** This one, and what the commands have added. */
    @AfterEach
    void removeKeys() throws IOException {
        DkimKeys.removeAll("ejemplo.com");
    }

    /** This one, and what the commands have added. */
    @AfterEach
    void removeRules() throws IOException {
        List<String> ids = RULE.matcher(Http.get(RULES, TestServer.ADMIN).body())
                .results()
                .map(match -> match.group(1))
                .toList();
        for (String id : ids) {
            Http.delete(RULES + "/" + id, TestServer.ADMIN);
        }
    }

    static Stream<Command> commands() {
        return Page.blocksOfAll("bash")
                .flatMap(block -> Command.of(block).stream())
                .filter(command -> NotRunHere.find(command).isEmpty());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theCommandWorks(Command command) throws Exception {
        Tools.require(command.program(), "apt-get install " + command.program());
        List<JsonObject> before = tickets();
        Program.Result result = Program.of("bash", "-euo", "pipefail", "-c", command.forTestServer())
                .in(Page.ROOT)
                .environment("PASSWORD", TestServer.ADMIN.password())
                .environment("ID", shown.id())
                .environment("RULE", rule)
                .environment("ROUTE", route.getJsonNumber("id").toString())
                .environment("ORDER", Long.toString(order))
                .environment("KEY", key.getJsonNumber("id").toString())
                .run();
        assertThat(result.status()).as(command + "\n" + result.output()).isZero();
        command.assertShownIn(result.output());
        if (command.line().matches(".*(--mail-rcpt soporte@|--to soporte@|first-mail\\.py|^msmtp ).*")) {
            List<JsonObject> after = tickets();
            assertThat(after).as("tickets after " + command).hasSize(before.size() + 1);
            String sender = after.get(0).getString("sender");
            String answer = "Re: " + after.get(0).getString("subject");
            Sandbox.await(
                    mail -> mail.subject().equals(answer) && mail.recipients().contains(sender),
                    "the answer to " + after.get(0));
        }
    }

    @Test
    void theListOfCommandsThatAreNotRunIsTrue() {
        List<Command> all = Page.blocksOfAll("bash")
                .flatMap(block -> Command.of(block).stream())
                .toList();
        assertThat(NotRunHere.ALL)
                .as("entries that no command of the pages begins with")
                .allMatch(
                        entry -> all.stream().anyMatch(command -> command.line().startsWith(entry.beginning())));
    }

    /** The newest hundred first. */
    private static List<JsonObject> tickets() throws IOException {
        HttpResponse<String> response = Http.get("/soporte/tickets");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readArray().getValuesAs(JsonObject.class);
        }
    }
}
