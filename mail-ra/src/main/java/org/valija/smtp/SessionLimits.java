package org.valija.smtp;

import java.time.Duration;

/**
 * What clients may do, each and all together. Made by {@link #builder}, which has the defaults.
 *
 * @param maxConnections clients at once, over all listeners
 * @param maxErrors errors of a client before its session is closed
 * @param maxFailedLogins failed logins in a session before it is closed
 * @param failedLoginDelay how long the reply to a failed login is held back
 * @param maxHops Received fields of a message before a loop is assumed (RFC 5321 section 6.3: "at least 100")
 */
public record SessionLimits(
        int maxConnections, int maxErrors, int maxFailedLogins, Duration failedLoginDelay, int maxHops) {

    public SessionLimits {
        Positive.check("maxConnections", maxConnections);
        Positive.check("maxErrors", maxErrors);
        Positive.check("maxFailedLogins", maxFailedLogins);
        Positive.check("maxHops", maxHops);
        if (failedLoginDelay.isNegative()) {
            throw new IllegalArgumentException("failedLoginDelay must not be negative");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the values; for one thread. */
    public static final class Builder {

        private int maxConnections = 1000;
        private int maxErrors = 20;
        private int maxFailedLogins = 3;
        private Duration failedLoginDelay = Duration.ofSeconds(1);
        private int maxHops = 100;

        private Builder() {}

        public Builder maxConnections(int connections) {
            this.maxConnections = connections;
            return this;
        }

        public Builder maxErrors(int errors) {
            this.maxErrors = errors;
            return this;
        }

        public Builder maxFailedLogins(int logins) {
            this.maxFailedLogins = logins;
            return this;
        }

        public Builder failedLoginDelay(Duration delay) {
            this.failedLoginDelay = delay;
            return this;
        }

        public Builder maxHops(int hops) {
            this.maxHops = hops;
            return this;
        }

        /** @throws IllegalArgumentException if a value makes no sense; the message names it */
        public SessionLimits build() {
            return new SessionLimits(maxConnections, maxErrors, maxFailedLogins, failedLoginDelay, maxHops);
        }
    }
}
