package org.valija.console;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.By;
import org.valija.client.Http;
import org.valija.server.TestServer;

/** The page with the suppressed addresses, and the same by REST. What they do to mail is in BouncesIT. */
class SuppressionsIT extends ConsoleTest {

    private static final String SUPPRESSIONS = "/valija/api/suppressions";
    private static final String DOMAIN = "consola-suprimida.example";
    private static final String LUIS = "luis@" + DOMAIN;

    @AfterEach
    void removeAll() throws IOException {
        for (JsonObject entry : list(DOMAIN).getJsonArray("items").getValuesAs(JsonObject.class)) {
            Http.delete(SUPPRESSIONS + "/" + entry.getString("id"), TestServer.ADMIN);
        }
    }

    // ---- the page ----

    @Test
    void anAddressIsSuppressedAndFoundAndSentToAgain() throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("suppressions");
            add(browser, "Luis@" + DOMAIN, "bulk", "<b>lo pidió</b>");
            assertThat(browser.awaitRow(LUIS)).contains("bulk", "By hand", "<b>lo pidió</b>", "without end");

            browser.type("find:search", "nadie@" + DOMAIN);
            browser.click(By.id("find:go"));
            browser.awaitNoRow(LUIS);
            browser.type("find:search", "LUIS@" + DOMAIN);
            browser.click(By.id("find:go"));
            browser.awaitRow(LUIS);

            browser.clickInRow(LUIS, "Remove");
            browser.confirm();
            browser.awaitMessage("No longer suppressed: " + LUIS + ", stream bulk.");
            browser.awaitNoRow(LUIS);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "address | luis       | has no @",
                "stream  | Bulk       | lower-case letters",
                "expires | 2027-01-31 | A time is written as in",
                "expires | 2020-01-31T00:00:00Z | It has ended already"
            })
    void whatIsRefusedStaysInItsField(String field, String value, String reason) throws IOException {
        try (Browser browser = Browser.loggedIn()) {
            browser.open("suppressions");
            browser.click(By.id("top:add"));
            browser.type("suppression:address", LUIS);
            browser.type("suppression:" + field, value);
            browser.click(By.id("suppression:save"));

            browser.awaitRefusal("suppression:" + field, reason);
            assertThat(browser.value("suppression:" + field)).isEqualTo(value);
            browser.cancel();
            browser.awaitNoRow(LUIS);
        }
    }

    @Test
    void aFileIsTakenWholeOrNotAtAll(@TempDir Path folder) throws IOException {
        Path wrong = Files.writeString(folder.resolve("wrong.csv"), LUIS + "\nluis\neva@" + DOMAIN + ",?\n");
        Path right = Files.writeString(folder.resolve("right.csv"), "address,stream\n" + LUIS + ",bulk\neva@" + DOMAIN);
        try (Browser browser = Browser.loggedIn()) {
            browser.open("suppressions");
            browser.click(By.id("file:load"));
            browser.awaitMessage("Choose a file first.");
            browser.choose("file:csv", wrong);
            browser.click(By.id("file:load"));
            browser.awaitMessage("Nothing was imported.");
            browser.awaitMessage("Line 2, address:");
            browser.awaitMessage("Line 3, stream:");
            browser.awaitNoRow(LUIS);

            browser.choose("file:csv", right);
            browser.click(By.id("file:load"));
            browser.awaitMessage("Suppressions imported: 2.");
            assertThat(browser.awaitRow("eva@" + DOMAIN)).contains("all streams");
        }
    }

    private static void add(Browser browser, String address, String stream, String why) {
        browser.click(By.id("top:add"));
        browser.type("suppression:address", address);
        browser.type("suppression:stream", stream);
        browser.type("suppression:detail", why);
        browser.click(By.id("suppression:save"));
    }

    // ---- REST ----

    @Test
    void anEntryIsPutFoundAndRemovedByRest() throws IOException {
        HttpResponse<String> added = post(
                "{\"address\": \"" + LUIS + "\", \"reason\": \"complaint\", \"expires\": \"2999-01-31T00:00:00Z\"}");
        assertThat(added.statusCode()).as(added.body()).isEqualTo(201);
        JsonObject entry = object(added.body());
        assertThat(entry.getString("stream")).isEqualTo("*");
        assertThat(entry.getString("reason")).isEqualTo("COMPLAINT");
        String path = SUPPRESSIONS + "/" + entry.getString("id");

        assertThat(object(Http.get(path, TestServer.ADMIN).body())).isEqualTo(entry);
        assertThat(list(LUIS).getInt("total")).isEqualTo(1);
        assertThat(Http.delete(path, TestServer.ADMIN).statusCode()).isEqualTo(204);
        assertThat(Http.get(path, TestServer.ADMIN).statusCode()).isEqualTo(404);
        assertThat(Http.delete(path, TestServer.ADMIN).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"stream\": \"bulk\"}                                | address",
                "{\"address\": \"luis\"}                               | address",
                "{\"address\": \"luis@a.example\", \"reason\": \"why\"} | reason",
                "{\"address\": \"luis@a.example\", \"color\": \"red\"}  | color"
            })
    void aWrongEntryIsRefusedWithItsField(String json, String field) throws IOException {
        HttpResponse<String> refused = post(json);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(object(refused.body()).getString("field")).isEqualTo(field);
    }

    @Test
    void aFileGoesInAndOutByRest() throws IOException {
        String csv = LUIS + ",bulk,HARD_BOUNCE,,\"no, nadie\"\n";
        HttpResponse<String> imported = Http.post(SUPPRESSIONS + "/file", "text/csv", csv, TestServer.ADMIN);
        assertThat(imported.body()).isEqualTo("{\"imported\":1}");

        HttpResponse<String> exported = Http.get(SUPPRESSIONS + "/file", TestServer.ADMIN);
        assertThat(exported.body())
                .startsWith("address,stream,reason,expires,detail\r\n")
                .contains(LUIS + ",bulk,HARD_BOUNCE,,\"no, nadie\"\r\n");

        HttpResponse<String> refused =
                Http.post(SUPPRESSIONS + "/file", "text/csv", "eva@" + DOMAIN + "\nluis\n", TestServer.ADMIN);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(object(refused.body()).toString()).contains("Nothing was imported", "Line 2, address");
        assertThat(list("eva@" + DOMAIN).getInt("total")).isZero();
    }

    @Test
    void aNewKeySignsSoon() throws IOException {
        HttpResponse<String> made = Http.post("/valija/api/feedback/keys", "", TestServer.ADMIN);

        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(object(made.body()).getString("signsFrom")).startsWith("20");
        assertThat(Http.get("/valija/api/feedback").statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> post(String json) throws IOException {
        return Http.post(SUPPRESSIONS, json, TestServer.ADMIN);
    }

    private static JsonObject list(String search) throws IOException {
        return object(
                Http.get(SUPPRESSIONS + "?search=" + search, TestServer.ADMIN).body());
    }

    private static JsonObject object(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}
