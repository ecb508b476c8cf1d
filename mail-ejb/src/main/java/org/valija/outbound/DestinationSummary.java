package org.valija.outbound;

import java.time.Instant;
import java.util.Optional;

/**
 * What waits for one destination.
 *
 * @param destination the recipients' domain
 * @param count how many rows
 * @param held how many of them an administrator holds
 * @param paused how many of them wait for the end of a standing order
 * @param oldest when the oldest was queued
 * @param nextAttempt when the next attempt is due; empty if an administrator keeps all of them
 * @param lastError of the one that comes next
 * @param pausedBy the standing order that keeps back whatever goes there
 */
public record DestinationSummary(
        String destination,
        long count,
        long held,
        long paused,
        Instant oldest,
        Optional<Instant> nextAttempt,
        String lastError,
        Optional<Long> pausedBy) {

    DestinationSummary pausedBy(Optional<Long> order) {
        return new DestinationSummary(destination, count, held, paused, oldest, nextAttempt, lastError, order);
    }
}
