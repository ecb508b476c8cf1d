package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.server.TestServer;

/** The rules of the relay policy and those of the senders, by REST: what they are, and their order. */
class RuleRestIT extends ConsoleTest {

    private static final String RELAY = "/valija/api/relay";
    private static final String SENDERS = "/valija/api/senders";

    private final Deque<String> added = new ArrayDeque<>();

    @AfterEach
    void removeRules() throws IOException {
        while (!added.isEmpty()) {
            Http.delete(added.pop(), TestServer.ADMIN);
        }
    }

    @Test
    void aRelayRuleIsPutInItsPlaceAndIsEffectiveAtOnce() throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            assertThat(recipient(client)).as("before").isEqualTo(550);

            String relaying = "{\"recipientDomain\": \"rest-relay.example\", \"action\": \"relay\"}";
            JsonObject first = add(RELAY, relaying);
            assertThat(recipient(client)).isEqualTo(250);

            JsonObject refusing = add(
                    RELAY,
                    "{\"place\": 1, \"recipientDomain\": \"rest-relay.example\", \"action\": \"refuse\","
                            + " \"text\": \"Not by REST\"}");
            assertThat(refusing.getInt("place")).isEqualTo(1);
            assertThat(recipient(client)).as("the first that matches decides").isEqualTo(550);
            assertThat(one(RELAY, first).getInt("place")).isEqualTo(first.getInt("place") + 1);

            // What a GET answers goes back with another place.
            String moved = one(RELAY, first).toString().replaceFirst("\"place\":\\d+", "\"place\":1");
            assertThat(put(RELAY, first, moved).body()).contains("\"place\":1");
            assertThat(recipient(client)).isEqualTo(250);
            assertThat(one(RELAY, refusing).getInt("place")).isEqualTo(2);

            assertThat(put(RELAY, first, relaying.replace("relay\"}", "accept\"}"))
                            .body())
                    .as("without a place it stays where it is")
                    .contains("\"place\":1", "\"action\":\"ACCEPT\"");
            assertThat(recipient(client)).isEqualTo(550);
        }
    }

    @Test
    void senderRulesAreMoved() throws IOException {
        String user = TestServer.ROBOT.user();
        JsonObject wide = add(SENDERS, "{\"user\": \"" + user + "\", \"senders\": [\"rest-remite.example\"]}");
        JsonObject own =
                add(SENDERS, "{\"place\": 1, \"user\": \"" + user + "\", \"role\": null, \"senders\": [\"{user}\"]}");
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.command("MAIL FROM:<ana@rest-remite.example>").code())
                    .isEqualTo(553);

            String moved = one(SENDERS, wide).toString().replaceFirst("\"place\":\\d+", "\"place\":1");
            put(SENDERS, wide, moved);

            assertThat(client.command("MAIL FROM:<ana@rest-remite.example>").code())
                    .isEqualTo(250);
            assertThat(one(SENDERS, own).getInt("place")).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/relay   | place           | {\"action\": \"relay\", \"place\": 0}",
                "/relay   | place           | {\"action\": \"relay\", \"place\": 999}",
                "/relay   | place           | {\"action\": \"relay\", \"place\": \"first\"}",
                "/relay   | action          | {\"recipientDomain\": \"a.example\"}",
                "/relay   | action          | {\"action\": \"drop\"}",
                "/relay   | recipientDomain | {\"action\": \"relay\", \"recipientDomain\": \"no good\"}",
                "/relay   | authenticated   | {\"action\": \"relay\", \"authenticated\": \"yes\"}",
                "/relay   | recipient       | {\"action\": \"relay\", \"recipient\": \"a.example\"}",
                "/relay   | id              | {\"action\": \"relay\", \"id\": 1}",
                "/senders | senders         | {\"user\": \"ana\"}",
                "/senders | senders         | {\"user\": \"ana\", \"senders\": \"*\"}",
                "/senders | senders         | {\"user\": \"ana\", \"senders\": [\"*@a.example\"]}",
                "/senders | user            | {\"user\": \"\", \"senders\": [\"*\"]}",
                "/senders | place           | {\"senders\": [\"*\"], \"place\": -3}",
                "/senders | sender          | {\"senders\": [\"*\"], \"sender\": \"*\"}"
            })
    void namesTheFieldThatIsWrongAndChangesNothing(String path, String field, String json) throws IOException {
        String before = Http.get("/valija/api" + path, TestServer.ADMIN).body();

        HttpResponse<String> response = Http.post("/valija/api" + path, json, TestServer.ADMIN);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"", "\"error\":\"");
        assertThat(Http.get("/valija/api" + path, TestServer.ADMIN).body()).isEqualTo(before);
    }

    @Test
    void aPlaceThatIsWrongUndoesTheWholeChange() throws IOException {
        JsonObject rule = add(SENDERS, "{\"user\": \"rest\", \"senders\": [\"a.example\"]}");

        HttpResponse<String> response = Http.put(
                path(SENDERS, rule),
                "{\"user\": \"rest\", \"senders\": [\"b.example\"], \"place\": 999}",
                TestServer.ADMIN);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(one(SENDERS, rule)).isEqualTo(rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nothing", "[]", "{\"action\"", "", "{\"a\": NESTED}"})
    void whatIsNoObjectIsRefusedInASentence(String json) throws IOException {
        String nested = json.replace("NESTED", "[".repeat(5_000) + "]".repeat(5_000));

        HttpResponse<String> response = Http.post(RELAY, nested, TestServer.ADMIN);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("Send a relay rule as a JSON object");
    }

    @Test
    void otherTypesMethodsAndSizesAreRefused() throws IOException {
        String rule = "{\"action\": \"accept\"}";
        for (String type : List.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data")) {
            HttpResponse<String> otherType = Http.post(RELAY, type, rule, TestServer.ADMIN);
            assertThat(otherType.statusCode()).as(type).isEqualTo(415);
            assertThat(otherType.body()).as(type).contains("Send JSON");
        }
        HttpResponse<String> noMethod = Http.delete(RELAY, TestServer.ADMIN);
        assertThat(noMethod.statusCode()).isEqualTo(405);
        assertThat(noMethod.body()).contains("does not have that method");
        assertThat(noMethod.headers().firstValue("Allow"))
                .hasValueSatisfying(allow -> assertThat(allow).contains("GET", "POST"));
        assertThat(Http.post(RELAY, "{\"text\": \"" + "x".repeat(70_000) + "\"}", TestServer.ADMIN)
                        .statusCode())
                .isEqualTo(413);
        for (String id : List.of("0", "999999999", "first", "-1")) {
            assertThat(Http.put(RELAY + "/" + id, rule, TestServer.ADMIN).statusCode())
                    .as(id)
                    .isEqualTo(404);
        }
    }

    private JsonObject add(String path, String json) throws IOException {
        HttpResponse<String> response = Http.post(path, json, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        JsonObject rule = object(response.body());
        added.push(path(path, rule));
        return rule;
    }

    private static HttpResponse<String> put(String path, JsonObject rule, String json) throws IOException {
        HttpResponse<String> response = Http.put(path(path, rule), json, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response;
    }

    private static JsonObject one(String path, JsonObject rule) throws IOException {
        HttpResponse<String> response = Http.get(path(path, rule), TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return object(response.body());
    }

    private static String path(String path, JsonObject rule) {
        return path + "/" + rule.getJsonNumber("id");
    }

    private static JsonObject object(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    private static int recipient(SmtpClient client) throws IOException {
        client.command("RSET");
        client.command("MAIL FROM:<prueba@ejemplo.com>");
        return client.command("RCPT TO:<alguien@rest-relay.example>").code();
    }
}
