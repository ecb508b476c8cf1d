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

    /**
     * Takes the patterns of the last run as those of beans that went away. Those that were there shortly before its end
     * have gone with the server, as it seems, and come with it.
     *
     * @param saved when the patterns were given to the keeper
     */
    synchronized void restore(List<KnownPattern> patterns, Instant saved) {
        Instant now = clock.instant();
        for (KnownPattern known : patterns) {
            Instant since = known.goneSince().orElse(now);
            boolean wentWithTheServer = since.isAfter(saved.minus(GonePatterns.HIDING));
            Instant hidesFrom = wentWithTheServer ? now : since;
            gone.add(
                    known.pattern(),
                    new GonePatterns.Gone(known.listeners(), since, hidesFrom.plus(GonePatterns.HIDING)),
                    now);
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
                gone.add(pattern, endpoint.selection().listeners(), now);
            }
        }
        changed();
    }

    private void changed() {
        gone.forget(clock.instant());
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
        Optional<RecipientPattern> missed = Optional.empty();
        for (RecipientPattern pattern : RecipientPattern.matching(recipient)) {
            boolean listening = false;
            List<Endpoint> taking = new ArrayList<>();
            for (Endpoint endpoint : now.byPattern.getOrDefault(pattern, List.of())) {
                if (endpoint.selection().listensOn(client)) {
                    listening = true;
                    if (client.isAuthenticated() || !endpoint.selection().authenticatedOnly()) {
                        taking.add(endpoint);
                    }
                }
            }
            if (!taking.isEmpty()) {
                return new Taker.Beans(taking);
            }
            if (listening) {
                // A catch-all for users takes nothing from those who may relay without a login.
                return pattern.kind() == RecipientPattern.Kind.EVERYTHING
                        ? new Taker.Nobody(isWaitedFor(missed) || now.isOurs(recipient, time), Replies.LOGIN_NEEDED)
                        : new Taker.AfterLogin();
            }
            GonePatterns.Gone bean = now.gone.get(pattern);
            if (bean != null && bean.listenedOn(client.listener())) {
                if (bean.isHiding(time)) {
                    return new Taker.Away();
                }
                if (missed.isEmpty() && bean.isRemembered(time)) {
                    missed = Optional.of(pattern);
                }
            }
        }
        return nobody(now.domainOf(recipient, time), missed);
    }

    /** @param missed the most specific pattern of a bean that went and would have taken the recipient */
    private static Taker nobody(Domain domain, Optional<RecipientPattern> missed) {
        boolean local = isWaitedFor(missed) || domain.isOurs();
        if (missed.isPresent()) {
            return new Taker.Nobody(local, Replies.RECIPIENT_AWAY);
        }
        return new Taker.Nobody(
                local,
                switch (domain) {
                    case LOCAL -> Replies.NO_SUCH_RECIPIENT;
                    case AWAY, LEFT -> Replies.RECIPIENT_AWAY;
                    case FOREIGN -> Replies.RELAYING_DENIED;
                });
    }

    private static boolean isWaitedFor(Optional<RecipientPattern> missed) {
        return missed.isPresent() && missed.get().kind() != RecipientPattern.Kind.EVERYTHING;
    }

    /** Whether beans receive mail in the recipient's domain, or did until a moment ago. */
    boolean receiveInDomainOf(MailAddress recipient) {
        return view.isOurs(recipient, clock.instant());
    }

    /** What a domain is to the beans. */
    private enum Domain {
        /** Some receive mail in it. */
        LOCAL,
        /** Some did until a moment ago. */
        AWAY,
        /** Some did, but that is a while ago. */
        LEFT,
        FOREIGN;

        boolean isOurs() {
            return this == LOCAL || this == AWAY;
        }
    }

    /** The bean that takes what is relayed. */
    Optional<Endpoint> relay() {
        return view.relay;
    }

    /** What is known at one moment; never changed. */
    private record View(
            Map<RecipientPattern, List<Endpoint>> byPattern,
            Map<RecipientPattern, GonePatterns.Gone> gone,
            Set<RecipientPattern> domains,
            Map<RecipientPattern, GonePatterns.Gone> goneDomains,
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
            Set<RecipientPattern> domains = new HashSet<>();
            byPattern.keySet().forEach(pattern -> pattern.wholeDomain().ifPresent(domains::add));
            Map<RecipientPattern, GonePatterns.Gone> goneDomains = new HashMap<>();
            gone.forEach((pattern, bean) -> pattern.wholeDomain()
                    .ifPresent(domain -> goneDomains.merge(domain, bean, GonePatterns.Gone::later)));
            return new View(byPattern, gone, domains, goneDomains, relay);
        }

        boolean isOurs(MailAddress recipient, Instant time) {
            return domainOf(recipient, time).isOurs();
        }

        Domain domainOf(MailAddress recipient, Instant time) {
            RecipientPattern domain = RecipientPattern.domainOf(recipient);
            List<RecipientPattern> around = new ArrayList<>(RecipientPattern.above(domain.domain()));
            around.add(domain);
            if (around.stream().anyMatch(domains::contains)) {
                return Domain.LOCAL;
            }
            List<GonePatterns.Gone> were = around.stream()
                    .map(goneDomains::get)
                    .filter(bean -> bean != null && bean.isRemembered(time))
                    .toList();
            if (were.stream().anyMatch(bean -> bean.isHiding(time))) {
                return Domain.AWAY;
            }
            return were.isEmpty() ? Domain.FOREIGN : Domain.LEFT;
        }
    }
}
