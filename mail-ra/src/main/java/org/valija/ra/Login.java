package org.valija.ra;

import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.valija.smtp.Authentication;

/** A login that was found right. */
sealed interface Login extends Authentication {

    /** As beans see them, when the user logged in. */
    Set<String> roles();

    /** For a Work that runs as this user. */
    CallerContext caller();

    /**
     * By a password. It is kept for as long as the session lives, since each delivery has to show it to the realm again: a
     * caller without a password would have no roles but those that we give him, and neither server tells them for every
     * kind of realm; and a user who was removed meanwhile must not deliver any more. Wiped when the session ends.
     */
    final class ByPassword implements Login {

        private final String user;
        private final char[] password;
        private final Set<String> roles;

        ByPassword(String user, char[] password, Set<String> roles) {
            this.user = user;
            this.password = password;
            this.roles = Set.copyOf(roles);
        }

        @Override
        public Set<String> roles() {
            return roles;
        }

        @Override
        public String user() {
            return user;
        }

        @Override
        public CallerContext caller() {
            return CallerContext.byPassword(user, password);
        }

        @Override
        public void forget() {
            Arrays.fill(password, '\0');
        }
    }

    /** Without a password: somebody whom we trust has told who it is, and his roles. */
    final class Asserted implements Login {

        private final String user;
        private final Set<String> roles;
        private final Instant expires;
        private final Clock clock;

        /** @param expires when the user has to log in again */
        Asserted(String user, Set<String> roles, Instant expires, Clock clock) {
            this.user = user;
            this.roles = Set.copyOf(roles);
            this.expires = expires;
            this.clock = clock;
        }

        @Override
        public Set<String> roles() {
            return roles;
        }

        @Override
        public String user() {
            return user;
        }

        @Override
        public CallerContext caller() {
            return CallerContext.asserted(user, roles, clock.instant().isBefore(expires));
        }
    }
}
