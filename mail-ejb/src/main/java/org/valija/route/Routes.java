package org.valija.route;

import jakarta.ejb.Local;
import java.util.List;

/** The routes and the sandbox switch, as an administrator sees and changes them; effective when the method returns. */
@Local
public interface Routes {

    /** In the order in which they are tried; passwords and other secrets are left out. */
    List<Route> list();

    /**
     * Adds a route: before the first one that would take all of its mail, or else behind the others.
     *
     * @return with its id, and without secrets
     * @throws org.valija.settings.InvalidSettingException if a value is malformed, or the route or another one would never
     *     match, or lead back to this server
     */
    Route add(Route route);

    /**
     * Adds a route at a place; those from there on move down by one.
     *
     * @param place from 1 to one more than there are
     * @throws org.valija.settings.InvalidSettingException as {@link #add(Route)} has it, or if there is no such place
     */
    Route add(Route route, int place);

    /**
     * Changes the route with this id, in its place; without a password or another secret, the one that it has stays.
     *
     * @throws org.valija.settings.InvalidSettingException as {@link #add(Route)} has it
     */
    void change(Route route);

    /**
     * Changes the route with this id, and moves it to a place.
     *
     * @param place from 1 to as many as there are
     * @throws org.valija.settings.InvalidSettingException as {@link #add(Route)} has it, or if there is no such place
     */
    void change(Route route, int place);

    /**
     * Moves a route by so many places: -1 is one up. Stops at the ends.
     *
     * @throws org.valija.settings.InvalidSettingException if it, or another one, would never match there
     */
    void move(long id, int places);

    void remove(long id);

    /** The streams of mail that a route may name, in alphabetical order. */
    List<String> streams();

    /** Whether every outbound message goes to the sandbox mailbox, whatever the routes say. */
    boolean isSandbox();

    void setSandbox(boolean sandbox);
}
