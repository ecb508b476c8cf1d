package org.valija.order;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.valija.MailAddress;
import org.valija.settings.Published;

/** The standing orders, in memory: whoever has no orders pays nothing for them. Safe for use by many threads. */
public final class OrdersInForce {

    /** An order whose criteria were parsed once; bounces first, since they are made for something in particular. */
    private record Entry(
            StandingOrder order,
            Optional<DomainCriterion> destination,
            Optional<SenderCriterion> sender,
            boolean lifted) {

        static Entry of(StandingOrder order, boolean lifted) {
            return new Entry(
                    order,
                    order.criteria().destinationCriterion(),
                    order.criteria().senderCriterion(),
                    lifted);
        }

        boolean isInForce(Instant now) {
            return !lifted && order.isInForce(now);
        }

        boolean isForWholeDestinations() {
            MailCriteria criteria = order.criteria();
            return criteria.sender().isEmpty()
                    && criteria.stream().isEmpty()
                    && criteria.businessKey().isEmpty();
        }

        boolean matches(String domain, Optional<MailAddress> reversePath, String stream, Optional<String> businessKey) {
            MailCriteria criteria = order.criteria();
            return destination.map(d -> d.matches(domain)).orElse(true)
                    && sender.map(s -> s.matches(reversePath)).orElse(true)
                    && criteria.stream().map(stream::equals).orElse(true)
                    && (criteria.businessKey().isEmpty()
                            || criteria.businessKey().equals(businessKey));
        }
    }

    private final Published<List<Entry>> current = new Published<>(List.of());
    private final Clock clock;

    public OrdersInForce(Clock clock) {
        this.clock = clock;
    }

    /**
     * Parses the orders; the result puts them into force.
     *
     * @param lifted those that have been lifted, whose mail may still wait
     */
    Runnable prepare(long revision, List<StandingOrder> standing, List<StandingOrder> lifted) {
        List<Entry> entries = Stream.concat(
                        standing.stream().map(order -> Entry.of(order, false)),
                        lifted.stream().map(order -> Entry.of(order, true)))
                .sorted(Comparator.comparing((Entry entry) -> entry.order.kind() != StandingOrder.Kind.BOUNCE))
                .toList();
        return current.prepare(revision, entries);
    }

    /** The revision that is known; -1 for none. */
    long revision() {
        return current.revision();
    }

    /** What has been ordered about a message for recipients of one domain; a bounce goes before a pause. */
    public Optional<StandingOrder> orderFor(
            String destination, Optional<MailAddress> reversePath, String stream, Optional<String> businessKey) {
        List<Entry> entries = current.get();
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return entries.stream()
                .filter(entry -> entry.isInForce(now) && entry.matches(destination, reversePath, stream, businessKey))
                .map(Entry::order)
                .findFirst();
    }

    /** What keeps back whatever goes to a destination, whoever has sent it. */
    public Optional<StandingOrder> pauseOf(String destination) {
        Instant now = clock.instant();
        return current.get().stream()
                .filter(entry -> entry.isInForce(now)
                        && entry.order.kind() == StandingOrder.Kind.PAUSE
                        && entry.isForWholeDestinations()
                        && entry.destination.map(d -> d.matches(destination)).orElse(true))
                .map(Entry::order)
                .findFirst();
    }

    /** Those that are in force. */
    public List<StandingOrder> standing() {
        Instant now = clock.instant();
        return current.get().stream()
                .filter(entry -> entry.isInForce(now))
                .map(Entry::order)
                .toList();
    }

    /** Those that were lifted or have ended, and of whose mail some may still wait. */
    public List<StandingOrder> ended() {
        Instant now = clock.instant();
        return current.get().stream()
                .filter(entry -> !entry.isInForce(now))
                .map(Entry::order)
                .toList();
    }
}
