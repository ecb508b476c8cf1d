package org.valija.verp;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import org.valija.settings.Published;

/** Return addresses of a bounce domain, by keys of a test. */
public final class Addresses {

    public static final String DOMAIN = "rebotes.ejemplo.com";
    static final Duration VALIDITY = Duration.ofDays(14);

    private Addresses() {}

    /** With one key, which has always been there. */
    public static ReturnAddresses at(Instant now) {
        return at(now, key(0, Instant.EPOCH));
    }

    static ReturnAddresses at(Instant now, ReturnKey... keys) {
        Published<ReturnKeyRing> ring = new Published<>(ReturnKeyRing.EMPTY);
        ring.prepare(1, new ReturnKeyRing(Arrays.asList(keys))).run();
        return new ReturnAddresses(
                new VerpSettings(Optional.of(DOMAIN), Set.of(), VALIDITY), ring, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** The same for the same number. */
    static ReturnKey key(int id, Instant signsFrom) {
        byte[] secret = new byte[32];
        Arrays.fill(secret, (byte) id);
        return new ReturnKey(id, Base64.getEncoder().encodeToString(secret), signsFrom);
    }
}
