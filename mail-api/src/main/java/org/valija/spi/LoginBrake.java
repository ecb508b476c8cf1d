package org.valija.spi;

import java.net.InetAddress;
import java.util.Optional;

/**
 * Slows down who guesses passwords, over all sessions and ways in; mail-ejb registers it, whoever takes logins asks it
 * first. Never blocks.
 */
public interface LoginBrake {

    /**
     * Before a login is checked. It counts as a failure from here on, so that many at once are no way around the limit.
     *
     * @param client where it comes from
     * @param user the name that was given, known or not; empty if there is none yet
     * @return empty if there were too many failures: to be refused without asking the realm, right or wrong
     */
    Optional<Attempt> begin(InetAddress client, String user);

    /** A login that is being checked. */
    interface Attempt {

        /** It was right, so it counts no more. */
        void succeeded();

        /** It could not be checked, so it counts no more. */
        void abandoned();
    }
}
