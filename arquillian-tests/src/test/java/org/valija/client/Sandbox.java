package org.valija.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.IOException;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.valija.server.TestServer;

/** The sandbox mailbox, by REST: where all outbound mail of the server under test ends. */
public final class Sandbox {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A message there. */
    public record Mail(String id, String sender, List<String> recipients, String subject) {}

    private Sandbox() {}

    /** Newest first. */
    public static List<Mail> messages() throws IOException {
        HttpResponse<String> response = Http.get("/valija/api/sandbox/messages?limit=1000", TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        try (JsonReader reader = Json.createReader(new StringReader(response.body()))) {
            return reader.readArray().getValuesAs(Sandbox::mail);
        }
    }

    /** The source of a message. */
    public static String source(Mail mail) throws IOException {
        HttpResponse<String> response =
                Http.get("/valija/api/sandbox/messages/" + mail.id() + "/source", TestServer.ADMIN);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }

    /** Waits for a message with this text in its subject. */
    public static Mail awaitSubject(String text) throws IOException, InterruptedException {
        return await(mail -> mail.subject().contains(text), "a subject with '" + text + "'");
    }

    /** Waits for a message. */
    public static Mail await(Predicate<Mail> condition, String description) throws IOException, InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        while (true) {
            List<Mail> messages = messages();
            for (Mail mail : messages) {
                if (condition.test(mail)) {
                    return mail;
                }
            }
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("No message with " + description + " in the sandbox, but " + messages);
            }
            Thread.sleep(200);
        }
    }

    private static Mail mail(JsonObject object) {
        return new Mail(
                object.getString("id"),
                object.getString("sender"),
                object.getJsonArray("recipients").getValuesAs(JsonString::getString),
                object.getString("subject"));
    }
}
