package org.valija.smtp.network;

/**
 * So many a minute: what is taken fills up again evenly. Not safe for use by many threads.
 *
 * <p>Where floats round, a client gets a little more or less, which nobody minds.
 */
final class Supply {

    private static final double NANOS_PER_MINUTE = 60e9;

    private float left;
    private long at;

    Supply(int perMinute, long now) {
        this.left = perMinute;
        this.at = now;
    }

    boolean take(int perMinute, long now) {
        left = (float) Math.min(perMinute, left + (now - at) * (perMinute / NANOS_PER_MINUTE));
        at = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
