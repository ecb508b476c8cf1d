package org.valija.lane;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.valija.delivery.RecipientOutcome;

/** The lanes of this node, one for each site and stream that has had mail lately. Safe for use by many threads. */
public final class Lanes {

    /** So many are remembered. */
    private static final int MAX_LANES = 10_000;

    private final Clock clock;
    private final LongSupplier nanos;
    private final Map<LaneKey, Lane> lanes = new HashMap<>();
    private final Map<LaneKey.Neighbours, Neighbourhood> neighbourhoods = new HashMap<>();

    public Lanes(Clock clock) {
        this(clock, System::nanoTime);
    }

    /** @param nanos as System.nanoTime */
    Lanes(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Asks for permission to make an attempt.
     *
     * @param key whom it is made at
     * @param limits what holds there from now on
     * @param crew whose thread makes it
     * @param messages how many it has for the site
     */
    public synchronized Admission enter(LaneKey key, LaneLimits limits, Crew crew, int messages) {
        long end = nanos.getAsLong() + crew.patience().toNanos();
        Lane lane = lane(key, limits);
        while (true) {
            long now = nanos.getAsLong();
            Optional<Admission.Refused> refusal = refusal(key, lane, crew, now);
            if (refusal.isEmpty()) {
                if (lane.untilNext(!crew.makesFirstAttempts(), now).isPresent()) {
                    return lane.putOff(key.site(), clock.instant(), now);
                }
                Pass pass = new Pass(this, lane, crew, lane.enter(messages, now), now);
                crew.enter(pass, lane);
                return new Admission.Admitted(pass);
            }
            boolean promising = lane.isOpen(clock.instant()) && (lane.isQuick(now) || lane.isFresh(now));
            if (now - end >= 0 || !promising || !await(end - now)) {
                return refusal.get();
            }
        }
    }

    /** Why an attempt at something that has waited may not be made now; empty if it may. */
    public synchronized Optional<Admission.Refused> refusal(LaneKey key, LaneLimits limits, Crew crew) {
        long now = nanos.getAsLong();
        Lane lane = lane(key, limits);
        return refusal(key, lane, crew, now)
                .or(() -> lane.untilNext(true, now).map(wait -> lane.keepNext(key.site(), clock.instant(), now)));
    }

    /** Whether a lane is left alone at the moment; empty if nothing is known of it, too. */
    public synchronized Optional<Admission.Refused> closed(LaneKey key) {
        return Optional.ofNullable(lanes.get(key))
                .filter(lane -> !lane.isOpen(clock.instant()))
                .map(Lane::closed);
    }

    /** Forgets a lane that nothing is to be said about any more. */
    public synchronized void forget(LaneKey key) {
        lanes.remove(key);
    }

    /** Forgets all lanes of a site, as if it had never been tried. */
    public synchronized void forgetSite(String site) {
        lanes.keySet().removeIf(key -> key.site().equals(site));
    }

    /** What the lanes of a site do, those of which something is known. */
    public synchronized List<LaneState> states(String site) {
        Instant now = clock.instant();
        long time = nanos.getAsLong();
        return lanes.entrySet().stream()
                .filter(entry -> entry.getKey().site().equals(site))
                .map(entry -> entry.getValue().state(entry.getKey(), now, time))
                .sorted(Comparator.comparing(state -> state.key().toString()))
                .toList();
    }

    /** Forgets all sites that are left alone. */
    public synchronized void reopen() {
        Instant now = clock.instant();
        lanes.values().removeIf(lane -> !lane.isOpen(now));
    }

    private Optional<Admission.Refused> refusal(LaneKey key, Lane lane, Crew crew, long now) {
        Instant time = clock.instant();
        if (!lane.isOpen(time)) {
            return Optional.of(lane.closed());
        }
        if (lane.isBusy(key.isModest(), now) || crew.isFull(lane)) {
            return Optional.of(Lane.busy(time, "As many attempts as may be are under way at " + key.site()));
        }
        return lane.isQuick(now) || !crew.isTooSlow(lane, now)
                ? Optional.empty()
                : Optional.of(
                        Lane.busy(time, key.site() + " or others are slow: mail for those that are not goes first"));
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

    private Lane lane(LaneKey key, LaneLimits limits) {
        Lane lane = lanes.get(key);
        if (lane == null) {
            if (lanes.size() >= MAX_LANES) {
                forget();
            }
            Neighbourhood neighbourhood =
                    neighbourhoods.computeIfAbsent(key.neighbours(), neighbours -> new Neighbourhood());
            lane = new Lane(neighbourhood, limits, nanos.getAsLong());
            lanes.put(key, lane);
        } else {
            lane.limit(limits);
        }
        return lane;
    }

    synchronized int size() {
        return lanes.size();
    }

    /** A tenth of them, at least: those of which nothing is known that matters, or else those that were not used for long. */
    private void forget() {
        Instant now = clock.instant();
        long time = nanos.getAsLong();
        lanes.values().removeIf(lane -> lane.isForgettable(now, time));
        if (lanes.size() > MAX_LANES - MAX_LANES / 10) {
            List<LaneKey> oldest = lanes.entrySet().stream()
                    .filter(entry -> !entry.getValue().isInUse())
                    .sorted(Comparator.comparingLong(entry -> entry.getValue().usedNanos()))
                    .limit(MAX_LANES / 10)
                    .map(Map.Entry::getKey)
                    .toList();
            oldest.forEach(lanes::remove);
        }
        Set<Neighbourhood> left =
                lanes.values().stream().map(Lane::neighbourhood).collect(Collectors.toSet());
        neighbourhoods.values().removeIf(each -> each.isEmpty() && !left.contains(each));
    }

    synchronized void leave(Pass pass, Reception reception, List<RecipientOutcome> outcomes) {
        pass.crew().leave(pass);
        pass.lane().leave(pass, reception, outcomes, clock.instant(), nanos.getAsLong());
        notifyAll();
    }
}
