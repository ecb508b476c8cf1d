package org.valija.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.MailAddress;
import org.valija.lane.Admission;
import org.valija.lane.Rate;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.Streams;

class SendingLimiterTest {

    private static final Instant START = Instant.parse("2026-12-01T12:00:00Z");

    private long now = -5; // nanoseconds may be below zero

    private static SendingLimit limit(String sender, String domain, String stream, String rate, boolean each) {
        return new SendingLimit(
                1,
                Optional.ofNullable(sender),
                Optional.empty(),
                Optional.ofNullable(domain),
                Optional.ofNullable(stream),
                Rate.parse(rate),
                each);
    }

    private SendingLimiter limiter(SendingLimit... limits) {
        return TestLimits.of(Clock.fixed(START, ZoneOffset.UTC), () -> now, limits);
    }

    private static Optional<Admission.Refused> send(SendingLimiter limiter, String sender, boolean waited) {
        Optional<MailAddress> path = sender.isEmpty() ? Optional.empty() : Optional.of(MailAddress.parse(sender));
        return send(limiter, new Submission(path, Optional.empty(), "b.test", "transactional"), waited);
    }

    private static Optional<Admission.Refused> send(SendingLimiter limiter, Submission mail, boolean waited) {
        Optional<Admission.Refused> refused = limiter.refusal(mail, waited);
        if (refused.isEmpty()) {
            limiter.count(mail);
        }
        return refused;
    }

    private static int sent(SendingLimiter limiter, String sender, int tries) {
        int sent = 0;
        for (int i = 0; i < tries; i++) {
            sent += send(limiter, sender, true).isEmpty() ? 1 : 0;
        }
        return sent;
    }

    /** How many of a hundred each may send, one sender after the other. */
    @ParameterizedTest
    @CsvSource({
        "ana@ejemplo.com, , , false, 10, 100, 100, 100",
        "ANA@ejemplo.com, , , false, 10, 100, 100, 100",
        "ejemplo.com, , , false, 10, 0, 100, 100",
        "ejemplo.com, , , true, 10, 10, 100, 100",
        "*, , , true, 10, 10, 10, 100",
        "*.ejemplo.com, , , false, 100, 100, 10, 100",
        ", b.test, , false, 10, 0, 0, 0",
        ", c.test, , false, 100, 100, 100, 100",
        ", , transactional, false, 10, 0, 0, 0",
        ", , bulk, false, 100, 100, 100, 100",
    })
    void aLimitIsForThoseThatItNames(
            String sender, String domain, String stream, boolean each, int ana, int eva, int sub, int reports) {
        SendingLimiter limiter = limiter(limit(sender, domain, stream, "10/hour", each));
        assertThat(sent(limiter, "ana@ejemplo.com", 100)).isEqualTo(ana);
        assertThat(sent(limiter, "eva@ejemplo.com", 100)).isEqualTo(eva);
        assertThat(sent(limiter, "luz@sub.ejemplo.com", 100)).isEqualTo(sub);
        assertThat(sent(limiter, "", 100)).isEqualTo(reports);
    }

    @Test
    void whatIsTooMuchGetsItsTurnOneAfterTheOther() {
        SendingLimiter limiter = limiter(limit("*", null, null, "60/hour", false));
        assertThat(sent(limiter, "ana@ejemplo.com", 60)).isEqualTo(60);
        for (int i = 1; i <= 59; i++) {
            Admission.Refused refused = send(limiter, "ana@ejemplo.com", false).orElseThrow();
            assertThat(refused.until()).isEqualTo(START.plus(Duration.ofMinutes(i)));
            assertThat(refused.failure().reason()).contains("no more than 60/hour from *");
        }
        assertThat(send(limiter, "ana@ejemplo.com", false).orElseThrow().until())
                .isEqualTo(START.plus(Duration.ofHours(1)));

        now += Duration.ofMinutes(1).toNanos();
        assertThat(send(limiter, "ana@ejemplo.com", false)).isPresent(); // those that wait go first
        assertThat(send(limiter, "ana@ejemplo.com", true)).isEmpty();
        assertThat(send(limiter, "ana@ejemplo.com", true)).isPresent();
    }

    /** How many of a hundred each may send, one user after the other, whatever the reverse-path. */
    @ParameterizedTest
    @CsvSource({
        "ana, false, 10, 100, 100",
        "ANA, true, 10, 100, 100",
        "*, true, 10, 10, 100",
        "*, false, 10, 0, 100",
    })
    void aLimitIsForTheUsersThatItNames(String user, boolean each, int ana, int eva, int others) {
        SendingLimiter limiter = limiter(new SendingLimit(
                1,
                Optional.empty(),
                Optional.of(user),
                Optional.empty(),
                Optional.empty(),
                Rate.parse("10/hour"),
                each));
        List<Integer> expected = List.of(ana, eva, others);
        List<Optional<String>> users = List.of(Optional.of("ana"), Optional.of("eva"), Optional.empty());
        for (int i = 0; i < users.size(); i++) {
            int sent = 0;
            for (int n = 0; n < 100; n++) {
                Optional<MailAddress> path = Optional.of(MailAddress.parse("a" + n + "@ejemplo.com"));
                Submission mail = new Submission(path, users.get(i), "b.test", "transactional");
                sent += send(limiter, mail, true).isEmpty() ? 1 : 0;
            }
            assertThat(sent).isEqualTo(expected.get(i));
        }
    }

    @Test
    void allThatMatchHold() {
        SendingLimiter limiter =
                limiter(limit("*", null, null, "5/hour", true), limit(null, null, null, "8/hour", false));
        assertThat(sent(limiter, "ana@ejemplo.com", 100)).isEqualTo(5);
        assertThat(sent(limiter, "eva@ejemplo.com", 100)).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "not an address, , , false, sender",
        "@ejemplo.com, , , false, sender",
        ", b..test, , false, domain",
        ", , unknown, false, stream",
        ", b.test, , true, sender",
        "luis@b.test, , , false, rate",
        "luis@b.test, c.test, bulk, true, rate",
    })
    void refusesWhatCanNotBeOrIsNeverReached(String sender, String domain, String stream, boolean each, String field) {
        SendingLimit there = new SendingLimit(
                7,
                Optional.of("b.test"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Rate.parse("100/hour"),
                false);
        SendingLimit limit = limit(sender, domain, stream, "100/hour", each);
        assertThatThrownBy(() -> SendingLimitChecks.check(limit, Streams.parse(""), List.of(there)))
                .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                        .isEqualTo(field));
    }

    @Test
    void aLowerLimitForSomeIsFine() {
        SendingLimit there = new SendingLimit(
                7,
                Optional.of("b.test"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Rate.parse("100/hour"),
                false);
        assertThatCode(() -> SendingLimitChecks.check(
                        limit("luis@b.test", null, null, "99/hour", false), Streams.parse(""), List.of(there)))
                .doesNotThrowAnyException();
    }
}
