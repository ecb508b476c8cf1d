package org.valija.smtp;

import java.time.Duration;

/**
 * What service extensions allow.
 *
 * @param maxHold how far in the future a message may be released (FUTURERELEASE, RFC 4865); at most 999,999,999 seconds
 * @param minDeliverBy the shortest time in which a message may be wanted back if it is not delivered (DELIVERBY, RFC 2852)
 */
public record ExtensionSettings(Duration maxHold, Duration minDeliverBy) {

    /** 30 days, and a minute. */
    public static final ExtensionSettings DEFAULT = new ExtensionSettings(Duration.ofDays(30), Duration.ofMinutes(1));

    /** Both extensions write times with 9 digits. */
    private static final long MAX_SECONDS = 999_999_999;

    public ExtensionSettings {
        check("maxHold", maxHold);
        check("minDeliverBy", minDeliverBy);
    }

    private static void check(String name, Duration value) {
        if (value.toSeconds() < 1 || value.toSeconds() > MAX_SECONDS) {
            throw new IllegalArgumentException(name + " must be 1 to " + MAX_SECONDS + " seconds");
        }
    }
}
