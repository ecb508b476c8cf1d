package org.valija.smtp;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;

/**
 * What holds for all listeners of a {@link SmtpServer}. Made by {@link #builder}.
 *
 * @param hostName what the server calls itself: in the greeting, in Received fields, as the domain of {@code Postmaster}
 * @param tls the keys; without them there is no STARTTLS and no AUTH, and listeners of the submission kinds do not open
 * @param spoolFolder for messages above the threshold; what is left in it from before is removed
 * @param spoolThreshold octets of one message that are kept in memory
 * @param maxSpoolMemory octets of all messages that are kept in memory
 * @param maxSpoolDisk octets of all messages in files
 * @param maxConnections clients at once, over all listeners
 * @param maxErrors errors of a client before its session is closed
 * @param maxFailedLogins failed logins in a session before it is closed
 * @param failedLoginDelay how long the reply to a failed login is held back
 * @param commandTimeout how long a client may take for a command or, inside a message, for the next octets (RFC 5321 section
 *     4.5.3.2.7: 5 minutes)
 * @param contentTimeout how long a client may take for a whole message
 * @param closeTimeout how long {@link SmtpServer#close} waits for deliveries that are under way
 * @param threads event loops
 */
public record SmtpServerSettings(
        String hostName,
        Optional<TlsKeys> tls,
        Path spoolFolder,
        int spoolThreshold,
        long maxSpoolMemory,
        long maxSpoolDisk,
        int maxConnections,
        int maxErrors,
        int maxFailedLogins,
        Duration failedLoginDelay,
        Duration commandTimeout,
        Duration contentTimeout,
        Duration closeTimeout,
        int threads) {

    public SmtpServerSettings {
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(spoolFolder, "spoolFolder");
        try {
            MailAddress postmaster = new MailAddress("postmaster", hostName);
            if (postmaster.isInternational()) {
                throw new IllegalArgumentException("The host name must be in ASCII (xn--...): " + hostName);
            }
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException("Not a host name: " + hostName, e);
        }
        positive("spoolThreshold", spoolThreshold);
        positive("maxSpoolMemory", maxSpoolMemory);
        positive("maxSpoolDisk", maxSpoolDisk);
        positive("maxConnections", maxConnections);
        positive("maxErrors", maxErrors);
        positive("maxFailedLogins", maxFailedLogins);
        positive("commandTimeout", commandTimeout.toMillis());
        positive("contentTimeout", contentTimeout.toMillis());
        positive("threads", threads);
        if (failedLoginDelay.isNegative() || closeTimeout.isNegative()) {
            throw new IllegalArgumentException("failedLoginDelay and closeTimeout must not be negative");
        }
    }

    private static void positive(String name, long value) {
        if (value <= 0) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    /** Settings with defaults: no TLS, 256 KiB, 64 MiB and 4 GiB of spool, 1000 connections, 20 errors, 3 logins. */
    public static Builder builder(String hostName, Path spoolFolder) {
        return new Builder(hostName, spoolFolder);
    }

    /** Collects the values; for one thread. */
    public static final class Builder {

        private final String hostName;
        private final Path spoolFolder;
        private Optional<TlsKeys> tls = Optional.empty();
        private int spoolThreshold = 256 * 1024;
        private long maxSpoolMemory = 64L * 1024 * 1024;
        private long maxSpoolDisk = 4L * 1024 * 1024 * 1024;
        private int maxConnections = 1000;
        private int maxErrors = 20;
        private int maxFailedLogins = 3;
        private Duration failedLoginDelay = Duration.ofSeconds(1);
        private Duration commandTimeout = Duration.ofMinutes(5);
        private Duration contentTimeout = Duration.ofMinutes(30);
        private Duration closeTimeout = Duration.ofSeconds(10);
        private int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));

        private Builder(String hostName, Path spoolFolder) {
            this.hostName = hostName;
            this.spoolFolder = spoolFolder;
        }

        public Builder tls(TlsKeys keys) {
            this.tls = Optional.of(keys);
            return this;
        }

        public Builder spoolThreshold(int octets) {
            this.spoolThreshold = octets;
            return this;
        }

        public Builder maxSpoolMemory(long octets) {
            this.maxSpoolMemory = octets;
            return this;
        }

        public Builder maxSpoolDisk(long octets) {
            this.maxSpoolDisk = octets;
            return this;
        }

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

        public Builder commandTimeout(Duration timeout) {
            this.commandTimeout = timeout;
            return this;
        }

        public Builder contentTimeout(Duration timeout) {
            this.contentTimeout = timeout;
            return this;
        }

        public Builder closeTimeout(Duration timeout) {
            this.closeTimeout = timeout;
            return this;
        }

        public Builder threads(int loops) {
            this.threads = loops;
            return this;
        }

        /** @throws IllegalArgumentException if a value makes no sense; the message names it */
        public SmtpServerSettings build() {
            return new SmtpServerSettings(
                    hostName,
                    tls,
                    spoolFolder,
                    spoolThreshold,
                    maxSpoolMemory,
                    maxSpoolDisk,
                    maxConnections,
                    maxErrors,
                    maxFailedLogins,
                    failedLoginDelay,
                    commandTimeout,
                    contentTimeout,
                    closeTimeout,
                    threads);
        }
    }
}
