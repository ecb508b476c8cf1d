package org.valija.route;

import jakarta.ejb.Local;
import java.util.List;

/** The routes and the sandbox switch, as an administrator sees and changes them; effective when the method returns. */
@Local
public interface Routes {

    /** In the order in which they are tried; passwords are left out. */
    List<Route> list();

    /**
     * Adds a route behind the others.
     *
     * @return with its id
     * @throws org.valija.settings.InvalidSettingException if a value is malformed
     */
    Route add(Route route);

    /** Changes the route with this id, in its place; without a password, the one that it has stays. */
    void change(Route route);

    /** Moves a route by so many places: -1 is one up. Stops at the ends. */
    void move(long id, int places);

    void remove(long id);

    /** Whether every outbound message goes to the sandbox mailbox, whatever the routes say. */
    boolean isSandbox();

    void setSandbox(boolean sandbox);
}
