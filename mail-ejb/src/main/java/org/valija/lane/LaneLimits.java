package org.valija.lane;

import java.time.Duration;
import java.util.Optional;

/**
 * What holds for a lane.
 *
 * @param connections the most attempts at the same time, at least 1
 * @param own whether these are its own; else it shares them with its neighbours
 * @param rate the most messages in a time
 * @param firstPause how long nothing is tried after the first failure to reach the site
 * @param longestPause it doubles with each further failure, up to this
 * @param replies what else to do at the site's replies
 */
public record LaneLimits(
        int connections,
        boolean own,
        Optional<Rate> rate,
        Duration firstPause,
        Duration longestPause,
        ReplyRules replies) {

    public LaneLimits {
        if (connections < 1 || firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("At least one connection, and the longest pause not below the first: "
                    + connections + ", " + firstPause + ", " + longestPause);
        }
    }

    public LaneLimits(int connections, Duration firstPause, Duration longestPause) {
        this(connections, false, Optional.empty(), firstPause, longestPause, ReplyRules.NONE);
    }

    /** How many of the shared connections a modest lane leaves free: with one there is nothing to leave. */
    int reserve() {
        return connections == 1 ? 0 : Math.max(1, connections / 4);
    }
}
