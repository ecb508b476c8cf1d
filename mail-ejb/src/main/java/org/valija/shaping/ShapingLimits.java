package org.valija.shaping;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.valija.lane.Rate;
import org.valija.lane.ReplyRule;

/**
 * What a shaping rule lays down; what is empty, it leaves to others.
 *
 * @param connections the most attempts at the same time
 * @param messages the most over one connection
 * @param age from which on a connection gets no further message
 * @param rate the most messages in a time
 * @param recipients the most that a message has
 * @param firstPause how long nothing is tried after a failure to reach the site
 * @param longestPause it doubles with each further failure, up to this
 * @param replies what to do at the site's replies; these go before those of the rules behind
 */
public record ShapingLimits(
        Optional<Integer> connections,
        Optional<Integer> messages,
        Optional<Duration> age,
        Optional<Rate> rate,
        Optional<Integer> recipients,
        Optional<Duration> firstPause,
        Optional<Duration> longestPause,
        List<ReplyRule> replies) {

    public ShapingLimits {
        replies = List.copyOf(replies);
    }
}
