package org.valija.route;

import jakarta.ejb.Local;

/** Tells an administrator what would happen to a message. */
@Local
public interface RouteForecasts {

    /**
     * Asks the routes and the domain name system, and connects to nobody.
     *
     * @param sender an address; empty or {@code <>} for the null sender
     * @param recipient an address
     * @param stream a stream of mail
     * @param size in octets
     * @throws org.valija.settings.InvalidSettingException if one of them can't be
     */
    RouteForecast forecast(String sender, String recipient, String stream, long size);
}
