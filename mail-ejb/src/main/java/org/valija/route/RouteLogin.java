package org.valija.route;

import java.util.Objects;
import java.util.Optional;

/**
 * A login at a smart host, by PLAIN or LOGIN with a password, or by XOAUTH2 with access tokens.
 *
 * @param user the login name
 * @param password never shown; empty where there are access tokens
 * @param tokens where access tokens come from
 */
public record RouteLogin(String user, Optional<String> password, Optional<OAuth2> tokens) {

    public RouteLogin {
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(tokens, "tokens");
    }

    /** What may be shown. */
    RouteLogin withoutSecrets() {
        return new RouteLogin(
                user, Optional.empty(), tokens.map(oauth2 -> oauth2.withSecrets(Optional.empty(), Optional.empty())));
    }

    /** Without the secrets, which must not reach a log. */
    @Override
    public String toString() {
        return "RouteLogin[" + user + tokens.map(oauth2 -> ", " + oauth2).orElse("") + "]";
    }
}
