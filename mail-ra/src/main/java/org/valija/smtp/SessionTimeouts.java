package org.valija.smtp;

import java.time.Duration;

/**
 * How long we wait for clients, for the mail handler, and for ourselves. Made by {@link #builder}, which has the defaults.
 * Those for the handler stay below what RFC 5321 section 4.5.3.2 lets a client wait, so that it hears the reply.
 *
 * @param command how long a client may take for a command (RFC 5321 section 4.5.3.2.7: 5 minutes at least)
 * @param block how long it may take for the next octets of a message (section 4.5.3.2.5: 3 minutes)
 * @param content how long it may take for a whole message
 * @param unauthenticated how long a client may take until it has logged in, where it must
 * @param unread how long a client may leave our replies unread
 * @param greeting how long the handler may take at connect (a client waits 5 minutes, section 4.5.3.2.1)
 * @param recipient how long it may take for a recipient (section 4.5.3.2.3: 5 minutes)
 * @param proxyHeader how long a balancer may take for its PROXY protocol header. The protocol asks for 3 seconds at least,
 *     since a packet may be lost; a balancer sends it with its first one
 * @param handshake how long a client may take for a TLS handshake, a matter of a few round trips
 * @param login how long it may take for a login
 * @param delivery how long it may take for a message, from the end of data to the reply (section 4.5.3.2.6: 10 minutes). It
 *     must be longer than a delivery's JTA transaction may take: a delivery that goes on behind its 451 could still commit
 * @param greetingDelay how long the greeting is held back on a listener of kind RELAY: programs that do not wait for it
 *     give themselves away
 * @param close how long {@link SmtpServer#close} waits for deliveries that are under way
 */
public record SessionTimeouts(
        Duration command,
        Duration block,
        Duration content,
        Duration unauthenticated,
        Duration unread,
        Duration greeting,
        Duration recipient,
        Duration proxyHeader,
        Duration handshake,
        Duration login,
        Duration delivery,
        Duration greetingDelay,
        Duration close) {

    public SessionTimeouts {
        Positive.check("timeouts.command", command);
        Positive.check("timeouts.block", block);
        Positive.check("timeouts.content", content);
        Positive.check("timeouts.unauthenticated", unauthenticated);
        Positive.check("timeouts.unread", unread);
        Positive.check("timeouts.greeting", greeting);
        Positive.check("timeouts.recipient", recipient);
        Positive.check("timeouts.proxyHeader", proxyHeader);
        Positive.check("timeouts.handshake", handshake);
        Positive.check("timeouts.login", login);
        Positive.check("timeouts.delivery", delivery);
        if (greetingDelay.isNegative()) {
            throw new IllegalArgumentException("timeouts.greetingDelay must not be negative");
        }
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
        private Duration block = Duration.ofMinutes(3);
        private Duration content = Duration.ofMinutes(30);
        private Duration unauthenticated = Duration.ofMinutes(2);
        private Duration unread = Duration.ofMinutes(2);
        private Duration greeting = Duration.ofMinutes(1);
        private Duration recipient = Duration.ofMinutes(2);
        private Duration proxyHeader = Duration.ofSeconds(10);
        private Duration handshake = Duration.ofSeconds(30);
        private Duration login = Duration.ofMinutes(1);
        private Duration delivery = Duration.ofMinutes(10);
        private Duration greetingDelay = Duration.ZERO;
        private Duration close = Duration.ofSeconds(10);

        private Builder() {}

        public Builder command(Duration timeout) {
            this.command = timeout;
            return this;
        }

        public Builder block(Duration timeout) {
            this.block = timeout;
            return this;
        }

        public Builder unauthenticated(Duration timeout) {
            this.unauthenticated = timeout;
            return this;
        }

        public Builder unread(Duration timeout) {
            this.unread = timeout;
            return this;
        }

        public Builder content(Duration timeout) {
            this.content = timeout;
            return this;
        }

        public Builder greeting(Duration timeout) {
            this.greeting = timeout;
            return this;
        }

        public Builder recipient(Duration timeout) {
            this.recipient = timeout;
            return this;
        }

        public Builder proxyHeader(Duration timeout) {
            this.proxyHeader = timeout;
            return this;
        }

        public Builder handshake(Duration timeout) {
            this.handshake = timeout;
            return this;
        }

        public Builder login(Duration timeout) {
            this.login = timeout;
            return this;
        }

        public Builder delivery(Duration timeout) {
            this.delivery = timeout;
            return this;
        }

        public Builder greetingDelay(Duration delay) {
            this.greetingDelay = delay;
            return this;
        }

        public Builder close(Duration timeout) {
            this.close = timeout;
            return this;
        }

        /** @throws IllegalArgumentException if a value makes no sense; the message names it */
        public SessionTimeouts build() {
            return new SessionTimeouts(
                    command,
                    block,
                    content,
                    unauthenticated,
                    unread,
                    greeting,
                    recipient,
                    proxyHeader,
                    handshake,
                    login,
                    delivery,
                    greetingDelay,
                    close);
        }
    }
}
