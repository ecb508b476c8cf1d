package org.valija.ra;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.valija.smtp.Authentication;
import org.valija.smtp.LoginOutcome;

/** Checks logins against the server's own realm, each in a short Work. */
final class Realm {

    private final WorkQueue logins;

    Realm(WorkQueue logins) {
        this.logins = logins;
    }

    /**
     * @param password kept in the login that is returned, wiped if it is wrong
     * @return denied for a wrong user or password; exceptionally if the realm can't be asked now
     */
    CompletionStage<LoginOutcome> authenticate(String user, char[] password) {
        if (user.isEmpty() || password.length == 0) {
            return CompletableFuture.completedStage(new LoginOutcome.Denied());
        }
        CallerContext caller = new CallerContext(user, password);
        return logins.submit(() -> login(caller, user, password), Optional.of(caller));
    }

    private static LoginOutcome login(CallerContext caller, String user, char[] password)
            throws RealmUnavailableException {
        if (!caller.isChecked()) {
            throw new RealmUnavailableException();
        }
        if (!caller.isValid()) {
            Arrays.fill(password, '\0');
            return new LoginOutcome.Denied();
        }
        return new LoginOutcome.LoggedIn(new Login(user, password));
    }

    /**
     * A login that was found right. It keeps the password for as long as the session lives, since each delivery has to
     * show it to the realm again to run as the user with his roles.
     */
    static final class Login implements Authentication {

        private final String user;
        private final char[] password;

        private Login(String user, char[] password) {
            this.user = user;
            this.password = password;
        }

        @Override
        public String user() {
            return user;
        }

        CallerContext caller() {
            return new CallerContext(user, password);
        }
    }

    /** The realm did not answer; the reason is in the log. */
    static final class RealmUnavailableException extends Exception {

        private static final long serialVersionUID = 1L;

        private RealmUnavailableException() {
            super("The server's realm could not check the login");
        }
    }
}
