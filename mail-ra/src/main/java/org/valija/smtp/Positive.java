package org.valija.smtp;

import java.time.Duration;

/** Limits that make no sense at zero or below. */
final class Positive {

    private Positive() {}

    /** @throws IllegalArgumentException with the setting's name */
    static void check(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    /** @throws IllegalArgumentException with the setting's name, below a millisecond too */
    static void check(String name, Duration value) {
        check(name, value.toMillis());
    }
}
