package org.valija.delivery;

import java.time.Duration;

/**
 * How long an attempt waits for a next hop.
 *
 * @param connect for a connection
 * @param reply for a reply, and for each read of one
 * @param afterData for the reply to the end of data
 * @param total for the whole attempt, all hosts together
 */
public record Patience(Duration connect, Duration reply, Duration afterData, Duration total) {

    /** For a first attempt, which holds a JTA transaction and one of few workers. */
    public static final Patience SHORT =
            new Patience(Duration.ofSeconds(15), Duration.ofSeconds(60), Duration.ofSeconds(90), Duration.ofMinutes(2));

    /** RFC 5321 section 4.5.3.2, with an end. */
    public static final Patience LONG =
            new Patience(Duration.ofSeconds(30), Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofMinutes(15));
}
