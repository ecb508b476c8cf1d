package org.valija.tlspolicy;

import java.time.Instant;

/**
 * A policy as it was fetched last.
 *
 * @param id of the TXT record at that time
 */
public record CachedPolicy(String domain, String id, StsPolicy policy, Instant fetched) {

    public Instant expires() {
        return fetched.plus(policy.maxAge());
    }

    boolean isValid(Instant now) {
        return now.isBefore(expires());
    }
}
