package org.valija.ra;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.valija.ra.token.TokenSettings;
import org.valija.ra.token.TokenVerifier;

/**
 * How users log in, by system properties: {@code mp.jwt.verify.*} as {@link TokenSettings} has them, and {@code
 * valija.login.scram.iterations}, what unknown users seem to have; default 4096, as WildFly's realms have by default.
 *
 * @param tokens empty: no logins by token
 */
record LoginSettings(Optional<TokenVerifier> tokens, int scramIterations) {

    private static final Logger LOG = System.getLogger(LoginSettings.class.getName());
    private static final String ITERATIONS = "valija.login.scram.iterations";

    /**
     * What is wrong about tokens turns them off, and is logged: those properties may be there for others.
     *
     * @param property gives a system property, or null
     * @throws IllegalArgumentException with a sentence that names the property of ours and its wrong value
     */
    static LoginSettings read(UnaryOperator<String> property) {
        String iterations = Optional.ofNullable(property.apply(ITERATIONS))
                .map(String::strip)
                .orElse("4096");
        if (!iterations.matches("[1-9]\\d{3,6}")) {
            throw new IllegalArgumentException("System property " + ITERATIONS
                    + " must be a number from 1000 to 9999999, not \"" + Visible.of(iterations) + "\"");
        }
        return new LoginSettings(tokens(property), Integer.parseInt(iterations));
    }

    private static Optional<TokenVerifier> tokens(UnaryOperator<String> property) {
        try {
            Optional<TokenSettings> settings = TokenSettings.read(property);
            if (settings.isPresent() && settings.get().audiences().isEmpty()) {
                LOG.log(
                        Level.WARNING,
                        "Any token of {0} logs in, whomever it was made for: set mp.jwt.verify.audiences",
                        settings.get().issuer());
            }
            return settings.map(TokenVerifier::new);
        } catch (IllegalArgumentException e) {
            LOG.log(Level.ERROR, "No logins by token: {0}", e.getMessage());
            return Optional.empty();
        }
    }
}
