package org.valija.smtp.sasl;

import java.time.Instant;

/** What a client has given to show who it is. No text of it has a secret in it. */
public sealed interface Proof {

    /** The name that the client claims; may be empty where the proof itself has one. */
    String user();

    /**
     * A password.
     *
     * @param user prepared, never empty
     * @param password never empty, since some realms (LDAP) take that for an anonymous login; whoever gets it wipes it
     */
    record Password(String user, char[] password) implements Proof {
        @Override
        public String toString() {
            return "password of " + user;
        }
    }

    /**
     * A bearer token (RFC 6750).
     *
     * @param user what the client calls itself, empty if it leaves that to the token; to be compared, never trusted
     */
    record Token(String user, String token) implements Proof {
        @Override
        public String toString() {
            return "token of " + user;
        }
    }

    /**
     * The channel has shown who the client is: nothing is left to find out but whether there is such a user.
     *
     * @param user prepared, never empty
     * @param until when what the channel has shown ends
     */
    record Channel(String user, Instant until) implements Proof {
        @Override
        public String toString() {
            return "certificate of " + user;
        }
    }

    /**
     * The client has shown that it knows the password behind the verifier (RFC 5802); nothing is left to find out.
     *
     * @param verifier the one that was looked up
     */
    record Scram(String user, ScramVerifier verifier) implements Proof {
        @Override
        public String toString() {
            return "SCRAM proof of " + user;
        }
    }
}
