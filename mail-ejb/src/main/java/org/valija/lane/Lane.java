package org.valija.lane;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.valija.EnhancedStatus;
import org.valija.delivery.Failure;

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

    private final LaneLimits limits;
    private final long bornNanos;
    private int limit;
    private int inUse;
    private boolean proven;
    private boolean judged;
    private long lastSuccessNanos;
    private long usedNanos;
    private int failures;
    private Instant closedUntil = Instant.MIN;
    private Optional<Failure> trouble = Optional.empty();

    Lane(LaneLimits limits, long now) {
        this.limits = limits;
        this.bornNanos = now;
        this.usedNanos = now;
        this.limit = Math.min(FIRST_LIMIT, limits.connections());
    }

    boolean isOpen(Instant now) {
        return !now.isBefore(closedUntil);
    }

    boolean isBusy() {
        return inUse >= limit;
    }

    /** Whether attempts end well, and soon. */
    boolean isQuick(long now) {
        return proven && (inUse == 0 || now - lastSuccessNanos < Crew.SLOW_NANOS);
    }

    /** Whether it is about to be known what it is like. */
    boolean isFresh(long now) {
        return !judged && now - bornNanos < Crew.SLOW_NANOS;
    }

    void enter(long now) {
        inUse++;
        usedNanos = now;
    }

    Admission.Refused closed() {
        return new Admission.Refused(
                closedUntil, trouble.orElseGet(() -> Failure.local(CONGESTION, "The destination is left alone")));
    }

    static Admission.Refused busy(Instant now, String reason) {
        return new Admission.Refused(now.plusSeconds(1), Failure.local(CONGESTION, reason));
    }

    void leave(Reception reception, Optional<Failure> failure, Instant now, long nanos) {
        inUse--;
        usedNanos = nanos;
        judged |= reception != Reception.UNKNOWN;
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
        closedUntil = now.plus(pause).plusMillis((long)
                (pause.toMillis() * JITTER * ThreadLocalRandom.current().nextDouble()));
        trouble = failure;
    }

    /** Whether nothing would be lost if it began anew. */
    boolean isForgettable(Instant now) {
        return inUse == 0 && isOpen(now) && failures == 0;
    }

    boolean isInUse() {
        return inUse > 0;
    }

    long usedNanos() {
        return usedNanos;
    }
}
