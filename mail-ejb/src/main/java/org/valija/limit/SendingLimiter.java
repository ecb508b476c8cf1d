package org.valija.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.delivery.Failure;
import org.valija.lane.Admission;
import org.valija.lane.Pace;
import org.valija.settings.DomainPattern;
import org.valija.settings.ReversePathPattern;

/**
 * Who has sent how much of late, on this node and since it has started. What is too much gets a turn, one message after the
 * other. Safe for use by many threads.
 */
public final class SendingLimiter {

    /** So many senders are remembered. */
    private static final int MAX_PACES = 10_000;

    /** The longest that a message is sent away for: the limit may be another one by then. */
    private static final Duration HORIZON = Duration.ofHours(1);

    /** RFC 3463 section 3.8: other security status; what it is about is our policy. */
    private static final EnhancedStatus POLICY = EnhancedStatus.parse("4.7.0");

    private final Supplier<List<Entry>> limits;
    private final Clock clock;
    private final LongSupplier nanos;

    /** Those that were used last stay. */
    private final Map<Key, Pace> paces = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Pace> eldest) {
            return size() > MAX_PACES;
        }
    };

    /**
     * Whose pace it is.
     *
     * @param limit with all that it says: a changed one begins anew
     * @param who user or sender; empty for all together
     */
    private record Key(SendingLimit limit, String who) {}

    /** A limit, parsed once. */
    record Entry(SendingLimit limit, Optional<ReversePathPattern> sender, Optional<DomainPattern> domain) {

        static Entry of(SendingLimit limit) {
            return new Entry(
                    limit,
                    limit.sender().map(ReversePathPattern::parse),
                    limit.domain().map(DomainPattern::parse));
        }

        boolean matches(Submission mail) {
            return sender.map(pattern -> pattern.matches(mail.reversePath())).orElse(true)
                    && limit.user().map(name -> isBy(name, mail)).orElse(true)
                    && domain.map(pattern -> pattern.matches(mail.destination()))
                            .orElse(true)
                    && limit.stream().map(mail.stream()::equals).orElse(true);
        }

        private static boolean isBy(String name, Submission mail) {
            return mail.user()
                    .filter(user -> name.equals(SendingLimit.ALL) || name.equalsIgnoreCase(user))
                    .isPresent();
        }

        Key key(Submission mail) {
            if (!limit.each()) {
                return new Key(limit, "");
            }
            Optional<String> who =
                    limit.user().isPresent() ? mail.user() : mail.reversePath().map(MailAddress::toString);
            return new Key(limit, who.orElse("").toLowerCase(Locale.ROOT));
        }
    }

    /**
     * @param limits as they are at that moment
     * @param nanos as System.nanoTime
     */
    SendingLimiter(Supplier<List<Entry>> limits, Clock clock, LongSupplier nanos) {
        this.limits = limits;
        this.clock = clock;
        this.nanos = nanos;
    }

    /**
     * Why a message may not leave now; empty if it may.
     *
     * @param waited whether it has waited already
     */
    public Optional<Admission.Refused> refusal(Submission mail, boolean waited) {
        List<Entry> all = limits.get();
        return all.isEmpty() ? Optional.empty() : refusal(all, mail, waited);
    }

    private synchronized Optional<Admission.Refused> refusal(List<Entry> all, Submission mail, boolean waited) {
        long now = nanos.getAsLong();
        for (Entry entry : all) {
            if (!entry.matches(mail)) {
                continue;
            }
            Pace pace = pace(entry.key(mail), now);
            if (pace.untilNext(now, waited) > 0) {
                long wait = pace.turn(now, entry.limit().rate().intervalNanos(), HORIZON.toNanos());
                Instant until = clock.instant().plusNanos(Math.max(wait, 1_000_000));
                return Optional.of(new Admission.Refused(
                        until,
                        Failure.local(
                                POLICY, "It waits: there may be " + entry.limit() + ", and that many have left")));
            }
        }
        return Optional.empty();
    }

    /** Counts a message that leaves. */
    public void count(Submission mail) {
        List<Entry> all = limits.get();
        if (!all.isEmpty()) {
            count(all, mail);
        }
    }

    private synchronized void count(List<Entry> all, Submission mail) {
        long now = nanos.getAsLong();
        for (Entry entry : all) {
            if (entry.matches(mail)) {
                pace(entry.key(mail), now).go(now, entry.limit().rate().intervalNanos(), savedNanos(entry.limit()), 1);
            }
        }
    }

    private Pace pace(Key key, long now) {
        return paces.computeIfAbsent(key, k -> new Pace(now, savedNanos(key.limit())));
    }

    /** As many as in one time may come at once. */
    private static long savedNanos(SendingLimit limit) {
        return limit.rate().intervalNanos() * (limit.rate().messages() - 1);
    }
}
