package org.valija.ra;

import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.valija.Client;
import org.valija.MailAddress;

/**
 * The activated beans, and which of them a recipient is for: those with the most specific pattern that matches it.
 *
 * <p>Patterns of beans that went away are remembered until a bean with the same pattern comes, or 1,000 others have gone:
 * while a server is suspended or an application is redeployed, mail for it must be put off, not refused. For the first
 * ten minutes such a pattern even hides less specific ones of other beans, so that a redeployment doesn't send mail to a
 * catch-all.
 *
 * <p>Safe for use by many threads; {@link #find} takes no lock.
 */
final class Endpoints {

    static final int MAX_REMEMBERED = 1_000;
    static final Duration REDEPLOYMENT = Duration.ofMinutes(10);

    private final Map<MessageEndpointFactory, Endpoint> active = new IdentityHashMap<>();
    private final LinkedHashMap<RecipientPattern, Gone> remembered = new LinkedHashMap<>();
    private final LongSupplier nanoClock;
    private volatile View view = View.of(List.of(), Map.of());

    Endpoints() {
        this(System::nanoTime);
    }

    Endpoints(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Adds a bean, or gives it another selection. */
    synchronized void activate(MessageEndpointFactory factory, Selection selection) {
        active.put(factory, new Endpoint(factory, selection));
        selection.patterns().forEach(remembered::remove);
        view = View.of(active.values(), remembered);
    }

    /** Takes a bean away; does nothing if it isn't there (WildFly deactivates twice when it shuts down). */
    synchronized void deactivate(MessageEndpointFactory factory) {
        Endpoint gone = active.remove(factory);
        if (gone == null) {
            return;
        }
        long now = nanoClock.getAsLong();
        Set<RecipientPattern> stillActive = new HashSet<>();
        active.values().forEach(e -> stillActive.addAll(e.selection().patterns()));
        for (RecipientPattern pattern : gone.selection().patterns()) {
            if (!stillActive.contains(pattern)) {
                remembered.remove(pattern);
                remembered.put(pattern, new Gone(gone.selection(), now));
            }
        }
        var oldest = remembered.keySet().iterator();
        while (remembered.size() > MAX_REMEMBERED) {
            oldest.next();
            oldest.remove();
        }
        view = View.of(active.values(), remembered);
    }

    /** Who takes this recipient from this client. */
    Taker find(Client client, MailAddress recipient) {
        View now = view;
        boolean away = false;
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
            Gone gone = now.remembered.get(pattern);
            if (gone != null && gone.selection.listensOn(client)) {
                if (nanoClock.getAsLong() - gone.since < REDEPLOYMENT.toNanos()) {
                    return new Taker.Away();
                }
                away = true;
            }
        }
        return away ? new Taker.Away() : new Taker.Nobody(now.isLocal(recipient));
    }

    /** The bean that takes what is relayed. */
    Optional<Endpoint> relay() {
        return view.relay;
    }

    private record Gone(Selection selection, long since) {}

    /** What is known at one moment; never changed. */
    private record View(
            Map<RecipientPattern, List<Endpoint>> byPattern,
            Map<RecipientPattern, Gone> remembered,
            Set<RecipientPattern> subdomains,
            Set<String> domains,
            Optional<Endpoint> relay) {

        static View of(Iterable<Endpoint> active, Map<RecipientPattern, Gone> remembered) {
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
            all.addAll(remembered.keySet());
            Set<RecipientPattern> subdomains = new HashSet<>();
            Set<String> domains = new HashSet<>();
            for (RecipientPattern pattern : all) {
                switch (pattern.kind()) {
                    case ADDRESS, DOMAIN -> domains.add(pattern.domain());
                    case SUBDOMAINS -> subdomains.add(pattern);
                    case EVERYTHING -> {} // it takes mail for any domain, but makes none local
                }
            }
            return new View(byPattern, Map.copyOf(remembered), subdomains, domains, relay);
        }

        /** Whether some bean, active or remembered, receives mail in the recipient's domain. */
        boolean isLocal(MailAddress recipient) {
            String domain = RecipientPattern.comparable(recipient.domain());
            return domains.contains(domain)
                    || RecipientPattern.above(domain).stream().anyMatch(subdomains::contains);
        }
    }
}
