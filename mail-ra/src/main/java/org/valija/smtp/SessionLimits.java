package org.valija.smtp;

import java.time.Duration;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.valija.smtp.network.NetworkLimits;

/**
 * What clients may do, each and all together. Made by {@link #builder}, which has the defaults.
 *
 * @param maxConnections clients at once, over all listeners
 * @param network what the clients of one network may do together
 * @param maxCommands commands of a client without a message, before its session is closed; recipients that are taken do not
 *     count
 * @param maxErrors errors of a client without a message, refused recipients among them, before its session is closed
 * @param maxMessages MAIL commands of a session (RFC 9422, MAILMAX), but not for exempt networks
 * @param minRate octets of content that a client must send in a second, on average of the rate window
 * @param rateWindow the time over which that is measured; the first one is not looked at
 * @param maxFailedLogins failed logins in a session before it is closed
 * @param failedLoginDelay how long the reply to a failed login is held back
 * @param maxHops Received fields of a message before a loop is assumed (RFC 5321 section 6.3: "at least 100")
 */
public record SessionLimits(
        int maxConnections,
        NetworkLimits network,
        int maxCommands,
        int maxErrors,
        int maxMessages,
        int minRate,
        Duration rateWindow,
        int maxFailedLogins,
        Duration failedLoginDelay,
        int maxHops) {

    public SessionLimits {
        Positive.check("maxConnections", maxConnections);
        Objects.requireNonNull(network, "network");
        Positive.check("maxCommands", maxCommands);
        Positive.check("maxErrors", maxErrors);
        Positive.check("maxMessages", maxMessages);
        Positive.check("minRate", minRate);
        Positive.check("rateWindow", rateWindow);
        Positive.check("maxFailedLogins", maxFailedLogins);
        Positive.check("maxHops", maxHops);
        if (failedLoginDelay.isNegative()) {
            throw new IllegalArgumentException("failedLoginDelay must not be negative");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Begins with these values. */
    public static Builder builder(SessionLimits from) {
        return new Builder(from);
    }

    /** Collects the values; for one thread. */
    public static final class Builder {

        private NetworkLimits.Builder network = NetworkLimits.builder();
        private int maxConnections = 1000;
        private int maxCommands = 1000;
        private int maxErrors = 20;
        private int maxMessages = 1000;
        private int minRate = 100;
        private Duration rateWindow = Duration.ofMinutes(1);
        private int maxFailedLogins = 3;
        private Duration failedLoginDelay = Duration.ofSeconds(1);
        private int maxHops = 100;

        private Builder() {}

        private Builder(SessionLimits from) {
            network = NetworkLimits.builder(from.network);
            maxConnections = from.maxConnections;
            maxCommands = from.maxCommands;
            maxErrors = from.maxErrors;
            maxMessages = from.maxMessages;
            minRate = from.minRate;
            rateWindow = from.rateWindow;
            maxFailedLogins = from.maxFailedLogins;
            failedLoginDelay = from.failedLoginDelay;
            maxHops = from.maxHops;
        }

        public Builder maxConnections(int connections) {
            this.maxConnections = connections;
            return this;
        }

        public Builder network(UnaryOperator<NetworkLimits.Builder> change) {
            change.apply(network);
            return this;
        }

        public Builder maxCommands(int commands) {
            this.maxCommands = commands;
            return this;
        }

        public Builder maxErrors(int errors) {
            this.maxErrors = errors;
            return this;
        }

        public Builder maxMessages(int messages) {
            this.maxMessages = messages;
            return this;
        }

        public Builder minRate(int octetsPerSecond) {
            this.minRate = octetsPerSecond;
            return this;
        }

        public Builder rateWindow(Duration window) {
            this.rateWindow = window;
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
            return new SessionLimits(
                    maxConnections,
                    network.build(),
                    maxCommands,
                    maxErrors,
                    maxMessages,
                    minRate,
                    rateWindow,
                    maxFailedLogins,
                    failedLoginDelay,
                    maxHops);
        }
    }
}
