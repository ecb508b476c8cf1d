package org.valija.spi;

import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Slows down who guesses passwords, over all sessions and ways in; mail-ejb registers it, whoever takes logins asks it
 * first. Never blocks.
 */
public interface LoginBrake {

    /**
     * Before a login is checked. No more are checked at once than may fail, so that many at once are no way around the
     * limit; the others wait, a limited time.
     *
     * @param client where it comes from
     * @param user the name that was given, known or not; empty if there is none yet
     * @return completes with empty if there were too many failures: to be refused without asking the realm, right or wrong;
     *     never exceptionally
     */
    CompletionStage<Optional<Attempt>> begin(InetAddress client, String user);

    /** A login that is being checked. One that nothing is said of is a failure after a while. */
    interface Attempt {

        /** It was right, so it does not count. */
        void succeeded();

        /** It was wrong. */
        void failed();

        /** It could not be checked, so it does not count. */
        void abandoned();
    }
}
