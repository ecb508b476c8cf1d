package org.valija.smtp;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.smtp.tls.TlsKeys;

/**
 * What holds for all listeners of a {@link SmtpServer}. Made by {@link #builder}.
 *
 * @param hostName what the server calls itself: in the greeting, in Received fields, as the domain of {@code Postmaster}
 * @param tls the keys; without them there is no STARTTLS and no AUTH, and listeners of the submission kinds do not open
 * @param spool where messages are kept
 * @param limits of clients
 * @param timeouts of clients, and of closing
 * @param extensions what service extensions allow
 * @param threads event loops
 */
public record SmtpServerSettings(
        String hostName,
        Optional<TlsKeys> tls,
        SpoolSettings spool,
        SessionLimits limits,
        SessionTimeouts timeouts,
        ExtensionSettings extensions,
        int threads) {

    public SmtpServerSettings {
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(spool, "spool");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(extensions, "extensions");
        try {
            MailAddress postmaster = new MailAddress("postmaster", hostName);
            if (postmaster.isInternational()) {
                throw new IllegalArgumentException("The host name must be in ASCII (xn--...): " + hostName);
            }
        } catch (InvalidAddressException e) {
            throw new IllegalArgumentException("Not a host name: " + hostName, e);
        }
        Positive.check("threads", threads);
    }

    /** Settings with the defaults of each part, and without TLS. */
    public static Builder builder(String hostName, Path spoolFolder) {
        return new Builder(hostName, SpoolSettings.in(spoolFolder));
    }

    /** Collects the values; for one thread. */
    public static final class Builder {

        private final String hostName;
        private SessionLimits.Builder limits = SessionLimits.builder();
        private SpoolSettings spool;
        private SessionTimeouts timeouts = SessionTimeouts.builder().build();
        private Optional<TlsKeys> tls = Optional.empty();
        private ExtensionSettings extensions = ExtensionSettings.DEFAULT;
        private int threads = Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors()));

        private Builder(String hostName, SpoolSettings spool) {
            this.hostName = hostName;
            this.spool = spool;
        }

        public Builder tls(TlsKeys keys) {
            this.tls = Optional.of(keys);
            return this;
        }

        public Builder spool(SpoolSettings settings) {
            this.spool = settings;
            return this;
        }

        public Builder limits(SessionLimits all) {
            this.limits = SessionLimits.builder(all);
            return this;
        }

        public Builder limits(UnaryOperator<SessionLimits.Builder> change) {
            change.apply(limits);
            return this;
        }

        public Builder timeouts(SessionTimeouts all) {
            this.timeouts = all;
            return this;
        }

        /** The defaults, with this change. */
        public Builder timeouts(UnaryOperator<SessionTimeouts.Builder> change) {
            return timeouts(change.apply(SessionTimeouts.builder()).build());
        }

        public Builder extensions(ExtensionSettings allowed) {
            this.extensions = allowed;
            return this;
        }

        public Builder threads(int loops) {
            this.threads = loops;
            return this;
        }

        /** @throws IllegalArgumentException if a value makes no sense; the message names it */
        public SmtpServerSettings build() {
            return new SmtpServerSettings(hostName, tls, spool, limits.build(), timeouts, extensions, threads);
        }
    }
}
