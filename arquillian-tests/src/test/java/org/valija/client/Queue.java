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
            String businessKey) {}

    private Queue() {}

    /** The next attempt first. */
    public static List<Waiting> waiting() throws IOException {
        HttpResponse<String> response = Http.get("/valija/api/queue?limit=1000", TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readObject().getJsonArray("items").getValuesAs(Queue::entry);
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
                object.getString("businessKey"));
    }
}
