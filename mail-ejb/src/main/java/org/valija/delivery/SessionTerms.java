package org.valija.delivery;

import java.time.Duration;

/**
 * What holds for the sessions with a site.
 *
 * @param origin where they come from
 * @param messages the most mail transactions over one connection; 1 for a connection each
 * @param age from which on a connection gets no further message
 * @param recipients the most in one mail transaction, at least 1; a message for more becomes several
 */
public record SessionTerms(Origin origin, int messages, Duration age, int recipients) {

    /** So many as a message has at all (RFC 5321 section 4.5.3.1.8). */
    public static final int MOST_RECIPIENTS = 100;

    /** From wherever the system lets them. */
    public static SessionTerms of(String hostname, ConnectionReuse reuse) {
        return new SessionTerms(Origin.any(hostname), reuse.transactions(), reuse.age(), MOST_RECIPIENTS);
    }
}
