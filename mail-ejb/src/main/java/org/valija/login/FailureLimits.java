package org.valija.login;

import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * How many logins may fail.
 *
 * @param perNetwork from one client network
 * @param perUser with one user's name
 * @param period in which as many are forgotten again, a little at a time
 */
record FailureLimits(int perNetwork, int perUser, Duration period) {

    private static final int MAX = 1_000_000;

    /**
     * @param property gives a system property, or null
     * @throws IllegalArgumentException with a sentence that names the property and its wrong value
     */
    static FailureLimits read(UnaryOperator<String> property) {
        return new FailureLimits(
                number(property, "valija.login.failures.network", 30),
                number(property, "valija.login.failures.user", 10),
                Duration.ofSeconds(number(property, "valija.login.failures.period", 900)));
    }

    private static int number(UnaryOperator<String> property, String name, int byDefault) {
        String value =
                Optional.ofNullable(property.apply(name)).map(String::strip).orElse("");
        if (value.isEmpty()) {
            return byDefault;
        }
        if (value.matches("[1-9]\\d{0,6}") && Integer.parseInt(value) <= MAX) {
            return Integer.parseInt(value);
        }
        throw new IllegalArgumentException("System property " + name + " must be a number from 1 to " + MAX);
    }
}
