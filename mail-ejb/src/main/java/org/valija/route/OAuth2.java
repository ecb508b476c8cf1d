package org.valija.route;

import java.util.Objects;
import java.util.Optional;

/**
 * Where the access tokens for a login come from (RFC 6749).
 *
 * @param grant how they are asked for
 * @param tokenUrl the token endpoint
 * @param clientId what we are called there
 * @param clientSecret never shown
 * @param refreshToken for that grant; never shown
 * @param scope what the tokens are to be good for; empty for the endpoint's default
 */
public record OAuth2(
        Grant grant,
        String tokenUrl,
        String clientId,
        Optional<String> clientSecret,
        Optional<String> refreshToken,
        Optional<String> scope) {

    public OAuth2 {
        Objects.requireNonNull(grant, "grant");
        Objects.requireNonNull(tokenUrl, "tokenUrl");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(clientSecret, "clientSecret");
        Objects.requireNonNull(refreshToken, "refreshToken");
        Objects.requireNonNull(scope, "scope");
    }

    /** How access tokens are asked for. */
    public enum Grant {
        /** RFC 6749 section 4.4. */
        CLIENT_CREDENTIALS,
        /** RFC 6749 section 6. */
        REFRESH_TOKEN
    }

    OAuth2 withSecrets(Optional<String> secret, Optional<String> refresh) {
        return new OAuth2(grant, tokenUrl, clientId, secret, refresh, scope);
    }

    /** Without the secrets, which must not reach a log. */
    @Override
    public String toString() {
        return "OAuth2[" + grant + " at " + tokenUrl + " as " + clientId + "]";
    }
}
