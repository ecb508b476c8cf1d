package org.valija.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.util.List;
import org.valija.server.TestServer;

/** What waits in the outbound queue, by REST. */
public final class Queue {

    /** A message that waits for the recipients of one destination. */
    public record Waiting(
            String key,
            String sender,
            List<String> recipients,
            String subject,
            int attempts,
            String lastError,
            String stream,
            String businessKey,
            String id,
            String state) {}

    private Queue() {}

    /** The next attempt first. */
    public static List<Waiting> waiting() throws IOException {
        HttpResponse<String> response = Http.get("/valija/api/queue?limit=1000", TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject().getJsonArray("items").getValuesAs(Queue::entry);
        }
    }

    /**
     * Does something with what waits.
     *
     * @param selection as JSON, with what else the action needs
     * @return with how many rows, of those that were not being tried
     */
    public static int act(String action, String selection) throws IOException {
        HttpResponse<String> response = Http.post("/valija/api/queue/" + action, selection, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject().getInt("done");
        }
    }

    /** Gives a standing order, and returns its id. */
    public static long order(String order) throws IOException {
        HttpResponse<String> response = Http.post("/valija/api/queue/orders", order, TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject().getJsonNumber("id").longValue();
        }
    }

    public static void liftAllOrders() throws IOException {
        HttpResponse<String> response = Http.get("/valija/api/queue/orders", TestServer.ADMIN);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            for (JsonObject order : reader.readArray().getValuesAs(JsonObject.class)) {
                Http.delete("/valija/api/queue/orders/" + order.getJsonNumber("id"), TestServer.ADMIN);
            }
        }
    }

    private static Waiting entry(JsonObject object) {
        return new Waiting(
                object.getString("key"),
                object.getString("sender"),
                object.getJsonArray("recipients").getValuesAs(JsonString::getString),
                object.getString("subject"),
                object.getInt("attempts"),
                object.getString("lastError"),
                object.getString("stream"),
                object.getString("businessKey"),
                object.getString("id"),
                object.getString("state"));
    }
}
