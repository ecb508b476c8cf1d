package org.valija.compose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;
import org.valija.RecipientOptions.Event;
import org.valija.SendOptions;
import org.valija.TransmissionOptions.Returned;

class SendOptionChecksTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");

    private final SendOptionChecks checks = new SendOptionChecks(Set.of("transactional", "bulk"));

    private void assertRefused(SendOptions.Builder options, Reason reason, String field, String message) {
        SendOptions given = options.build();
        InvalidMailException refused = catchThrowableOfType(InvalidMailException.class, () -> checks.check(given, NOW));
        assertThat(refused).as("refusal of " + given).isNotNull();
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused.field()).isEqualTo(field);
        assertThat(refused.getMessage()).contains(message);
    }

    @Test
    void takesWhatIsWithinTheLimits() {
        assertThatCode(() -> checks.check(SendOptions.NONE, NOW)).doesNotThrowAnyException();
        SendOptions all = SendOptions.builder()
                .notBefore(NOW.plus(Duration.ofDays(366)))
                .expireAt(NOW.plus(Duration.ofDays(2 * 366)))
                .expireAfter(Duration.ofDays(366))
                .priority(-9)
                .notifyOn(Event.SUCCESS, Event.DELAY, Event.SUCCESS)
                .returned(Returned.FULL)
                .envelopeId("a".repeat(100))
                .businessKey("ñ".repeat(200))
                .stream(SendOptions.BULK)
                .build();
        assertThatCode(() -> checks.check(all, NOW)).doesNotThrowAnyException();
        assertThat(all.notifications()).contains(Set.of(Event.SUCCESS, Event.DELAY));
        SendOptions soon = SendOptions.builder()
                .notBefore(NOW.plusMillis(1))
                .expireAt(NOW.plusMillis(2))
                .priority(9)
                .businessKey("😀 a")
                .build();
        assertThatCode(() -> checks.check(soon, NOW)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "notBefore, 2026-11-23T17:59:59.999Z",
        "notBefore, 2026-11-23T18:00:00Z",
        "notBefore, 2027-11-24T18:00:00.001Z",
        "notBefore, -1000000000-01-01T00:00:00Z",
        "notBefore, +1000000000-12-31T23:59:59Z",
        "expireAt, 2026-11-23T18:00:00Z",
        "expireAt, 2027-11-24T18:00:00.001Z",
        "expireAt, +1000000000-12-31T23:59:59Z"
    })
    void refusesTimesInThePastOrTooFarAhead(String field, Instant time) {
        SendOptions.Builder options = SendOptions.builder();
        assertRefused(
                field.equals("notBefore") ? options.notBefore(time) : options.expireAt(time),
                Reason.INVALID_TIME,
                field,
                field + " is " + time);
    }

    @Test
    void refusesAnExpiryThatComesBeforeItMayGo() {
        Instant time = NOW.plusSeconds(60);
        assertRefused(
                SendOptions.builder().notBefore(time).expireAt(time),
                Reason.INVALID_TIME,
                "expireAt",
                "not later than notBefore, 2026-11-23T18:01:00Z");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "P366DT0.001S", "PT2562047788015215H"})
    void refusesIntervalsOutOfRange(Duration interval) {
        assertRefused(
                SendOptions.builder().expireAfter(interval), Reason.INVALID_TIME, "expireAfter", interval.toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {-10, 10, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void refusesPrioritiesOutOfRange(int priority) {
        assertRefused(
                SendOptions.builder().priority(priority),
                Reason.INVALID_OPTION,
                "priority",
                "-9 to 9, not " + priority);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "con ñ", "a\r\nRCPT TO:<b@c>", "a\tb"})
    void refusesEnvelopeIdsThatAreNone(String id) {
        assertRefused(SendOptions.builder().envelopeId(id), Reason.INVALID_OPTION, "envelopeId", "printable ASCII");
    }

    /** 34 plus signs are 102 characters of xtext. */
    @Test
    void refusesAnEnvelopeIdThatIsTooLong() {
        assertRefused(
                SendOptions.builder().envelopeId("+".repeat(34)),
                Reason.INVALID_OPTION,
                "envelopeId",
                "at most 100 characters");
    }

    @ParameterizedTest
    @CsvSource({
        "'', has 0",
        "'  ', has 2",
        "'a\nb', U+000A",
        "'a\0b', U+0000",
        "'a\u0085b', U+0085",
        "'a\u202eb', U+202E",
        "'a\u200bb', U+200B",
        "'a\u2028b', U+2028",
        "'a\u2029b', U+2029",
        "'a\udb40\udc41b', U+E0041",
        "'\ud83da', U+D83D"
    })
    void refusesBusinessKeysThatAreNone(String key, String message) {
        assertRefused(SendOptions.builder().businessKey(key), Reason.INVALID_OPTION, "businessKey", message);
    }

    @Test
    void refusesABusinessKeyThatIsTooLong() {
        assertRefused(
                SendOptions.builder().businessKey("a".repeat(201)),
                Reason.INVALID_OPTION,
                "businessKey",
                "1 to 200 characters and is not blank; this has 201");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Bulk", "novedades", "bulk ", "bulk\r\n"})
    void refusesStreamsThatItDoesNotKnow(String stream) {
        assertRefused(
                SendOptions.builder().stream(stream),
                Reason.UNKNOWN_STREAM,
                "stream",
                "there are: bulk, transactional");
    }
}
