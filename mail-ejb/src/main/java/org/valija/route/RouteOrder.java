package org.valija.route;

import java.util.List;
import java.util.OptionalInt;
import org.valija.settings.InvalidSettingException;

/** Whether each route of a list can be reached: one behind another that takes all of its mail would never match. */
final class RouteOrder {

    private RouteOrder() {}

    /**
     * The place of the first route that takes all the mail of this one, and that is for other mail, too.
     *
     * @param routes in order
     * @return from 1; empty if there is none
     */
    static OptionalInt firstThatCovers(Route route, List<Route> routes) {
        RouteMatcher matcher = new RouteMatcher(route.conditions());
        for (int i = 0; i < routes.size(); i++) {
            RouteMatcher other = new RouteMatcher(routes.get(i).conditions());
            if (other.covers(matcher) && !matcher.covers(other)) {
                return OptionalInt.of(i + 1);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * Checks a route in its place.
     *
     * @param index where it stands, from 0
     * @throws InvalidSettingException if one before it takes all of its mail, or if it takes all of one behind it
     */
    static void check(int index, List<Route> routes) {
        RouteMatcher matcher = new RouteMatcher(routes.get(index).conditions());
        for (int i = 0; i < routes.size(); i++) {
            RouteMatcher other = new RouteMatcher(routes.get(i).conditions());
            if (i < index && other.covers(matcher)) {
                throw refused("It would never match: route " + (i + 1)
                        + ", before it, takes everything that it is for. Put it before that one, or change it.");
            }
            if (i > index && matcher.covers(other)) {
                throw refused("Route " + (i + 1)
                        + ", behind it, would never match any more: this one takes everything that that one is for.");
            }
        }
    }

    private static InvalidSettingException refused(String sentence) {
        return new InvalidSettingException("recipientDomain", sentence);
    }
}
