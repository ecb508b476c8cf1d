package org.valija.lane;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;

/** The lanes of this node, one for each site that has had mail lately. Safe for use by many threads. */
public final class Lanes {

    /** So many sites are remembered. */
    private static final int MAX_LANES = 10_000;

    private final LaneLimits limits;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<String, Lane> lanes = new HashMap<>();

    public Lanes(LaneLimits limits, Clock clock) {
        this(limits, clock, System::nanoTime);
    }

    /** @param nanos as System.nanoTime */
    Lanes(LaneLimits limits, Clock clock, LongSupplier nanos) {
        this.limits = limits;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Asks for permission to make an attempt.
     *
     * @param site whom it is made at
     * @param crew whose thread makes it
     */
    public synchronized Admission enter(String site, Crew crew) {
        long end = nanos.getAsLong() + crew.patience().toNanos();
        Lane lane = lane(site);
        while (true) {
            long now = nanos.getAsLong();
            Optional<Admission.Refused> refusal = refusal(site, lane, crew, now);
            if (refusal.isEmpty()) {
                Pass pass = new Pass(this, lane, crew, now);
                lane.enter(now);
                crew.enter(pass, lane);
                return new Admission.Admitted(pass);
            }
            boolean promising = lane.isOpen(clock.instant()) && (lane.isQuick(now) || lane.isFresh(now));
            if (now - end >= 0 || !promising || !await(end - now)) {
                return refusal.get();
            }
        }
    }

    /** Why an attempt may not be made now; empty if it may. */
    public synchronized Optional<Admission.Refused> refusal(String site, Crew crew) {
        return refusal(site, lane(site), crew, nanos.getAsLong());
    }

    /** Whether a site is left alone at the moment; empty if nothing is known of it, too. */
    public synchronized Optional<Admission.Refused> closed(String site) {
        return Optional.ofNullable(lanes.get(site))
                .filter(lane -> !lane.isOpen(clock.instant()))
                .map(Lane::closed);
    }

    /** Forgets a site that nothing is to be said about any more. */
    public synchronized void forget(String site) {
        lanes.remove(site);
    }

    /** Forgets all sites that are left alone. */
    public synchronized void reopen() {
        Instant now = clock.instant();
        lanes.values().removeIf(lane -> !lane.isOpen(now));
    }

    private Optional<Admission.Refused> refusal(String site, Lane lane, Crew crew, long now) {
        Instant time = clock.instant();
        if (!lane.isOpen(time)) {
            return Optional.of(lane.closed());
        }
        if (lane.isBusy() || crew.isFull(lane)) {
            return Optional.of(Lane.busy(time, "As many attempts as may be are under way at " + site));
        }
        return lane.isQuick(now) || !crew.isTooSlow(lane, now)
                ? Optional.empty()
                : Optional.of(Lane.busy(time, site + " or others are slow: mail for those that are not goes first"));
    }

    /** Returns false if it was interrupted. */
    private boolean await(long nanos) {
        try {
            wait(Math.max(1, nanos / 1_000_000));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Lane lane(String site) {
        Lane lane = lanes.get(site);
        if (lane == null) {
            if (lanes.size() >= MAX_LANES) {
                forget();
            }
            lane = new Lane(limits, nanos.getAsLong());
            lanes.put(site, lane);
        }
        return lane;
    }

    synchronized int size() {
        return lanes.size();
    }

    /** A tenth of them, at least: those of which nothing is known that matters, or else those that were not used for long. */
    private void forget() {
        Instant now = clock.instant();
        lanes.values().removeIf(lane -> lane.isForgettable(now));
        if (lanes.size() > MAX_LANES - MAX_LANES / 10) {
            List<Map.Entry<String, Lane>> oldest = lanes.entrySet().stream()
                    .filter(entry -> !entry.getValue().isInUse())
                    .sorted(Comparator.comparingLong(entry -> entry.getValue().usedNanos()))
                    .limit(MAX_LANES / 10)
                    .toList();
            oldest.forEach(entry -> lanes.remove(entry.getKey()));
        }
    }

    synchronized void leave(Pass pass, Reception reception, List<RecipientOutcome> outcomes) {
        pass.crew().leave(pass);
        Optional<Failure> failure =
                outcomes.stream().flatMap(outcome -> outcome.problem().stream()).findFirst();
        pass.lane().leave(reception, failure, clock.instant(), nanos.getAsLong());
        notifyAll();
    }
}
