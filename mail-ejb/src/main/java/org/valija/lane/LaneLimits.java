package org.valija.lane;

import java.time.Duration;

/**
 * What holds for each lane.
 *
 * @param connections the most attempts at the same time, at least 1
 * @param firstPause how long nothing is tried after the first failure to reach the site
 * @param longestPause it doubles with each further failure, up to this
 */
public record LaneLimits(int connections, Duration firstPause, Duration longestPause) {

    public LaneLimits {
        if (connections < 1 || firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException("At least one connection, and the longest pause not below the first: "
                    + connections + ", " + firstPause + ", " + longestPause);
        }
    }
}
