package org.valija.route;

import jakarta.ejb.Local;
import java.util.List;

/** The routes that are in force, from memory. */
@Local
public interface RouteTable {

    /**
     * The first route that matches, or MX with opportunistic TLS if none does; a route to the sandbox while the sandbox
     * switch is on.
     *
     * @return with the secrets of its login
     */
    Route routeFor(RoutedMail mail);

    /**
     * The routes of which one is for a message, whatever else it is like; in order, never empty.
     *
     * @param domain a recipient's domain, or an address literal in brackets
     * @return with the secrets of their logins
     */
    List<Route> routesFor(String domain);

    /** What holds for mail that an administrator has re-routed: the detour, or the sandbox while its switch is on. */
    Route routeFor(Detour detour);
}
