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
import org.valija.client.RestSettings;
import org.valija.server.TestServer;

/** Shaping rules, sending limits and source addresses by REST: what is taken, changed, and refused. */
class ShapingRestIT extends ConsoleTest {

    private static final String API = "/valija/api/";

    private final RestSettings settings = new RestSettings();

    @AfterEach
    void restore() throws IOException {
        settings.close();
    }

    @Test
    void aRuleGoesInAndOutAsItIsAndHasAPlace() throws IOException {
        JsonObject rule = settings.add(
                "shaping",
                "{\"mxHost\": \"*.rest-shaping.example\", \"connections\": 3, \"messages\": 20, \"age\": \"90s\","
                        + " \"rate\": \"5000/h\", \"recipients\": 10, \"firstPause\": \"1m\", \"longestPause\": \"1h\","
                        + " \"replies\": [\"pause 30m: 421*too many\"]}");
        assertThat(rule.getString("rate")).isEqualTo("5000/hour");
        assertThat(rule.getString("age")).isEqualTo("90s");
        assertThat(rule.getJsonArray("replies").getString(0)).isEqualTo("pause 30m: 421*too many");

        JsonObject first =
                settings.add("shaping", "{\"place\": 1, \"domain\": \"rest-shaping.example\", \"connections\": 1}");
        assertThat(first.getInt("place")).isEqualTo(1);
        String path = "shaping/" + rule.getJsonNumber("id");
        assertThat(RestSettings.get(path).getInt("place")).isEqualTo(rule.getInt("place") + 1);

        HttpResponse<String> moved =
                Http.put(API + path, rule.toString().replaceFirst("\"place\":\\d+", "\"place\":1"), TestServer.ADMIN);
        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
        assertThat(RestSettings.get("shaping/" + first.getJsonNumber("id")).getInt("place"))
                .isEqualTo(2);
    }

    @Test
    void aRuleThatHasNothingToSayIsRefusedWhereverItIsPut() throws IOException {
        settings.add("shaping", "{\"mxHost\": \"mx.rest-shadow.example\", \"connections\": 1}");
        String wide = "\"mxHost\": \"*.rest-shadow.example\", \"connections\": 2}";
        settings.add("shaping", "{" + wide);

        assertRefused(
                "shaping", "{\"mxHost\": \"a.rest-shadow.example\", \"connections\": 3}", "mxHost", "decides all");
        assertRefused(
                "shaping",
                "{\"place\": 1, \"mxHost\": \"*.mx.rest-shadow.example\", \"domain\": \"x..y\", \"connections\": 3}",
                "domain",
                "Give a domain");
        assertRefused("shaping", "{\"place\": 1, \"connections\": 3}", "place", "would have nothing to say");
    }

    @Test
    void theShippedRulesAreShown() throws IOException {
        assertThat(Http.get(API + "shaping/shipped", TestServer.ADMIN).body())
                .contains("\"mxHost\":\"*.google.com\"", "slow-down: 421 4.7.28");
    }

    @Test
    void aLimitAndASourceAddressAreChanged() throws IOException {
        JsonObject limit = settings.add("limits", "{\"sender\": \"rest-limit.example\", \"rate\": \"100/hour\"}");
        String limitPath = API + "limits/" + limit.getJsonNumber("id");
        HttpResponse<String> changed = Http.put(
                limitPath, limit.toString().replace("100/hour", "50/day").replace("false", "true"), TestServer.ADMIN);
        assertThat(changed.body()).contains("\"rate\":\"50/day\"", "\"each\":true");

        JsonObject source = settings.add(
                "streams/sources",
                "{\"stream\": \"bulk\", \"address\": \"127.0.0.9\", \"hostname\": \"nueve.ejemplo.com\"}");
        assertThat(source.getBoolean("here")).isTrue();
        HttpResponse<String> warmed = Http.put(
                API + "streams/sources/" + source.getJsonNumber("id"),
                source.toString().replace("\"weight\":1", "\"weight\":5,\"dailyLimit\":500"),
                TestServer.ADMIN);
        assertThat(warmed.body()).contains("\"weight\":5", "\"dailyLimit\":500");
        assertThat(Http.get(API + "streams", TestServer.ADMIN).body())
                .contains("\"stream\":\"transactional\"", "127.0.0.9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "shaping         | connections | {\"mxHost\": \"a.example\"}",
                "shaping         | connections | {\"connections\": -5}",
                "shaping         | connections | {\"connections\": \"many\"}",
                "shaping         | rate        | {\"rate\": \"fast\"}",
                "shaping         | replies     | {\"replies\": [\"later\"]}",
                "shaping         | replies     | {\"replies\": \"bounce: 550\"}",
                "shaping         | stream      | {\"stream\": \"nadie\", \"connections\": 1}",
                "shaping         | place       | {\"connections\": 1, \"place\": 99}",
                "shaping         | host        | {\"connections\": 1, \"host\": \"a.example\"}",
                "limits          | rate        | {\"sender\": \"a.example\"}",
                "limits          | sender      | {\"rate\": \"1/day\", \"sender\": \"@\"}",
                "limits          | sender      | {\"rate\": \"1/day\", \"each\": true}",
                "limits          | id          | {\"rate\": \"1/day\", \"id\": 7}",
                "streams/sources | address     | {\"stream\": \"bulk\", \"hostname\": \"a.example\"}",
                "streams/sources | address     | {\"stream\": \"bulk\", \"address\": \"192.0.2.1\", \"hostname\": \"a.example\"}",
                "streams/sources | hostname    | {\"stream\": \"bulk\", \"address\": \"127.0.0.8\", \"hostname\": \"a b\"}",
                "streams/sources | stream      | {\"stream\": \"no\", \"address\": \"127.0.0.8\", \"hostname\": \"a.example\"}"
            })
    void namesTheFieldThatIsWrongAndChangesNothing(String path, String field, String json) throws IOException {
        String list = API + path.replace("/sources", "");
        String before = Http.get(list, TestServer.ADMIN).body();

        assertRefused(path, json, field, "");

        assertThat(Http.get(list, TestServer.ADMIN).body()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource({"'', domain", "?domain=a..b, domain", "?domain=ejemplo.com&stream=nadie, stream"})
    void aQuestionThatMakesNoSenseIsRefused(String question, String field) throws IOException {
        HttpResponse<String> response = Http.get(API + "shaping/explain" + question, TestServer.ADMIN);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"");
    }

    private static void assertRefused(String path, String json, String field, String reason) throws IOException {
        HttpResponse<String> response = Http.post(API + path, json, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(400);
        assertThat(response.body()).contains("\"field\":\"" + field + "\"", reason);
    }
}
