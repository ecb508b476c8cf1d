package org.valija.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import org.valija.server.TestServer;

/** The routes and the sandbox switch, by REST. */
public final class Routes {

    public static final String PATH = "/valija/api/routes";

    private Routes() {}

    public static JsonArray list() throws IOException {
        try (JsonReader reader = Json.createReader(
                new StringReader(Http.get(PATH, TestServer.ADMIN).body()))) {
            return reader.readArray();
        }
    }

    /** Returns it as it was kept. */
    public static JsonObject add(String json) throws IOException {
        HttpResponse<String> response = Http.post(PATH, json, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return object(response.body());
    }

    public static JsonObject change(JsonObject route, String json) throws IOException {
        HttpResponse<String> response = Http.put(path(route), json, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return object(response.body());
    }

    public static JsonObject get(JsonObject route) throws IOException {
        return object(Http.get(path(route), TestServer.ADMIN).body());
    }

    public static void removeAll() throws IOException {
        for (JsonObject route : list().getValuesAs(JsonObject.class)) {
            assertThat(Http.delete(path(route), TestServer.ADMIN).statusCode()).isEqualTo(204);
        }
    }

    public static void switchSandbox(boolean on) throws IOException {
        HttpResponse<String> response = Http.put(PATH + "/sandbox", "{\"on\": " + on + "}", TestServer.ADMIN);
        assertThat(response.body()).isEqualTo("{\"on\":" + on + "}");
    }

    /** @param query such as {@code recipient=ana@a.example&size=10} */
    public static JsonObject forecast(String query) throws IOException {
        return object(Http.get(PATH + "/forecast?" + query, TestServer.ADMIN).body());
    }

    public static String path(JsonObject route) {
        return PATH + "/" + route.getJsonNumber("id");
    }

    public static JsonObject object(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}
