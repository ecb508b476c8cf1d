package org.valija.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.ArrayDeque;
import java.util.Deque;
import org.valija.server.TestServer;

/** Settings that a test makes by REST; they are gone when it is closed. */
public final class RestSettings implements AutoCloseable {

    private static final String API = "/valija/api/";

    private final Deque<String> added = new ArrayDeque<>();

    /**
     * Adds something; fails unless it was taken.
     *
     * @param path such as {@code shaping}
     */
    public JsonObject add(String path, String json) throws IOException {
        HttpResponse<String> response = Http.post(API + path, json, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        JsonObject setting = object(response.body());
        added.push(API + path + "/" + setting.getJsonNumber("id"));
        return setting;
    }

    /** @param path such as {@code shaping/explain?domain=ejemplo.com} */
    public static JsonObject get(String path) throws IOException {
        HttpResponse<String> response = Http.get(API + path, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return object(response.body());
    }

    /** Removes whatever there is. */
    public static void removeAll(String path) throws IOException {
        String list = Http.get(API + path, TestServer.ADMIN).body();
        try (JsonReader reader = Json.createReader(new StringReader(list))) {
            for (JsonObject setting : reader.readArray().getValuesAs(JsonObject.class)) {
                Http.delete(API + path + "/" + setting.getJsonNumber("id"), TestServer.ADMIN);
            }
        }
    }

    private static JsonObject object(String json) {
        try (JsonReader reader = Json.createReader(new StringReader(json))) {
            return reader.readObject();
        }
    }

    /** Removes what was added. */
    @Override
    public void close() throws IOException {
        while (!added.isEmpty()) {
            Http.delete(added.pop(), TestServer.ADMIN);
        }
    }
}
