package org.valija.lane;

/** Lanes that share the connections of a site. Guarded by the lanes' lock. */
final class Neighbourhood {

    private int inUse;

    void enter() {
        inUse++;
    }

    void leave() {
        inUse--;
    }

    /** Whether a lane with these limits finds no room among the others. */
    boolean isFull(LaneLimits limits, boolean modest) {
        return inUse >= limits.connections() - (modest ? limits.reserve() : 0);
    }

    boolean isEmpty() {
        return inUse == 0;
    }
}
