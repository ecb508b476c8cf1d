package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Envelope;
import org.valija.EnvelopeId;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.RecipientOptions.Event;
import org.valija.SendOptions;
import org.valija.TransmissionOptions.Returned;
import org.valija.delivery.Patience;
import org.valija.delivery.RecipientOutcome;
import org.valija.dkim.Submitter;
import org.valija.settings.Streams;

class TermsTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");
    private static final MailAddress EVA = MailAddress.parse("eva@c.test");
    private static final Envelope COMPOSED =
            new Envelope(Optional.of(MailAddress.parse("ana@ejemplo.com")), List.of(LUIS, EVA));

    @Test
    void whoSaysNothingGetsWhatTheServerDoes() {
        assertThat(Terms.of(SendOptions.NONE)).isEqualTo(Terms.by(Submitter.SERVER));
        assertThat(Terms.envelope(COMPOSED, SendOptions.NONE)).isEqualTo(COMPOSED);
        assertThat(Terms.expires(SendOptions.NONE, NOW, Duration.ofDays(5))).isEqualTo(NOW.plus(Duration.ofDays(5)));
    }

    @Test
    void whatSmtpHasParametersForGoesIntoTheEnvelope() {
        SendOptions options = SendOptions.builder()
                .notBefore(NOW.plusSeconds(60))
                .priority(4)
                .notifyOn(Event.SUCCESS)
                .returned(Returned.FULL)
                .envelopeId("uno+dos")
                .build();

        Envelope envelope = Terms.envelope(COMPOSED, options);

        assertThat(envelope.reversePath()).isEqualTo(COMPOSED.reversePath());
        assertThat(envelope.recipients()).containsExactly(LUIS, EVA);
        assertThat(envelope.options().holdUntil()).contains(NOW.plusSeconds(60));
        assertThat(envelope.options().priority()).isEqualTo(4);
        assertThat(envelope.options().returned()).contains(Returned.FULL);
        assertThat(envelope.options().envelopeId()).contains(new EnvelopeId("uno+dos"));
        assertThat(envelope.recipients())
                .allSatisfy(recipient ->
                        assertThat(envelope.options(recipient).notifications()).contains(Set.of(Event.SUCCESS)));
        assertThat(Terms.envelope(COMPOSED, SendOptions.builder().notifyNever().build())
                        .options(EVA)
                        .parameters())
                .isEqualTo("NOTIFY=NEVER");
    }

    /** In seconds from now; empty where nothing was said, and then it lives for 500. */
    @ParameterizedTest
    @CsvSource({
        ", , , 500, false",
        "100, , , 600, false",
        ", 30, , 30, true",
        ", , 40, 40, true",
        ", 9000, , 9000, true",
        "100, , 40, 140, true",
        "100, 120, 40, 120, true",
        "100, 150, 40, 140, true"
    })
    void theEarlierExpiryCounts(Long notBefore, Long expireAt, Long expireAfter, long expires, boolean perishable) {
        SendOptions options = SendOptions.builder()
                .notBefore(notBefore == null ? null : NOW.plusSeconds(notBefore))
                .expireAt(expireAt == null ? null : NOW.plusSeconds(expireAt))
                .expireAfter(expireAfter == null ? null : Duration.ofSeconds(expireAfter))
                .build();

        assertThat(Terms.expires(options, NOW, Duration.ofSeconds(500))).isEqualTo(NOW.plusSeconds(expires));
        assertThat(Terms.of(options).perishable()).isEqualTo(perishable);
    }

    private static QueuedMail mail(boolean perishable, Instant expires) {
        return QueuedMail.split(
                        MailId.create(),
                        COMPOSED.withRecipients(List.of(LUIS)),
                        new Terms("bulk", Optional.of("k"), perishable, Submitter.SERVER),
                        NOW,
                        expires)
                .get(0);
    }

    @Test
    void aPerishableMailIsNotTriedWhenItHasExpired() {
        Courier nobody = new Courier(
                null, null, null, null, null, null, null, null); // it would find neither a router nor a client
        Attempt attempt = nobody.attempt(mail(true, Instant.now().minusMillis(1)), null, Patience.SHORT, null);

        assertThat(((Attempt.Tried) attempt).outcomes()).singleElement().satisfies(outcome -> {
            assertThat(outcome).isInstanceOf(RecipientOutcome.Bounced.class);
            assertThat(((RecipientOutcome.Bounced) outcome).failure().status()).hasToString("5.4.7");
        });
    }

    /** Whoever has made it due: a release, a re-routing. */
    @Test
    void noAttemptBeginsBeforeTheTimeThatTheSenderHasSet() {
        Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
        SendOptions options = SendOptions.builder().notBefore(tomorrow).build();
        QueuedMail mail = QueuedMail.split(
                        MailId.create(),
                        Terms.envelope(COMPOSED.withRecipients(List.of(LUIS)), options),
                        Terms.of(options),
                        Instant.now(),
                        tomorrow.plus(Duration.ofDays(5)))
                .get(0);
        Courier nobody = new Courier(null, null, null, null, null, null, null, null);

        Attempt attempt = nobody.attempt(mail, null, Patience.SHORT, null);

        Attempt.Postponed postponed = (Attempt.Postponed) attempt;
        assertThat(postponed.until()).isEqualTo(mail.options().holdUntil().orElseThrow());
        assertThat(postponed.alone()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"true, 0, false", "true, 1, true", "true, 2, true", "false, 2, false"})
    void onlyPerishableMailPerishes(boolean perishable, int millis, boolean perished) {
        assertThat(mail(perishable, NOW.plusMillis(1)).isPerished(NOW.plusMillis(millis)))
                .isEqualTo(perished);
    }

    @Test
    void streamsAreThoseOfEveryServerAndThoseThatWereAdded() {
        assertThat(Streams.parse(" ").names()).containsExactlyInAnyOrder("transactional", "bulk");
        assertThat(Streams.parse("novedades, avisos-2,bulk").names())
                .containsExactlyInAnyOrder("transactional", "bulk", "novedades", "avisos-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Novedades", "a,,b", "a b", "ñ", "abcdefghijabcdefghijabcdefghijabc"})
    void aStreamNeedsAName(String added) {
        assertThatThrownBy(() -> Streams.parse(added))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no name of a stream");
    }
}
