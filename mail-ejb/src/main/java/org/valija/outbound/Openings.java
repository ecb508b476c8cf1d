package org.valija.outbound;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.valija.lane.Crew;
import org.valija.route.Route;
import org.valija.route.RoutedMail;

/**
 * Which mail of one backlog is wanted now. Its messages may take different routes, so that the next hop of one can be left
 * alone while the others go. For one thread, and one look at the backlog.
 */
final class Openings {

    private final Courier courier;
    private final Backlog backlog;
    private final Crew crew;
    private final List<Route> routes;

    /** By the id of a route: when its next hops are to be asked again. */
    private final Map<Long, Instant> closed = new HashMap<>();

    private Openings(Courier courier, Backlog backlog, Crew crew) {
        this.courier = courier;
        this.backlog = backlog;
        this.crew = crew;
        routes = courier.routes(backlog.lane());
    }

    /** May wait for name servers. */
    static Openings of(Courier courier, Backlog backlog, Crew crew) {
        Openings openings = new Openings(courier, backlog, crew);
        openings.lookAgain();
        return openings;
    }

    /** After an attempt: its next hop may be busy or left alone now. May wait for name servers. */
    void lookAgain() {
        for (Route route : routes) {
            if (!closed.containsKey(route.id())) {
                courier.notBefore(route, backlog, crew).ifPresent(until -> closed.put(route.id(), until));
            }
        }
    }

    /** Closes the route that this message takes. */
    void close(RoutedMail mail, Instant until) {
        closed.put(routeOf(mail).id(), until);
    }

    boolean isWanted(RoutedMail mail) {
        return closed.isEmpty() || !closed.containsKey(routeOf(mail).id());
    }

    /** Where there is one for all, as on a detour, nobody need be asked. */
    private Route routeOf(RoutedMail mail) {
        return routes.size() == 1 ? routes.get(0) : courier.route(mail);
    }

    /** Whether nothing is wanted. */
    boolean areNone() {
        return routes.stream().allMatch(route -> closed.containsKey(route.id()));
    }

    boolean areAll() {
        return closed.isEmpty();
    }

    /** When the first of those that are closed is to be asked again. */
    Optional<Instant> next() {
        return closed.values().stream().min(Comparator.naturalOrder());
    }
}
