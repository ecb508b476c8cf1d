package org.valija.smtp;

import java.time.Duration;

/**
 * How long we wait for clients, and for ourselves. Made by {@link #builder}, which has the defaults.
 *
 * @param command how long a client may take for a command or, inside a message, for the next octets (RFC 5321 section
 *     4.5.3.2.7: 5 minutes)
 * @param content how long a client may take for a whole message
 * @param close how long {@link SmtpServer#close} waits for deliveries that are under way
 */
public record SessionTimeouts(Duration command, Duration content, Duration close) {

    public SessionTimeouts {
        Positive.check("timeouts.command", command);
        Positive.check("timeouts.content", content);
        if (close.isNegative()) {
            throw new IllegalArgumentException("timeouts.close must not be negative");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /** Collects the values; for one thread. */
    public static final class Builder {

        private Duration command = Duration.ofMinutes(5);
        private Duration content = Duration.ofMinutes(30);
        private Duration close = Duration.ofSeconds(10);

        private Builder() {}

        public Builder command(Duration timeout) {
            this.command = timeout;
            return this;
        }

        public Builder content(Duration timeout) {
            this.content = timeout;
            return this;
        }

        public Builder close(Duration timeout) {
            this.close = timeout;
            return this;
        }

        /** @throws IllegalArgumentException if a value makes no sense; the message names it */
        public SessionTimeouts build() {
            return new SessionTimeouts(command, content, close);
        }
    }
}
