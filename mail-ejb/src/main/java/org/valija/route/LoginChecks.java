package org.valija.route;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.valija.settings.InvalidSettingException;

/** Whether a route's login can be kept, and its secrets with it. */
final class LoginChecks {

    private static final int MAX_NAME = 255;
    private static final int MAX_URL = 1000;
    private static final int MAX_SECRET = 4000;

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private LoginChecks() {}

    /** @throws InvalidSettingException if it can't, with the first value that is wrong */
    static void check(RouteLogin login, Route.Tls tls) {
        checkText("user", login.user(), MAX_NAME);
        if (login.tokens().isPresent()) {
            if (login.password().isPresent()) {
                throw new InvalidSettingException(
                        "password", "A login by OAuth2 has no password: access tokens take its place.");
            }
            check(login.tokens().get());
        } else {
            checkText(
                    "password",
                    login.password()
                            .orElseThrow(() ->
                                    new InvalidSettingException("password", "A login has both a user and a password.")),
                    MAX_NAME);
        }
        if (!tls.isVerified()) {
            // Opportunistic TLS falls back to a clear channel, and trusts any certificate.
            throw new InvalidSettingException("tls", "A login is sent only over TLS: choose required or implicit TLS.");
        }
    }

    private static void check(OAuth2 tokens) {
        checkUrl(tokens.tokenUrl());
        checkText("clientId", tokens.clientId(), MAX_NAME);
        tokens.clientSecret().ifPresent(secret -> checkText("clientSecret", secret, MAX_SECRET));
        tokens.refreshToken().ifPresent(token -> checkText("refreshToken", token, MAX_SECRET));
        tokens.scope().ifPresent(scope -> checkText("scope", scope, MAX_URL));
        if (tokens.grant() == OAuth2.Grant.CLIENT_CREDENTIALS) {
            if (tokens.clientSecret().isEmpty()) {
                throw new InvalidSettingException("clientSecret", "Client credentials are an id and a secret.");
            }
            if (tokens.refreshToken().isPresent()) {
                throw new InvalidSettingException("refreshToken", "Client credentials need no refresh token.");
            }
        } else if (tokens.refreshToken().isEmpty()) {
            throw new InvalidSettingException("refreshToken", "Give the refresh token.");
        }
    }

    /** RFC 6749 section 3.2: TLS, and no fragment. */
    private static void checkUrl(String url) {
        boolean valid = false;
        try {
            URI uri = new URI(url);
            boolean clear = "http".equalsIgnoreCase(uri.getScheme());
            valid = url.length() <= MAX_URL
                    && uri.getHost() != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawFragment() == null
                    && ("https".equalsIgnoreCase(uri.getScheme())
                            || (clear && LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT))));
        } catch (URISyntaxException e) {
            // Not valid, then.
        }
        if (!valid) {
            throw new InvalidSettingException(
                    "tokenUrl",
                    "Give the URL of the token endpoint, https://... (http only on this machine's loopback address).");
        }
    }

    private static void checkText(String field, String value, int max) {
        if (value.isEmpty() || value.length() > max || value.chars().anyMatch(Character::isISOControl)) {
            throw new InvalidSettingException(field, "Give 1 to " + max + " characters, without control characters.");
        }
    }

    /**
     * The route with the secrets that it has, where none are given.
     *
     * @throws InvalidSettingException if a secret would go to another host, or belongs to another user or client
     */
    static Route keepSecrets(Route before, Route changed) {
        if (before.login().isEmpty() || changed.login().isEmpty()) {
            return changed;
        }
        RouteLogin old = before.login().get();
        RouteLogin login = changed.login().get();
        boolean same = names(before).containsAll(names(changed)) && old.user().equals(login.user());
        if (login.tokens().isEmpty()) {
            Optional<String> password = kept("password", login.password(), old.password(), same);
            return changed.withLogin(Optional.of(new RouteLogin(login.user(), password, Optional.empty())));
        }
        OAuth2 tokens = login.tokens().get();
        boolean sameClient = same
                && old.tokens()
                        .filter(t -> t.tokenUrl().equals(tokens.tokenUrl())
                                && t.clientId().equals(tokens.clientId()))
                        .isPresent();
        Optional<String> secret =
                kept("clientSecret", tokens.clientSecret(), old.tokens().flatMap(OAuth2::clientSecret), sameClient);
        Optional<String> refresh = tokens.grant() == OAuth2.Grant.REFRESH_TOKEN
                ? kept("refreshToken", tokens.refreshToken(), old.tokens().flatMap(OAuth2::refreshToken), sameClient)
                : tokens.refreshToken();
        return changed.withLogin(Optional.of(
                new RouteLogin(login.user(), login.password(), Optional.of(tokens.withSecrets(secret, refresh)))));
    }

    private static Set<String> names(Route route) {
        return route.hosts().stream()
                .map(host -> host.host().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    private static Optional<String> kept(String field, Optional<String> given, Optional<String> old, boolean same) {
        if (given.isEmpty() && old.isPresent() && !same) {
            throw new InvalidSettingException(
                    field, "Give it again: what is kept was for another host, another user or another client.");
        }
        return given.or(() -> old);
    }
}
