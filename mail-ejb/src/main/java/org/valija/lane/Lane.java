package org.valija.lane;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.valija.EnhancedStatus;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;

/**
 * What is known of one site: how many attempts it may have at a time, and whether it is left alone for a while. It begins with
 * few, gets one more with each that goes well, and half of them when it complains.
 *
 * <p>Guarded by the lanes' lock.
 */
final class Lane {

    /** With so many a site begins of which nothing is known. */
    private static final int FIRST_LIMIT = 2;

    /** Sites that failed together are not to be tried together again. */
    private static final double JITTER = 0.2;

    /** RFC 3463 section 3.5: mail system congestion. */
    private static final EnhancedStatus CONGESTION = EnhancedStatus.parse("4.4.5");

    /** How late a message may be, in nanoseconds, that the rate is kept all the same: whoever waits is woken once a second. */
    private static final long SAVED = 2_000_000_000L;

    /** The longest that a message is sent away by the rate, in nanoseconds: the rate may be another one by then. */
    private static final long HORIZON = 60_000_000_000L;

    private final Neighbourhood neighbourhood;
    private final long bornNanos;
    private final Pace pace;
    private final Throttle throttle = new Throttle();
    private LaneLimits limits;
    private int limit;
    private int inUse;
    private boolean proven;
    private boolean judged;
    private long lastSuccessNanos;
    private long usedNanos;
    private int failures;
    private Instant closedUntil = Instant.MIN;
    private Optional<Failure> trouble = Optional.empty();
    /** By a rule for replies: that something else goes well meanwhile ends it no sooner. */
    private Instant pausedUntil = Instant.MIN;

    private Optional<Failure> pausedFor = Optional.empty();

    Lane(Neighbourhood neighbourhood, LaneLimits limits, long now) {
        this.neighbourhood = neighbourhood;
        this.limits = limits;
        this.pace = new Pace(now, SAVED);
        this.bornNanos = now;
        this.usedNanos = now;
        this.limit = Math.min(FIRST_LIMIT, limits.connections());
    }

    /** From now on. */
    void limit(LaneLimits newLimits) {
        limits = newLimits;
    }

    Neighbourhood neighbourhood() {
        return neighbourhood;
    }

    boolean isOpen(Instant now) {
        return !now.isBefore(closedUntil) && !now.isBefore(pausedUntil);
    }

    boolean isBusy(boolean modest, long now) {
        return inUse >= Math.min(limit, connections(now)) || (!limits.own() && neighbourhood.isFull(limits, modest));
    }

    /** As many as it may have, complaints considered. */
    int connections(long now) {
        return Math.max(1, (int) (limits.connections() * throttle.factor(now)));
    }

    private Optional<Long> intervalNanos(long now) {
        return limits.rate().map(rate -> (long) (rate.intervalNanos() / throttle.factor(now)));
    }

    /** How long the rate makes the next message wait; empty if it may go. */
    Optional<Duration> untilNext(boolean waited, long now) {
        return limits.rate()
                .map(rate -> pace.untilNext(now, waited))
                .filter(wait -> wait > 0)
                .map(Duration::ofNanos);
    }

    /** Puts one off that {@link #untilNext} has made wait. */
    Admission.Refused putOff(String site, Instant time, long now) {
        return tooSoon(site, time, pace.turn(now, intervalNanos(now).orElseThrow(), HORIZON));
    }

    /** The same for whoever only asks, for something that waits. */
    Admission.Refused keepNext(String site, Instant time, long now) {
        pace.keepNext(now, intervalNanos(now).orElseThrow(), HORIZON);
        return tooSoon(site, time, pace.untilNext(now, true));
    }

    private Admission.Refused tooSoon(String site, Instant time, long wait) {
        return new Admission.Refused(
                time.plusNanos(wait),
                Failure.local(
                        CONGESTION,
                        "It waits for its turn: no more than " + limits.rate().orElseThrow() + " go to " + site
                                + ", as the shaping rules say"));
    }

    /** Whether attempts end well, and soon. */
    boolean isQuick(long now) {
        return proven && (inUse == 0 || now - lastSuccessNanos < Crew.SLOW_NANOS);
    }

    /** Whether it is about to be known what it is like. */
    boolean isFresh(long now) {
        return !judged && now - bornNanos < Crew.SLOW_NANOS;
    }

    /** Returns whether it has taken a connection of those that it shares. */
    boolean enter(int messages, long now) {
        boolean shared = !limits.own();
        inUse++;
        if (shared) {
            neighbourhood.enter();
        }
        intervalNanos(now).ifPresent(interval -> pace.go(now, interval, SAVED, messages));
        usedNanos = now;
        return shared;
    }

    Admission.Refused closed() {
        boolean paused = pausedUntil.isAfter(closedUntil);
        return new Admission.Refused(
                paused ? pausedUntil : closedUntil,
                (paused ? pausedFor : trouble)
                        .orElseGet(() -> Failure.local(CONGESTION, "The destination is left alone")));
    }

    static Admission.Refused busy(Instant now, String reason) {
        return new Admission.Refused(now.plusSeconds(1), Failure.local(CONGESTION, reason));
    }

    void leave(Pass pass, Reception reception, List<RecipientOutcome> outcomes, Instant now, long nanos) {
        inUse--;
        if (pass.isShared()) {
            neighbourhood.leave();
        }
        usedNanos = nanos;
        judged |= reception != Reception.UNKNOWN;
        Optional<Failure> failure =
                outcomes.stream().flatMap(outcome -> outcome.problem().stream()).findFirst();
        Optional<ReplyRule> rule = limits.replies().forLane(outcomes);
        if (rule.isEmpty()) {
            learn(reception, failure, now, nanos);
        } else if (rule.get().action() == ReplyRule.Action.PAUSE) {
            pausedUntil = now.plus(lengthened(rule.get().pause().orElseThrow()));
            pausedFor = failure;
        } else {
            throttle.halve(nanos);
            slowDown(failure, now, nanos);
        }
    }

    private void learn(Reception reception, Optional<Failure> failure, Instant now, long nanos) {
        switch (reception) {
            case WORKING -> works(nanos);
            case THROTTLING -> slowDown(failure, now, nanos);
            case UNREACHABLE -> {
                if (isWorkingForOthers(nanos)) {
                    slowDown(failure, now, nanos);
                } else {
                    proven = false;
                    limit = 1;
                    pause(failure, now);
                }
            }
            case UNKNOWN -> {}
        }
    }

    private void works(long nanos) {
        proven = true;
        lastSuccessNanos = nanos;
        failures = 0;
        closedUntil = Instant.MIN;
        trouble = Optional.empty();
        limit = Math.min(limits.connections(), limit + 1);
    }

    /** One complaint among many that go well is about how many there are. */
    private void slowDown(Optional<Failure> failure, Instant now, long nanos) {
        if (isWorkingForOthers(nanos)) {
            limit = Math.max(1, Math.min(limit - 1, inUse));
        } else {
            limit = Math.max(1, limit / 2);
            pause(failure, now);
        }
    }

    private boolean isWorkingForOthers(long nanos) {
        return inUse > 0 && isQuick(nanos);
    }

    /** Those that were under way together are one failure. */
    private void pause(Optional<Failure> failure, Instant now) {
        if (!isOpen(now)) {
            return;
        }
        long factor = 1L << Math.min(failures, 30);
        Duration pause = limits.firstPause().compareTo(limits.longestPause().dividedBy(factor)) > 0
                ? limits.longestPause()
                : limits.firstPause().multipliedBy(factor);
        failures++;
        closedUntil = now.plus(lengthened(pause));
        trouble = failure;
    }

    private static Duration lengthened(Duration pause) {
        return pause.plusMillis(
                (long) (pause.toMillis() * JITTER * ThreadLocalRandom.current().nextDouble()));
    }

    LaneState state(LaneKey key, Instant now, long nanos) {
        return new LaneState(
                key,
                inUse,
                Math.min(limit, connections(nanos)),
                throttle.isOver(nanos) ? 1 : throttle.factor(nanos),
                isOpen(now) ? Optional.empty() : Optional.of(closed()));
    }

    /** Whether nothing would be lost if it began anew. */
    boolean isForgettable(Instant now, long nanos) {
        return inUse == 0 && isOpen(now) && failures == 0 && throttle.isOver(nanos) && pace.isIdle(nanos);
    }

    boolean isInUse() {
        return inUse > 0;
    }

    long usedNanos() {
        return usedNanos;
    }
}
