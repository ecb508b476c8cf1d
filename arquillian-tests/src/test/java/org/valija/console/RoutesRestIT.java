package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.client.Http;
import org.valija.client.Routes;
import org.valija.server.TestServer;

/** The routes by REST: their order, what is refused, and what would happen to a message. */
class RoutesRestIT extends ConsoleTest {

    private static final String FINGERPRINT = "0123456789abcdef".repeat(4);

    @AfterEach
    void removeRoutes() throws IOException {
        Routes.switchSandbox(true);
        Routes.removeAll();
    }

    @Test
    void aRouteIsKeptAsItWasGiven() throws IOException {
        JsonObject added = Routes.add(
                """
                {"sender": "*.ejemplo.com", "stream": "bulk", "minSize": 1000, "kind": "smart_host",
                 "hosts": ["a.example", "192.0.2.1:25", "[2001:db8::1]:2525"], "port": 465, "order": "random",
                 "tls": "implicit", "pins": ["%s"], "user": "ana", "grant": "refresh_token",
                 "tokenUrl": "https://login.example/token", "clientId": "valija", "clientSecret": "Secreto-1",
                 "refreshToken": "Secreto-2", "scope": "smtp", "schedule": "1m, 10m", "expiry": "36h"}"""
                        .formatted(FINGERPRINT));

        assertThat(added.toString())
                .contains("\"recipientDomain\":\"*\"", "\"sender\":\"*.ejemplo.com\"", "\"stream\":\"bulk\"")
                .contains("\"hosts\":[\"a.example:465\",\"192.0.2.1:25\",\"[2001:db8::1]:2525\"]")
                .contains("\"minSize\":1000", "\"order\":\"RANDOM\"", "\"pins\":[\"" + FINGERPRINT + "\"]")
                .contains("\"schedule\":\"1m 10m\"", "\"expiry\":\"36h\"", "\"grant\":\"REFRESH_TOKEN\"")
                .doesNotContain("Secreto");
        assertThat(Http.get(Routes.PATH, TestServer.ADMIN).body()).doesNotContain("Secreto");

        // What a GET answers may be sent back, and the secrets stay.
        assertThat(Routes.change(added, Routes.get(added).toString())).isEqualTo(added);
        String elsewhere = added.toString().replace("login.example", "otro.example");
        assertRefused("clientSecret", Http.put(Routes.path(added), elsewhere, TestServer.ADMIN));
    }

    @Test
    void aNewRouteStandsBeforeTheOneThatWouldTakeAllOfItsMail() throws IOException {
        JsonObject all = Routes.add("{\"kind\": \"sandbox\"}");
        JsonObject one = Routes.add("{\"recipientDomain\": \"a.example\", \"kind\": \"mx\"}");
        JsonObject narrow = Routes.add("{\"recipientDomain\": \"a.example\", \"sender\": \"<>\", \"kind\": \"mx\"}");

        assertThat(Routes.list().getValuesAs(JsonObject.class))
                .extracting(route -> route.getInt("id"))
                .containsExactly(narrow.getInt("id"), one.getInt("id"), all.getInt("id"));
        assertThat(narrow.getInt("place")).isEqualTo(1);

        JsonObject other = Routes.add("{\"place\": 1, \"recipientDomain\": \"b.example\", \"kind\": \"mx\"}");
        String moved = other.toString().replace("\"place\":1", "\"place\":3");
        assertThat(Routes.change(other, moved).getInt("place")).isEqualTo(3);
        assertThat(Routes.get(one).getInt("place")).isEqualTo(2);
    }

    @Test
    void whatWouldNeverMatchIsRefused() throws IOException {
        JsonObject all = Routes.add("{\"kind\": \"sandbox\"}");
        JsonObject one = Routes.add("{\"recipientDomain\": \"a.example\", \"kind\": \"mx\"}");
        String before = Http.get(Routes.PATH, TestServer.ADMIN).body();

        for (String json : new String[] {
            "{\"kind\": \"mx\"}",
            "{\"place\": 3, \"recipientDomain\": \"b.example\", \"kind\": \"mx\"}",
            "{\"place\": 1, \"recipientDomain\": \"*\", \"kind\": \"mx\"}",
            "{\"place\": 2, \"recipientDomain\": \"a.example\", \"stream\": \"bulk\", \"kind\": \"mx\"}"
        }) {
            assertRefused("recipientDomain", Http.post(Routes.PATH, json, TestServer.ADMIN));
        }
        String moved = one.toString().replace("\"place\":1", "\"place\":2");
        assertRefused("recipientDomain", Http.put(Routes.path(one), moved, TestServer.ADMIN));
        assertThat(Http.get(Routes.PATH, TestServer.ADMIN).body()).isEqualTo(before);
        assertThat(Http.delete(Routes.path(all), TestServer.ADMIN).statusCode()).isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind            | {}",
                "kind            | {\"kind\": \"lmtp\"}",
                "recipientDomain | {\"kind\": \"mx\", \"recipientDomain\": \"no good\"}",
                "sender          | {\"kind\": \"mx\", \"sender\": \"*\"}",
                "sender          | {\"kind\": \"mx\", \"sender\": \"ana@\"}",
                "stream          | {\"kind\": \"mx\", \"stream\": \"desconocido\"}",
                "minSize         | {\"kind\": \"mx\", \"minSize\": -1}",
                "minSize         | {\"kind\": \"mx\", \"minSize\": \"10M\"}",
                "hosts           | {\"kind\": \"smart_host\"}",
                "hosts           | {\"kind\": \"smart_host\", \"hosts\": \"a.example\"}",
                "hosts           | {\"kind\": \"smart_host\", \"hosts\": [\"a..example\"]}",
                "hosts           | {\"kind\": \"smart_host\", \"hosts\": [\"127.0.0.1:RELAY\"], \"tls\": \"none\"}",
                "hosts           | {\"kind\": \"smart_host\", \"hosts\": [\"localhost:RELAY\"], \"tls\": \"none\"}",
                "port            | {\"kind\": \"smart_host\", \"hosts\": [\"a.example\"], \"port\": 0}",
                "order           | {\"kind\": \"smart_host\", \"hosts\": [\"a.example\"], \"order\": \"weighted\"}",
                "tls             | {\"kind\": \"mx\", \"tls\": \"implicit\"}",
                "pins            | {\"kind\": \"mx\", \"tls\": \"required\", \"pins\": [\"0011\"]}",
                "password        | {\"kind\": \"smart_host\", \"hosts\": [\"a.example\"], \"user\": \"ana\"}",
                "grant           | {\"kind\": \"smart_host\", \"hosts\": [\"a.example\"], \"user\": \"ana\", \"tokenUrl\": \"https://a.example\"}",
                "tokenUrl        | {\"kind\": \"smart_host\", \"hosts\": [\"a.example\"], \"user\": \"ana\", \"grant\": \"client_credentials\", \"tokenUrl\": \"http://a.example\"}",
                "schedule        | {\"kind\": \"mx\", \"schedule\": \"soon\"}",
                "expiry          | {\"kind\": \"mx\", \"expiry\": \"0s\"}",
                "weight          | {\"kind\": \"mx\", \"weight\": 10}"
            })
    void namesTheFieldThatIsWrongAndKeepsNothing(String field, String json) throws IOException {
        String given = json.replace("RELAY", Integer.toString(TestServer.relayPort()));

        assertRefused(field, Http.post(Routes.PATH, given, TestServer.ADMIN));

        assertThat(Routes.list()).isEmpty();
    }

    @Test
    void tellsWhatWouldHappenToAMessage() throws IOException {
        assertThat(Routes.forecast("recipient=ana@a.example").getString("outcome"))
                .as("while the sandbox is on")
                .isEqualTo("SANDBOX");
        Routes.add("{\"sender\": \"boletin@ejemplo.com\", \"kind\": \"sandbox\"}");
        JsonObject bulk = Routes.add(
                "{\"stream\": \"bulk\", \"kind\": \"smart_host\", \"hosts\": [\"127.0.0.1:9\", \"192.0.2.7:25\"],"
                        + " \"tls\": \"none\"}");
        Routes.switchSandbox(false);

        JsonObject found = Routes.forecast("sender=ana@ejemplo.com&recipient=luis@a.example&stream=bulk");
        assertThat(found.getString("outcome")).isEqualTo("DELIVERY");
        assertThat(found.getInt("place")).isEqualTo(2);
        assertThat(found.getInt("route")).isEqualTo(bulk.getInt("id"));
        JsonObject second = found.getJsonArray("hops").getJsonObject(1);
        assertThat(second.getString("host") + ":" + second.getInt("port")).isEqualTo("192.0.2.7:25");
        assertThat(second.getJsonArray("addresses").getString(0)).isEqualTo("192.0.2.7");
        assertThat(Routes.forecast("sender=boletin@ejemplo.com&recipient=luis@a.example&stream=bulk")
                        .getString("outcome"))
                .isEqualTo("SANDBOX");
        JsonObject literal = Routes.forecast("recipient=luis@%5B192.0.2.9%5D&size=10");
        assertThat(literal).doesNotContainKey("place");
        assertThat(literal.getString("kind")).isEqualTo("MX");
        assertThat(literal.getJsonArray("hops").getJsonObject(0).getString("host"))
                .isEqualTo("192.0.2.9");
    }

    @ParameterizedTest
    @CsvSource({
        "recipient, sender=ana@a.example",
        "recipient, recipient=nadie",
        "sender,    recipient=ana@a.example&sender=nadie",
        "stream,    recipient=ana@a.example&stream=desconocido",
        "size,      recipient=ana@a.example&size=-1",
        "size,      recipient=ana@a.example&size=10M"
    })
    void asksForAMessageThatCanBe(String field, String query) throws IOException {
        assertRefused(field, Http.get(Routes.PATH + "/forecast?" + query, TestServer.ADMIN));
    }

    @Test
    void othersThanTheAdministratorGetNothing() throws IOException {
        for (String path : new String[] {Routes.PATH, Routes.PATH + "/sandbox", Routes.PATH + "/forecast"}) {
            assertThat(Http.get(path).statusCode()).isEqualTo(401);
            assertThat(Http.get(path, TestServer.ROBOT).statusCode()).isEqualTo(403);
        }
    }

    private static void assertRefused(String field, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"", "\"error\":\"");
    }
}
