package org.valija;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.time.Instant;
import java.util.Optional;
import org.valija.DeliveryEvent.RemoteReply;

/** A {@link DeliveryEvent} as JSON. */
final class DeliveryEventJson {

    private DeliveryEventJson() {}

    static String write(DeliveryEvent event) {
        JsonObjectBuilder json = Json.createObjectBuilder()
                .add("kind", event.kind().name())
                .add("mail", event.mail().value())
                .add("stream", event.stream());
        add(json, "businessKey", event.businessKey());
        add(json, "reversePath", event.reversePath());
        JsonArrayBuilder recipients = Json.createArrayBuilder();
        event.recipients().forEach(recipient -> recipients.add(recipient.toString()));
        json.add("recipients", recipients)
                .add("time", event.time().toString())
                .add("queuedAt", event.queuedAt().toString())
                .add("attempts", event.attempts());
        add(json, "host", event.host());
        add(json, "status", event.status());
        add(json, "failureClass", event.failureClass());
        event.reply().ifPresent(reply -> {
            JsonObjectBuilder answer = Json.createObjectBuilder().add("code", reply.code());
            add(answer, "status", reply.status());
            json.add("reply", answer.add("line", reply.line()));
        });
        add(json, "reason", Optional.of(event.reason()).filter(reason -> !reason.isEmpty()));
        add(json, "nextAttempt", event.nextAttempt());
        add(json, "bounceClass", event.bounceClass());
        return json.build().toString();
    }

    private static void add(JsonObjectBuilder json, String name, Optional<?> value) {
        value.ifPresent(present -> json.add(name, present.toString()));
    }

    static DeliveryEvent read(String text) {
        try (JsonReader reader = Json.createReader(new StringReader(text))) {
            return event(reader.readObject());
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("This is no delivery event", e);
        }
    }

    private static DeliveryEvent event(JsonObject json) {
        return new DeliveryEvent(
                DeliveryEvent.Kind.valueOf(json.getString("kind")),
                new MailId(json.getString("mail")),
                text(json, "businessKey"),
                json.getString("stream"),
                text(json, "reversePath").map(MailAddress::parse),
                json.getJsonArray("recipients").getValuesAs(JsonString::getString).stream()
                        .map(MailAddress::parse)
                        .toList(),
                Instant.parse(json.getString("time")),
                Instant.parse(json.getString("queuedAt")),
                json.getInt("attempts"),
                text(json, "host"),
                status(json),
                Optional.ofNullable(json.getJsonObject("reply"))
                        .map(reply -> new RemoteReply(reply.getInt("code"), status(reply), reply.getString("line"))),
                text(json, "reason").orElse(""),
                text(json, "nextAttempt").map(Instant::parse),
                text(json, "bounceClass").map(DeliveryEvent.BounceClass::valueOf));
    }

    private static Optional<EnhancedStatus> status(JsonObject json) {
        return text(json, "status").map(EnhancedStatus::parse);
    }

    private static Optional<String> text(JsonObject json, String name) {
        return Optional.ofNullable(json.getJsonString(name)).map(JsonString::getString);
    }
}
