package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.client.Http;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.server.TestServer;
import org.valija.server.TestServer.Account;

/** The REST API. */
class RestIT extends ConsoleTest {

    private static final String MESSAGES = "/valija/api/sandbox/messages";
    private static final String LISTENERS = "/valija/api/listeners";

    @ParameterizedTest
    @ValueSource(
            strings = {
                MESSAGES,
                MESSAGES + "/1",
                MESSAGES + "/1/source",
                LISTENERS,
                "/valija/api/queue",
                "/valija/api/no-such-thing"
            })
    void asksForALoginWithTheRole(String path) throws IOException {
        HttpResponse<String> anonymous = Http.get(path);
        assertThat(anonymous.statusCode()).isEqualTo(401);
        assertThat(anonymous.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Basic realm=\"Valija\""));
        assertThat(anonymous.body()).contains("\"error\":\"Log in with HTTP Basic.\"");

        assertThat(Http.get(path, new Account("admin", "wrong")).statusCode()).isEqualTo(401);
        HttpResponse<String> wrongRole = Http.get(path, TestServer.ROBOT);
        assertThat(wrongRole.statusCode()).isEqualTo(403);
        assertThat(wrongRole.body()).contains("valija-admin");
    }

    @Test
    void leavesNoSessionBehind() throws IOException {
        HttpResponse<String> response = Http.get(LISTENERS, TestServer.ADMIN);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().allValues("Set-Cookie"))
                .allSatisfy(cookie -> assertThat(cookie).contains("01-Jan-1970"));
    }

    @Test
    void showsAMessageAndItsSource() throws IOException, InterruptedException {
        String subject = "rest " + System.nanoTime();
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            client.send(
                    "robot@laboratorio.local",
                    List.of("ana@rest.example", "eva@rest.example"),
                    "From: robot@laboratorio.local\nSubject: " + subject + "\n\nHola ñandú\n");
        }
        Sandbox.Mail mail = Sandbox.awaitSubject(subject);
        assertThat(mail.sender()).isEqualTo("robot@laboratorio.local");
        assertThat(mail.recipients()).containsExactlyInAnyOrder("ana@rest.example", "eva@rest.example");
        assertThat(Sandbox.messages().get(0)).isEqualTo(mail);

        HttpResponse<String> whole = Http.get(MESSAGES + "/" + mail.id(), TestServer.ADMIN);
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.body()).contains("\"text\":\"Hola ñandú", "\"name\":\"Subject\"", "\"attachments\":[]");

        HttpResponse<String> source = Http.get(MESSAGES + "/" + mail.id() + "/source", TestServer.ADMIN);
        assertThat(source.headers().firstValue("Content-Type")).contains("message/rfc822");
        assertThat(source.body()).contains("Subject: " + subject + "\r\n", "Hola ñandú");
        assertThat(Http.get(MESSAGES + "?limit=1&offset=0", TestServer.ADMIN).body())
                .contains(subject);
    }

    @ParameterizedTest
    @ValueSource(strings = {MESSAGES + "/no-such-id", MESSAGES + "/no-such-id/source", "/valija/api/no-such-thing"})
    void saysNotFoundInASentence(String path) throws IOException {
        HttpResponse<String> response = Http.get(path, TestServer.ADMIN);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.body()).startsWith("{").contains("\"status\":404", "\"error\":\"There is no");
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=1001", "?limit=abc", "?offset=-1"})
    void refusesALimitOutOfRange(String query) throws IOException {
        HttpResponse<String> response = Http.get(MESSAGES + query, TestServer.ADMIN);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body())
                .contains("limit 1 to 1000", "\"field\":\"" + query.substring(1, query.indexOf('=')) + "\"");
    }

    @Test
    void listsTheListeners() throws IOException {
        assertThat(Http.get(LISTENERS, TestServer.ADMIN).body())
                .contains("\"name\":\"submission\"", "\"port\":" + TestServer.submissionPort(), "\"state\":\"OPEN\"");
    }

    @Test
    void addsChangesAndRemovesAListener() throws IOException {
        String path = LISTENERS + "/rest";
        int port = freePort();
        HttpResponse<String> added = Http.put(
                path,
                "{\"kind\": \"relay\", \"address\": \"127.0.0.1\", \"port\": " + setting(port)
                        + ", \"withheld\": [\"DSN\"], \"proxyNetworks\": [\"192.0.2.0/24\"]}",
                TestServer.ADMIN);
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        assertThat(added.body())
                .contains("\"name\":\"rest\"", "\"withheld\":[\"DSN\"]", "\"proxyNetworks\":[\"192.0.2.0/24\"]")
                .contains("\"state\":\"OPEN\"", "\"port\":" + port);

        try (SmtpClient client = SmtpClient.connect(port)) {
            String changed = added.body().replace("\"maxRecipients\":100", "\"maxRecipients\":200");
            HttpResponse<String> answer = Http.put(path, changed, TestServer.ADMIN);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(Http.get(path, TestServer.ADMIN).body())
                    .contains("\"maxRecipients\":200", "\"withheld\":[\"DSN\"]", "\"sessions\":1");

            assertThat(Http.delete(path, TestServer.ADMIN).statusCode()).isEqualTo(204);
            assertThat(client.ehlo().code()).as("the session goes on").isEqualTo(250);
        }
        assertThat(Http.get(path, TestServer.ADMIN).statusCode()).isEqualTo(404);
        assertThat(Http.delete(path, TestServer.ADMIN).statusCode()).isEqualTo(404);
        assertThatThrownBy(() -> SmtpClient.connect(port)).isInstanceOf(ConnectException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port          | {\"kind\": \"relay\", \"address\": \"127.0.0.1\", \"port\": 70000}",
                "kind          | {\"kind\": \"imap\", \"address\": \"127.0.0.1\", \"port\": 2600}",
                "xclientNetworks | {\"kind\": \"relay\", \"address\": \"::1\", \"port\": 1, \"xclientNetworks\": [\"a\"]}"
            })
    void namesTheFieldOfAListenerThatIsWrong(String field, String json) throws IOException {
        HttpResponse<String> response = Http.put(LISTENERS + "/wrong", json, TestServer.ADMIN);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"", "\"error\":\"", "\"status\":400");
        assertThat(Http.get(LISTENERS + "/wrong", TestServer.ADMIN).statusCode())
                .as("nothing was added")
                .isEqualTo(404);
    }

    /** The port as it is set: without the offset of the server under test. */
    private static int setting(int port) {
        return port - TestServer.portOffset();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void doesNotFailOnAMethodThatIsNotThere() throws IOException {
        assertThat(Http.post(MESSAGES, "{}").statusCode()).isEqualTo(401);
    }
}
