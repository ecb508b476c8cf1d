package org.valija.lane;

import java.util.List;
import org.valija.delivery.RecipientOutcome;

/** The permission for one attempt. For one thread. */
public final class Pass implements AutoCloseable {

    private final Lanes lanes;
    private final Lane lane;
    private final Crew crew;
    private final boolean shared;
    private final long sinceNanos;
    private boolean over;

    /** @param shared whether it takes one of the connections that the lane shares with its neighbours */
    Pass(Lanes lanes, Lane lane, Crew crew, boolean shared, long sinceNanos) {
        this.lanes = lanes;
        this.lane = lane;
        this.crew = crew;
        this.shared = shared;
        this.sinceNanos = sinceNanos;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    boolean isShared() {
        return shared;
    }

    Lane lane() {
        return lane;
    }

    Crew crew() {
        return crew;
    }

    /** Tells what has come of the attempt, which ends the permission. */
    public void report(List<RecipientOutcome> outcomes) {
        end(Reception.of(outcomes), outcomes);
    }

    /** Ends the permission, if nothing was reported. */
    @Override
    public void close() {
        end(Reception.UNKNOWN, List.of());
    }

    private void end(Reception reception, List<RecipientOutcome> outcomes) {
        if (!over) {
            over = true;
            lanes.leave(this, reception, outcomes);
        }
    }
}
