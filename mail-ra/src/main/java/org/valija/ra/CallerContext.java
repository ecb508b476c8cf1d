package org.valija.ra;

import jakarta.resource.spi.work.SecurityContext;
import jakarta.security.auth.message.callback.CallerPrincipalCallback;
import jakarta.security.auth.message.callback.GroupPrincipalCallback;
import jakarta.security.auth.message.callback.PasswordValidationCallback;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.CallbackHandler;
import javax.security.auth.callback.UnsupportedCallbackException;

/**
 * Security inflow: the Work runs as a user with his roles. Either the server's realm checks his password and gives the
 * roles, or both are known already.
 *
 * <p>After a wrong password the Work runs all the same, as nobody on WildFly and as that very user on Payara: so whoever
 * runs in it must ask {@link #isValid} first.
 */
@SuppressWarnings("serial") // never serialized: no distributed WorkManager gets it
final class CallerContext extends SecurityContext {

    private static final Logger LOG = System.getLogger(CallerContext.class.getName());

    private final String user;
    private final Optional<char[]> password;
    private final Set<String> given;
    private volatile Set<String> roles = Set.of();
    private final boolean current;
    private volatile boolean valid;
    private volatile boolean checked;

    private CallerContext(String user, Optional<char[]> password, Set<String> given, boolean current) {
        this.user = user;
        this.password = password;
        this.given = given;
        this.current = current;
    }

    /** @param password copied; the copy is wiped when the server has had it */
    static CallerContext byPassword(String user, char[] password) {
        return new CallerContext(user, Optional.of(password.clone()), Set.of(), true);
    }

    /** @param current whether what was known then still holds */
    static CallerContext asserted(String user, Set<String> roles, boolean current) {
        return new CallerContext(user, Optional.empty(), Set.copyOf(roles), current);
    }

    @Override
    public void setupSecurityContext(CallbackHandler handler, Subject executionSubject, Subject serviceSubject) {
        try {
            valid = current
                    && (password.isPresent()
                            ? check(handler, executionSubject, password.get())
                            : assertUser(handler, executionSubject));
            checked = true;
        } catch (IOException | UnsupportedCallbackException | RuntimeException e) {
            LOG.log(Level.WARNING, "The server''s realm could not check a login: {0}", Visible.of(e));
        }
    }

    private boolean check(CallbackHandler handler, Subject subject, char[] secret)
            throws IOException, UnsupportedCallbackException {
        PasswordValidationCallback validation = new PasswordValidationCallback(subject, user, secret);
        try {
            // Both in one call: of separate ones WildFly makes a random identity. No GroupPrincipalCallback: its
            // groups, even none, would replace those of the realm.
            handler.handle(new Callback[] {validation, new CallerPrincipalCallback(subject, user)});
            roles = validation.getResult() ? SubjectRoles.of(subject) : Set.of();
            return validation.getResult();
        } finally {
            validation.clearPassword();
            Arrays.fill(secret, '\0');
        }
    }

    /** Without a PasswordValidationCallback WildFly makes an identity of its own, with these roles and no others. */
    private boolean assertUser(CallbackHandler handler, Subject subject)
            throws IOException, UnsupportedCallbackException {
        handler.handle(new Callback[] {
            new CallerPrincipalCallback(subject, user),
            new GroupPrincipalCallback(subject, given.toArray(String[]::new))
        });
        roles = given;
        return true;
    }

    /** The user's roles; none before the Work has begun. */
    Set<String> roles() {
        return roles;
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
