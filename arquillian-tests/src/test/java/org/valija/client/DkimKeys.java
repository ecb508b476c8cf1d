package org.valija.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.List;
import org.valija.server.TestServer;

/** The DKIM keys, by REST. */
public final class DkimKeys {

    private static final String PATH = "/valija/api/dkim";

    private DkimKeys() {}

    /** Adds a key; fails unless it was taken. */
    public static JsonObject add(String json) throws IOException {
        HttpResponse<String> response = Http.post(PATH, json, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return object(response.body());
    }

    /** @param state {@code active} or {@code retired} */
    public static void turn(JsonObject key, String state) throws IOException {
        HttpResponse<String> response =
                Http.put(path(key) + "/state", "{\"state\": \"" + state + "\"}", TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    public static JsonObject get(JsonObject key) throws IOException {
        return object(Http.get(path(key), TestServer.ADMIN).body());
    }

    public static JsonObject check(JsonObject key) throws IOException {
        return object(Http.get(path(key) + "/check", TestServer.ADMIN).body());
    }

    /** Retires and removes all keys of a domain. */
    public static void removeAll(String domain) throws IOException {
        for (JsonObject key : list()) {
            if (key.getString("domain").equals(domain)) {
                turn(key, "retired");
                Http.delete(path(key), TestServer.ADMIN);
            }
        }
    }

    private static List<JsonObject> list() throws IOException {
        String body = Http.get(PATH, TestServer.ADMIN).body();
        try (JsonReader reader = Json.createReader(new StringReader(body))) {
            return reader.readArray().getValuesAs(JsonObject.class);
        }
    }

    public static String path(JsonObject key) {
        return PATH + "/" + key.getJsonNumber("id");
    }

    private static JsonObject object(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }
}
