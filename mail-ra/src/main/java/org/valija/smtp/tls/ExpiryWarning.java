package org.valija.smtp.tls;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Warns of certificates that end soon or have ended, of each once a day. For one thread at a time. */
final class ExpiryWarning {

    private static final System.Logger LOG = System.getLogger(ExpiryWarning.class.getName());
    private static final Duration PAUSE = Duration.ofDays(1);

    private final Duration ahead;
    private final Clock clock;
    private final Map<X509Certificate, Instant> warned = new HashMap<>();

    ExpiryWarning(Duration ahead, Clock clock) {
        this.ahead = ahead;
        this.clock = clock;
    }

    void check(List<ServerIdentity> identities) {
        Instant now = clock.instant();
        warned.keySet()
                .retainAll(identities.stream().map(ServerIdentity::certificate).toList());
        for (ServerIdentity identity : identities) {
            Instant end = identity.certificate().getNotAfter().toInstant();
            Instant last = warned.getOrDefault(identity.certificate(), Instant.MIN);
            if (now.plus(ahead).isAfter(end) && (last == Instant.MIN || !now.isBefore(last.plus(PAUSE)))) {
                warned.put(identity.certificate(), now);
                LOG.log(
                        System.Logger.Level.WARNING,
                        now.isAfter(end)
                                ? "The TLS certificate {0} has ended: clients that verify it send no mail"
                                : "The TLS certificate {0} ends soon: renew it",
                        identity);
            }
        }
    }
}
