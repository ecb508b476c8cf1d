package org.valija.delivery;

import java.time.Duration;

/**
 * How long a connection is used.
 *
 * @param transactions the most mail transactions over one connection; 1 for a connection each
 * @param age from which on it gets no further message
 * @param idle how long it waits for its next message
 * @param idleConnections the most that wait at a time, all hosts together
 */
public record ConnectionReuse(int transactions, Duration age, Duration idle, int idleConnections) {

    /** A connection for each message. */
    public static final ConnectionReuse NONE = new ConnectionReuse(1, Duration.ZERO, Duration.ZERO, 0);

    /** A connection that waits holds a place at its host: not for long. */
    public static final ConnectionReuse STANDARD =
            new ConnectionReuse(100, Duration.ofMinutes(5), Duration.ofSeconds(5), 100);
}
