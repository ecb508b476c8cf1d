package org.valija.source;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.EnhancedStatus;
import org.valija.delivery.Failure;
import org.valija.delivery.Origin;
import org.valija.delivery.Source;
import org.valija.source.SourcePool.Member;

/**
 * Chooses where a message leaves from, and counts what leaves from each address in a day. Counts are of this node, and begin
 * anew when it starts. Safe for use by many threads.
 */
public final class SourceChooser {

    /** RFC 3463 section 3.4: system incorrectly configured. */
    private static final EnhancedStatus NO_SOURCE = EnhancedStatus.parse("4.3.5");

    /** Behind midnight, what has waited for the next day does not all come in one second. */
    private static final Duration SPREAD = Duration.ofMinutes(10);

    private final Supplier<Map<String, SourcePool>> pools;
    private final Clock clock;
    private final OwnAddresses own;
    private final Map<String, Integer> today = new HashMap<>();
    private LocalDate day = LocalDate.MIN;

    /** @param pools of those streams that have one, as they are at that moment */
    SourceChooser(Supplier<Map<String, SourcePool>> pools, Clock clock) {
        this.pools = pools;
        this.clock = clock;
        this.own = new OwnAddresses(clock);
    }

    /**
     * In each address family the address that the destination has always had, if that can be.
     *
     * @param destination the recipients' domain
     */
    public Choice choose(String stream, String destination) {
        SourcePool pool = pools.get().get(stream);
        if (pool == null) {
            return new Choice.Anywhere();
        }
        Optional<Member> ipv4 = pool.best(destination, false, this::isAble);
        Optional<Member> ipv6 = pool.best(destination, true, this::isAble);
        if (ipv4.isEmpty() && ipv6.isEmpty()) {
            return nowhere(stream, pool);
        }
        Optional<Source> source = ipv4.map(Member::source);
        return new Choice.From(
                new Origin(source, ipv6.map(Member::source)),
                Stream.of(ipv4, ipv6)
                        .flatMap(Optional::stream)
                        .map(member -> member.settings().address())
                        .collect(Collectors.joining(" and ")));
    }

    private Choice nowhere(String stream, SourcePool pool) {
        boolean full = pool.members().stream().anyMatch(member -> own.has(member.address()));
        Instant until = full ? tomorrow() : clock.instant().plus(OwnAddresses.REMEMBERED);
        String addresses = pool.members().stream()
                .map(member -> member.settings().address())
                .collect(Collectors.joining(", "));
        return new Choice.Nowhere(
                until,
                Failure.local(
                        NO_SOURCE,
                        full
                                ? "The source addresses of the stream " + stream
                                        + " have had as many messages as they may have today: " + addresses
                                : "This machine has none of the source addresses of the stream " + stream + ": "
                                        + addresses));
    }

    private Instant tomorrow() {
        return today().plusDays(1)
                .atStartOfDay(ZoneOffset.UTC)
                .toInstant()
                .plusMillis(ThreadLocalRandom.current().nextLong(SPREAD.toMillis()));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private boolean isAble(Member member) {
        return own.has(member.address())
                && member.settings()
                        .dailyLimit()
                        .map(limit -> sent(member.settings().address()) < limit)
                        .orElse(true);
    }

    private synchronized int sent(String address) {
        return day.equals(today()) ? today.getOrDefault(address, 0) : 0;
    }

    /** Counts an attempt at some messages; it counts for the addresses of both families. */
    public synchronized void count(Origin origin, int messages) {
        LocalDate now = today();
        if (!now.equals(day)) {
            day = now;
            today.clear();
        }
        Stream.of(origin.ipv4(), origin.ipv6())
                .flatMap(Optional::stream)
                .flatMap(source -> source.address().stream())
                .forEach(address -> today.merge(address.getHostAddress(), messages, Integer::sum));
    }

    /** How many messages each source address has had today. */
    synchronized Map<String, Integer> counts() {
        return day.equals(today()) ? Map.copyOf(today) : Map.of();
    }

    boolean isHere(SourceAddress source) {
        return own.has(Member.of(source).address());
    }
}
