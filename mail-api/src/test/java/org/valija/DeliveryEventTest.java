package org.valija;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.StringReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.DeliveryEvent.BounceClass;
import org.valija.DeliveryEvent.FailureClass;
import org.valija.DeliveryEvent.Kind;
import org.valija.DeliveryEvent.RemoteReply;

class DeliveryEventTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00.123Z");

    private static DeliveryEvent deferred(String key, String status, String line) {
        return new DeliveryEvent(
                Kind.DEFERRED,
                new MailId("uno"),
                Optional.ofNullable(key),
                "transactional",
                Optional.of(MailAddress.parse("rebotes@ejemplo.com")),
                List.of(MailAddress.parse("ana@b.test"), MailAddress.parse("\"eva maría\"@b.test")),
                NOW,
                NOW.minusSeconds(60),
                2,
                Optional.of("mx.b.test"),
                Optional.of(EnhancedStatus.parse(status)),
                Optional.of(new RemoteReply(451, Optional.empty(), line)),
                "mx.b.test answered: " + line,
                Optional.of(NOW.plusSeconds(300)));
    }

    private static DeliveryEvent queued() {
        return new DeliveryEvent(
                Kind.QUEUED,
                new MailId("uno"),
                Optional.empty(),
                "bulk",
                Optional.empty(),
                List.of(MailAddress.parse("ana@b.test")),
                NOW,
                NOW,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "",
                Optional.empty());
    }

    private static DeliveryEvent returned(BounceClass bounceClass) {
        return new DeliveryEvent(
                Kind.RETURNED,
                new MailId("uno"),
                Optional.of("pedido 4711"),
                "bulk",
                Optional.of(MailAddress.parse("rebotes@ejemplo.com")),
                List.of(MailAddress.parse("ana@b.test")),
                NOW,
                NOW,
                1,
                Optional.of("mx.b.test"),
                Optional.empty(),
                Optional.empty(),
                "550 no such user",
                Optional.empty(),
                Optional.of(bounceClass));
    }

    @ParameterizedTest
    @EnumSource
    void whatCameBackHasItsClass(BounceClass bounceClass) {
        DeliveryEvent event = returned(bounceClass);

        assertThat(DeliveryEvent.parse(event.toJson())).isEqualTo(event);
        assertThat(event.properties()).containsEntry("bounceClass", bounceClass.name());
        assertThat(event.failureClass()).isEmpty();
    }

    /** Whatever an application calls its message, and a stranger answers. */
    @Property
    void comesOutOfItsTextAsItWent(@ForAll String key, @ForAll String line) {
        DeliveryEvent event = deferred(key, "4.2.2", line);
        assertThat(DeliveryEvent.parse(event.toJson())).isEqualTo(event);
    }

    @Test
    void whatIsEmptyIsNotThere() {
        assertThat(DeliveryEvent.parse(queued().toJson())).isEqualTo(queued());
        assertThat(queued().toJson())
                .doesNotContain("null", "reply", "host", "status", "reason", "nextAttempt", "reversePath");
    }

    @Test
    void othersReadItWithoutOurClasses() {
        try (JsonReader reader = Json.createReader(
                new StringReader(deferred("pedido 4711", "4.2.2", "451 full").toJson()))) {
            JsonObject json = reader.readObject();
            assertThat(json.getString("kind")).isEqualTo("DEFERRED");
            assertThat(json.getString("businessKey")).isEqualTo("pedido 4711");
            assertThat(json.getJsonArray("recipients").getString(0)).isEqualTo("ana@b.test");
            assertThat(json.getString("failureClass")).isEqualTo("MAILBOX");
            assertThat(json.getJsonObject("reply").getInt("code")).isEqualTo(451);
            assertThat(json.getString("nextAttempt")).isEqualTo("2026-11-23T18:05:00.123Z");
        }
    }

    @Test
    void selectorsAskForItsProperties() {
        assertThat(deferred("pedido 4711", "4.7.1", "451 later").properties())
                .isEqualTo(Map.of(
                        "kind",
                        "DEFERRED",
                        "mailId",
                        "uno",
                        "stream",
                        "transactional",
                        "businessKey",
                        "pedido 4711",
                        "failureClass",
                        "POLICY"));
        assertThat(queued().properties()).isEqualTo(Map.of("kind", "QUEUED", "mailId", "uno", "stream", "bulk"));
    }

    @ParameterizedTest
    @CsvSource({
        "5.1.1, ADDRESS",
        "4.2.2, MAILBOX",
        "4.3.2, SYSTEM",
        "5.4.7, NETWORK",
        "5.5.1, PROTOCOL",
        "5.6.0, CONTENT",
        "5.7.1, POLICY",
        "5.0.0, OTHER",
        "4.8.0, OTHER"
    })
    void theStatusSaysWhatAFailureIsAbout(String status, FailureClass what) {
        assertThat(deferred(null, status, "451 no").failureClass()).contains(what);
    }

    /** From a later version of ours. */
    @Test
    void whatItDoesNotKnowItLeavesOut() {
        String later = queued().toJson().replaceFirst("\\{", "{\"weather\":\"fine\",");
        assertThat(DeliveryEvent.parse(later)).isEqualTo(queued());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{}", "{\"kind\":\"OPENED\"}", "{\"kind\":3}", "null"})
    void somethingElseIsRefused(String text) {
        assertThatThrownBy(() -> DeliveryEvent.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void andNothingElseHappens(@ForAll String text) {
        assertThatThrownBy(() -> DeliveryEvent.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
