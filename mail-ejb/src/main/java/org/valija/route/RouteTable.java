package org.valija.route;

import jakarta.ejb.Local;

/** The routes that are in force, from memory. */
@Local
public interface RouteTable {

    /**
     * The first route that matches, or MX with opportunistic TLS if none does; a route to the sandbox while the sandbox
     * switch is on.
     *
     * @param domain a recipient's domain, or an address literal in brackets
     * @return with the password of its login
     */
    Route routeFor(String domain);
}
