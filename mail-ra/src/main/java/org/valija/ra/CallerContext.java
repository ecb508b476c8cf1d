package org.valija.ra;

import jakarta.resource.spi.work.SecurityContext;
import jakarta.security.auth.message.callback.CallerPrincipalCallback;
import jakarta.security.auth.message.callback.PasswordValidationCallback;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;

/**
 * Security inflow: the server's realm checks the login, and the Work runs as that user with his roles.
 *
 * <p>After a wrong password the Work runs all the same, as nobody on WildFly and as that very user on Payara: so whoever
 * runs in it must ask {@link #isValid} first.
 */
@SuppressWarnings("serial") // never serialized: no distributed WorkManager gets it
final class CallerContext extends SecurityContext {

    private static final Logger LOG = System.getLogger(CallerContext.class.getName());

    private final String user;
    private final char[] password;
    private volatile boolean valid;
    private volatile boolean checked;

    /**
     * @param password not copied, and left as it is
     */
    CallerContext(String user, char[] password) {
        this.user = user;
        this.password = password;
    }

    @Override
    public void setupSecurityContext(CallbackHandler handler, Subject executionSubject, Subject serviceSubject) {
        char[] copy = password.clone(); // Payara blanks what it gets
        PasswordValidationCallback validation = new PasswordValidationCallback(executionSubject, user, copy);
        try {
            // Both in one call: of separate ones WildFly makes a random identity. No GroupPrincipalCallback: its
            // groups,
            // even none, would replace those of the realm.
            handler.handle(new Callback[] {validation, new CallerPrincipalCallback(executionSubject, user)});
            valid = validation.getResult();
            checked = true;
        } catch (IOException | UnsupportedCallbackException | RuntimeException e) {
            LOG.log(Level.WARNING, "The server''s realm could not check a login: {0}", Visible.of(e));
        } finally {
            validation.clearPassword();
            Arrays.fill(copy, '\0');
        }
    }

    /** Whether the realm could say anything about the login. */
    boolean isChecked() {
        return checked;
    }

    /** Whether the realm knows this user by this password. */
    boolean isValid() {
        return valid;
    }
}
