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
import java.util.stream.Stream;
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

    private static final LaneLimits LIMITS = new LaneLimits(20, PAUSE, LONGEST);
    private static final LaneLimits ONE = new LaneLimits(1, PAUSE, LONGEST);

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
        assertThat(lanes.refusal(LaneKey.of(site), LIMITS, by)).isEmpty();
        return ((Admission.Admitted) lanes.enter(LaneKey.of(site), LIMITS, by, 1)).pass();
    }

    private void attempt(String site, List<RecipientOutcome> outcomes) {
        try (Pass pass = enter(site, crew)) {
            pass.report(outcomes);
        }
    }

    private Admission.Refused refused(String site, Crew by) {
        return (Admission.Refused) lanes.enter(LaneKey.of(site), LIMITS, by, 1);
    }

    /** How many can go in now; they stay. */
    private List<Pass> fill(String site, Crew by) {
        List<Pass> passes = new ArrayList<>();
        while (lanes.refusal(LaneKey.of(site), LIMITS, by).isEmpty()) {
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
        assertThat(lanes.refusal(LaneKey.of("c"), LIMITS, crew)).isEmpty();
    }

    @Test
    void ofWhatIsClosedTheReasonIsKnownUntilItIsForgotten() {
        assertThat(lanes.closed(LaneKey.of("b"))).isEmpty();
        attempt("b", TAKEN);
        assertThat(lanes.closed(LaneKey.of("b"))).isEmpty();
        attempt("b", DEAD);
        assertThat(lanes.closed(LaneKey.of("b")))
                .map(refused -> refused.failure().reason())
                .contains("mx.b.test is down");

        lanes.forget(LaneKey.of("b"));

        assertThat(lanes.closed(LaneKey.of("b"))).isEmpty();
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

        assertThat(lanes.refusal(LaneKey.of("b"), LIMITS, crew)).isPresent();
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
            if (lanes.refusal(LaneKey.of("slow"), LIMITS, few).isEmpty()) {
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
        assertThat(lanes.refusal(LaneKey.of("c"), LIMITS, few)).isEmpty();
    }

    @Test
    void waitsForATurnWhereAttemptsEndSoon() throws InterruptedException {
        Lanes real = new Lanes(Clock.systemUTC());
        Crew patient = new Crew(4, Duration.ofMinutes(1));
        Pass first = ((Admission.Admitted) real.enter(LaneKey.of("b"), ONE, patient, 1)).pass();
        Admission[] second = new Admission[1];
        Thread waiting = new Thread(() -> second[0] = real.enter(LaneKey.of("b"), ONE, patient, 1));
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
        assertThat(lanes.refusal(LaneKey.of("trouble"), LIMITS, crew)).isPresent();
        inUse.report(DEAD);
        assertThat(lanes.refusal(LaneKey.of("in use"), LIMITS, crew)).isPresent();
    }

    private static final LaneLimits SLOW = limits(Optional.of(Rate.parse("10/minute")), 20);

    private static LaneLimits limits(Optional<Rate> rate, int connections, String... replies) {
        return new LaneLimits(
                connections,
                false,
                rate,
                PAUSE,
                LONGEST,
                new ReplyRules(Stream.of(replies).map(ReplyRule::parse).toList()));
    }

    private final Crew fresh = new Crew(100, Duration.ZERO, true);

    private Admission ask(LaneKey key, LaneLimits limits, Crew by) {
        Admission admission = lanes.enter(key, limits, by, 1);
        if (admission instanceof Admission.Admitted admitted) {
            admitted.pass().report(TAKEN);
        }
        return admission;
    }

    @Test
    void aRateLetsMessagesGoEvenlyAndGivesTurnsToTheOthers() {
        LaneKey b = LaneKey.of("b");
        assertThat(ask(b, SLOW, fresh)).isInstanceOf(Admission.Admitted.class);
        for (int i = 1; i <= 10; i++) {
            Admission.Refused refused = (Admission.Refused) ask(b, SLOW, fresh);
            assertThat(refused.until()).isEqualTo(START.plusSeconds(6L * i - 2));
            assertThat(refused.failure().reason()).contains("10/minute");
        }
        // Further ones come when the rate may be another one.
        assertThat(((Admission.Refused) ask(b, SLOW, fresh)).until()).isEqualTo(START.plusSeconds(60));
        int gone = 0;
        for (int second = 0; second < 60; second++) {
            after(Duration.ofSeconds(1));
            gone += lanes.refusal(b, SLOW, crew).isEmpty() ? 1 : 0;
            if (lanes.refusal(b, SLOW, crew).isEmpty()) {
                ask(b, SLOW, crew);
            }
        }
        assertThat(gone).isEqualTo(10);
    }

    @Test
    void whatHasWaitedGoesBeforeWhatComesAnew() {
        LaneKey b = LaneKey.of("b");
        ask(b, SLOW, fresh);
        ask(b, SLOW, fresh);
        after(Duration.ofSeconds(6));

        assertThat(ask(b, SLOW, fresh)).isInstanceOf(Admission.Refused.class);
        assertThat(ask(b, SLOW, crew)).isInstanceOf(Admission.Admitted.class);
    }

    @Test
    void aNewLimitHoldsForALaneThatThereIs() {
        LaneKey b = LaneKey.of("b");
        for (int i = 0; i < 20; i++) {
            ask(b, LIMITS, crew);
        }
        assertThat(lanes.enter(b, SLOW, crew, 1)).isInstanceOf(Admission.Admitted.class);
        assertThat(ask(b, SLOW, crew)).isInstanceOf(Admission.Refused.class);
        assertThat(ask(b, LIMITS, crew)).isInstanceOf(Admission.Admitted.class);
        assertThat(ask(b, limits(Optional.empty(), 1), crew)).isInstanceOf(Admission.Refused.class); // one is in use
    }

    @Test
    void bulkMailLeavesConnectionsToTheOtherStreams() {
        LaneLimits eight = limits(Optional.empty(), 8);
        LaneKey bulk = new LaneKey("b", "", "bulk");
        LaneKey transactional = new LaneKey("b", "", "transactional");
        for (int i = 0; i < 20; i++) {
            ask(bulk, eight, crew);
            ask(transactional, eight, crew);
        }
        assertThat(entered(bulk, eight)).isEqualTo(6);
        assertThat(entered(transactional, eight)).isEqualTo(2);
    }

    @Test
    void aStreamWithConnectionsOfItsOwnTakesNoneFromTheOthers() {
        LaneLimits own = new LaneLimits(3, true, Optional.empty(), PAUSE, LONGEST, ReplyRules.NONE);
        LaneLimits eight = limits(Optional.empty(), 8);
        LaneKey bulk = new LaneKey("b", "", "bulk");
        LaneKey transactional = new LaneKey("b", "", "transactional");
        for (int i = 0; i < 20; i++) {
            ask(bulk, own, crew);
            ask(transactional, eight, crew);
        }
        assertThat(entered(bulk, own)).isEqualTo(3);
        assertThat(entered(transactional, eight)).isEqualTo(8);
    }

    private int entered(LaneKey key, LaneLimits limits) {
        int count = 0;
        while (lanes.refusal(key, limits, crew).isEmpty()) {
            lanes.enter(key, limits, crew, 1);
            count++;
        }
        return count;
    }

    @Test
    void oneStreamInTroubleDoesNotCloseTheOthers() {
        LaneLimits limits = limits(Optional.empty(), 20, "pause 20m: bulk mail");
        LaneKey bulk = new LaneKey("b", "", "bulk");
        ((Admission.Admitted) lanes.enter(bulk, limits, crew, 1)).pass().report(refusal("450 4.7.1 no bulk mail now"));

        Admission.Refused refused = lanes.refusal(bulk, limits, crew).orElseThrow();
        assertThat(refused.until()).isBetween(START.plusSeconds(1200), START.plusSeconds(1440));
        assertThat(refused.failure().reason()).contains("no bulk mail now");
        assertThat(lanes.refusal(LaneKey.of("b"), limits, crew)).isEmpty();

        lanes.forgetSite("b");

        assertThat(lanes.refusal(bulk, limits, crew)).isEmpty();
    }

    @Test
    void whatGoesWellDoesNotEndAPauseThatARuleHasOrdered() {
        LaneLimits limits = limits(Optional.empty(), 20, "pause 20m: 450 4.7.1");
        LaneKey b = LaneKey.of("b");
        Pass paused = ((Admission.Admitted) lanes.enter(b, limits, crew, 1)).pass();
        Pass other = ((Admission.Admitted) lanes.enter(b, limits, crew, 1)).pass();

        paused.report(refusal("450 4.7.1 not now"));
        other.report(TAKEN);

        assertThat(lanes.refusal(b, limits, crew).orElseThrow().until()).isAfterOrEqualTo(START.plusSeconds(1200));
        after(Duration.ofMinutes(24));
        assertThat(lanes.refusal(b, limits, crew)).isEmpty();
    }

    private static List<RecipientOutcome> refusal(String line) {
        RemoteReply reply = new RemoteReply(Integer.parseInt(line.substring(0, 3)), Optional.empty(), line);
        return List.of(new Deferred(
                LUIS, new Failure(EnhancedStatus.parse("4.7.1"), Optional.of("mx.b.test"), Optional.of(reply), line)));
    }

    @Test
    void aReplyThatSaysSlowDownHalvesTheConnectionsAndTheyComeBackSlowly() {
        LaneLimits limits = limits(Optional.empty(), 16, "slow-down: 421 4.7.28");
        LaneKey b = LaneKey.of("b");
        for (int i = 0; i < 20; i++) {
            ask(b, limits, crew);
        }
        Pass first = ((Admission.Admitted) lanes.enter(b, limits, crew, 1)).pass();
        Pass second = ((Admission.Admitted) lanes.enter(b, limits, crew, 1)).pass();

        first.report(refusal("421-4.7.28 unusual rate of mail"));
        second.report(refusal("421-4.7.28 unusual rate of mail")); // together they are one complaint
        after(Duration.ofMinutes(1));

        assertThat(connections(b, limits)).isEqualTo(9);
        after(Duration.ofMinutes(3));
        assertThat(connections(b, limits)).isEqualTo(12);
        after(Duration.ofMinutes(10));
        assertThat(connections(b, limits)).isEqualTo(16);
    }

    private int connections(LaneKey key, LaneLimits limits) {
        for (int i = 0; i < 20; i++) {
            ask(key, limits, crew);
        }
        return lanes.states(key.site()).get(0).limit();
    }

    @Test
    void aMessageThatBecomesSeveralCountsAsSoMany() {
        LaneKey b = LaneKey.of("b");
        ((Admission.Admitted) lanes.enter(b, SLOW, crew, 3)).pass().report(TAKEN);
        after(Duration.ofSeconds(15));
        assertThat(lanes.refusal(b, SLOW, crew)).isPresent();
        after(Duration.ofSeconds(1));
        assertThat(lanes.refusal(b, SLOW, crew)).isEmpty();
    }
}
