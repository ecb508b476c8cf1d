package org.valija.ra;

import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.valija.Client;
import org.valija.MailAddress;

/**
 * The activated beans, and which of them a recipient is for: those with the most specific pattern that matches it. What
 * becomes of beans that went away, see {@link GonePatterns}.
 *
 * <p>Safe for use by many threads; {@link #find} takes no lock.
 */
final class Endpoints {

    private final Map<MessageEndpointFactory, Endpoint> active = new IdentityHashMap<>();
    private final GonePatterns gone = new GonePatterns();
    private final Clock clock;
    private final Consumer<List<KnownPattern>> keeper;
    private volatile View view = View.of(List.of(), Map.of());

    /**
     * @param keeper gets all patterns at each change, to keep them for the next start
     */
    Endpoints(Clock clock, Consumer<List<KnownPattern>> keeper) {
        this.clock = clock;
        this.keeper = keeper;
    }

    /** Takes the patterns of the last run as those of beans that went away. */
    synchronized void restore(List<KnownPattern> patterns) {
        Instant now = clock.instant();
        for (KnownPattern known : patterns) {
            gone.add(known.pattern(), known.listeners(), known.goneSince().orElse(now), now);
        }
        for (Endpoint endpoint : active.values()) {
            endpoint.selection().patterns().forEach(gone::remove);
        }
        view = View.of(active.values(), gone.snapshot());
    }

    /** Adds a bean, or gives it another selection. */
    synchronized void activate(MessageEndpointFactory factory, Selection selection) {
        active.put(factory, new Endpoint(factory, selection));
        selection.patterns().forEach(gone::remove);
        changed();
    }

    /** Takes a bean away; does nothing if it isn't there (WildFly deactivates twice when it shuts down). */
    synchronized void deactivate(MessageEndpointFactory factory) {
        Endpoint endpoint = active.remove(factory);
        if (endpoint == null) {
            return;
        }
        Set<RecipientPattern> stillActive = new HashSet<>();
        active.values().forEach(e -> stillActive.addAll(e.selection().patterns()));
        Instant now = clock.instant();
        for (RecipientPattern pattern : endpoint.selection().patterns()) {
            if (!stillActive.contains(pattern)) {
                gone.add(pattern, endpoint.selection().listeners(), now, now);
            }
        }
        changed();
    }

    private void changed() {
        view = View.of(active.values(), gone.snapshot());
        List<KnownPattern> known = new ArrayList<>();
        view.gone.forEach(
                (pattern, bean) -> known.add(new KnownPattern(pattern, bean.listeners(), Optional.of(bean.since()))));
        for (Endpoint endpoint : active.values()) {
            for (RecipientPattern pattern : endpoint.selection().patterns()) {
                known.add(new KnownPattern(pattern, endpoint.selection().listeners(), Optional.empty()));
            }
        }
        keeper.accept(known);
    }

    /** Who takes this recipient from this client. */
    Taker find(Client client, MailAddress recipient) {
        View now = view;
        Instant time = clock.instant();
        boolean missed = false;
        for (RecipientPattern pattern : RecipientPattern.matching(recipient)) {
            List<Endpoint> listening = now.byPattern.getOrDefault(pattern, List.of()).stream()
                    .filter(e -> e.selection().listensOn(client))
                    .toList();
            if (!listening.isEmpty()) {
                List<Endpoint> taking = listening.stream()
                        .filter(e -> client.isAuthenticated() || !e.selection().authenticatedOnly())
                        .toList();
                return taking.isEmpty() ? new Taker.AfterLogin() : new Taker.Beans(taking);
            }
            GonePatterns.Gone bean = now.gone.get(pattern);
            if (bean != null && bean.listenedOn(client.listener())) {
                if (bean.isHiding(time)) {
                    return new Taker.Away();
                }
                missed |= bean.isRemembered(time);
            }
        }
        boolean domainIsLocal = now.isLocal(recipient);
        return missed ? new Taker.Missed(domainIsLocal) : new Taker.Nobody(domainIsLocal);
    }

    /** Whether beans, active or gone, receive mail in the recipient's domain. */
    boolean receiveInDomainOf(MailAddress recipient) {
        return view.isLocal(recipient);
    }

    /** The bean that takes what is relayed. */
    Optional<Endpoint> relay() {
        return view.relay;
    }

    /** What is known at one moment; never changed. */
    private record View(
            Map<RecipientPattern, List<Endpoint>> byPattern,
            Map<RecipientPattern, GonePatterns.Gone> gone,
            Set<RecipientPattern> subdomains,
            Set<String> domains,
            Optional<Endpoint> relay) {

        static View of(Iterable<Endpoint> active, Map<RecipientPattern, GonePatterns.Gone> gone) {
            Map<RecipientPattern, List<Endpoint>> byPattern = new HashMap<>();
            Optional<Endpoint> relay = Optional.empty();
            for (Endpoint endpoint : active) {
                if (endpoint.selection().relay()) {
                    relay = Optional.of(endpoint);
                }
                for (RecipientPattern pattern : endpoint.selection().patterns()) {
                    byPattern.computeIfAbsent(pattern, p -> new ArrayList<>()).add(endpoint);
                }
            }
            Set<RecipientPattern> all = new HashSet<>(byPattern.keySet());
            all.addAll(gone.keySet());
            Set<RecipientPattern> subdomains = new HashSet<>();
            Set<String> domains = new HashSet<>();
            for (RecipientPattern pattern : all) {
                switch (pattern.kind()) {
                    case ADDRESS, DOMAIN -> domains.add(pattern.domain());
                    case SUBDOMAINS -> subdomains.add(pattern);
                    case EVERYTHING -> {} // it takes mail for any domain, but makes none local
                }
            }
            return new View(byPattern, gone, subdomains, domains, relay);
        }

        /** Whether some bean, active or gone, receives mail in the recipient's domain. */
        boolean isLocal(MailAddress recipient) {
            String domain = RecipientPattern.comparable(recipient.domain());
            return domains.contains(domain)
                    || RecipientPattern.above(domain).stream().anyMatch(subdomains::contains);
        }
    }
}
