package org.valija.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.RemoteReply;

class LanesTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");
    private static final Duration PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** A pause is up to a fifth longer. */
    private static final double JITTER = 1.2;

    private static final List<RecipientOutcome> TAKEN =
            List.of(new Delivered(LUIS, "mx.b.test", new RemoteReply(250, Optional.empty(), "250 ok"), true, true));
    private static final List<RecipientOutcome> DEAD = List.of(new Deferred(
            LUIS,
            new Failure(
                    EnhancedStatus.parse("4.4.2"), Optional.of("mx.b.test"), Optional.empty(), "mx.b.test is down")));
    private static final List<RecipientOutcome> TOO_MUCH = List.of(new Deferred(
            LUIS,
            new Failure(
                    EnhancedStatus.parse("4.7.0"),
                    Optional.of("mx.b.test"),
                    Optional.of(new RemoteReply(421, Optional.empty(), "421 slow down")),
                    "421 slow down")));

    private Duration elapsed = Duration.ZERO;

    private final Lanes lanes = new Lanes(
            new LaneLimits(20, PAUSE, LONGEST),
            new Clock() {
                @Override
                public Instant instant() {
                    return START.plus(elapsed);
                }

                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }
            },
            () -> elapsed.toNanos());

    private final Crew crew = new Crew(100, Duration.ZERO);

    private Pass enter(String site, Crew by) {
        assertThat(lanes.refusal(site, by)).isEmpty();
        return ((Admission.Admitted) lanes.enter(site, by)).pass();
    }

    private void attempt(String site, List<RecipientOutcome> outcomes) {
        try (Pass pass = enter(site, crew)) {
            pass.report(outcomes);
        }
    }

    private Admission.Refused refused(String site, Crew by) {
        return (Admission.Refused) lanes.enter(site, by);
    }

    /** How many can go in now; they stay. */
    private List<Pass> fill(String site, Crew by) {
        List<Pass> passes = new ArrayList<>();
        while (lanes.refusal(site, by).isEmpty()) {
            passes.add(enter(site, by));
        }
        return passes;
    }

    private void after(Duration time) {
        elapsed = elapsed.plus(time);
    }

    @Test
    void beginsWithTwoAndGetsOneMoreWithEachThatGoesWell() {
        List<Pass> first = fill("b", crew);
        assertThat(first).hasSize(2);

        first.forEach(pass -> pass.report(TAKEN));

        assertThat(fill("b", crew)).hasSize(4);
    }

    @Test
    void getsNoMoreThanTheLimit() {
        for (int i = 0; i < 50; i++) {
            attempt("b", TAKEN);
        }
        assertThat(fill("b", crew)).hasSize(20);
    }

    @Test
    void aSiteThatIsDownIsLeftAlone() {
        attempt("b", DEAD);

        Admission.Refused refused = refused("b", crew);
        assertThat(refused.failure().reason()).isEqualTo("mx.b.test is down");
        assertThat(refused.until()).isBetween(START.plus(PAUSE), START.plusSeconds(36));
        assertThat(lanes.refusal("c", crew)).isEmpty();
    }

    @Test
    void ofWhatIsClosedTheReasonIsKnownUntilItIsForgotten() {
        assertThat(lanes.closed("b")).isEmpty();
        attempt("b", TAKEN);
        assertThat(lanes.closed("b")).isEmpty();
        attempt("b", DEAD);
        assertThat(lanes.closed("b")).map(refused -> refused.failure().reason()).contains("mx.b.test is down");

        lanes.forget("b");

        assertThat(lanes.closed("b")).isEmpty();
    }

    @Test
    void thenItIsTriedByOneOnly() {
        attempt("b", DEAD);
        after(Duration.ofSeconds(36));

        assertThat(fill("b", crew)).hasSize(1);
    }

    @Test
    void andWithEachFailureItIsLeftAloneTwiceAsLong() {
        for (long seconds : new long[] {30, 60, 120, 240, 480, 600, 600}) {
            attempt("b", DEAD);
            Duration pause =
                    Duration.between(START.plus(elapsed), refused("b", crew).until());
            assertThat(pause)
                    .isBetween(Duration.ofSeconds(seconds), Duration.ofMillis((long) (seconds * 1000 * JITTER)));
            after(pause);
        }
        attempt("b", TAKEN);
        attempt("b", DEAD);

        assertThat(refused("b", crew).until()).isBefore(START.plus(elapsed).plusSeconds(37));
    }

    @Test
    void attemptsThatFailTogetherAreOneFailure() {
        fill("b", crew).forEach(pass -> pass.report(DEAD));

        assertThat(refused("b", crew).until()).isBefore(START.plusSeconds(37));
    }

    @Test
    void oneComplaintAmongManyThatGoWellIsAboutHowManyThereAre() {
        for (int i = 0; i < 20; i++) {
            attempt("b", TAKEN);
        }
        List<Pass> passes = fill("b", crew);

        passes.get(0).report(TOO_MUCH);

        assertThat(lanes.refusal("b", crew)).isPresent();
        passes.subList(1, 4).forEach(Pass::close);
        assertThat(fill("b", crew)).hasSize(3); // 19 in all
    }

    @Test
    void aComplaintOfASiteThatTakesNothingIsAPause() {
        attempt("b", TAKEN);
        attempt("b", TOO_MUCH);

        assertThat(refused("b", crew).failure().reason()).isEqualTo("421 slow down");
    }

    /**
     * A site that is slow has a quarter of the threads, and all that are slow or unknown leave a quarter to those that are
     * quick.
     */
    @ParameterizedTest
    @CsvSource({"8, 2, 6", "32, 8, 24", "2, 1, 1", "1, 1, 1"})
    void slowSitesLeaveThreadsToTheOthers(int threads, int one, int all) {
        Crew few = new Crew(threads, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            attempt("slow", TAKEN);
        }
        int slow = 0;
        for (int i = 0; i < threads; i++) {
            after(Duration.ofSeconds(3)); // nothing is heard of those that have gone in before
            if (lanes.refusal("slow", few).isEmpty()) {
                enter("slow", few);
                slow++;
            }
        }
        assertThat(slow).isEqualTo(one);
        int unknown = 0;
        for (int i = 0; i < threads; i++) { // all at once
            unknown += fill("tar pit " + i, few).size();
        }
        assertThat(slow + unknown).isEqualTo(all);
        attempt("quick", TAKEN);
        assertThat(fill("quick", few)).isNotEmpty();
    }

    @Test
    void aQuickSiteLeavesThreadsToTheOthersToo() {
        Crew few = new Crew(8, Duration.ZERO);
        for (int i = 0; i < 10; i++) {
            attempt("b", TAKEN);
        }
        assertThat(fill("b", few)).hasSize(6);
        assertThat(lanes.refusal("c", few)).isEmpty();
    }

    @Test
    void waitsForATurnWhereAttemptsEndSoon() throws InterruptedException {
        Lanes real = new Lanes(new LaneLimits(1, PAUSE, LONGEST), Clock.systemUTC());
        Crew patient = new Crew(4, Duration.ofMinutes(1));
        Pass first = ((Admission.Admitted) real.enter("b", patient)).pass();
        Admission[] second = new Admission[1];
        Thread waiting = new Thread(() -> second[0] = real.enter("b", patient));
        waiting.start();

        first.report(TAKEN);
        waiting.join(60_000);

        assertThat(second[0]).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void remembersABoundedNumberOfSites() {
        attempt("trouble", DEAD);
        Pass inUse = enter("in use", crew);
        for (int i = 0; i < 30_000; i++) {
            attempt("site " + i, TAKEN);
        }
        assertThat(lanes.size()).isLessThanOrEqualTo(10_000);
        assertThat(lanes.refusal("trouble", crew)).isPresent();
        inUse.report(DEAD);
        assertThat(lanes.refusal("in use", crew)).isPresent();
    }
}
