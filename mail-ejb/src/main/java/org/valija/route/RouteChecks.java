package org.valija.route;

import java.util.Optional;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.spi.IpNetwork;

/** Whether a route can be kept. */
final class RouteChecks {

    private static final int MAX_PORT = 65535;
    private static final int MAX_LOGIN = 255;

    private RouteChecks() {}

    /** @throws InvalidSettingException if it can't, with the first value that is wrong */
    static void check(Route route) {
        checkDomain(route.recipientDomain());
        if (route.kind() == null) {
            throw new InvalidSettingException("kind", "Choose where the mail goes: MX, a smart host or the sandbox.");
        }
        if (route.tls() == null) {
            throw new InvalidSettingException("tls", "Choose how TLS is used.");
        }
        if (route.kind() == Route.Kind.SMART_HOST) {
            checkSmartHost(route);
        } else {
            checkWithoutSmartHost(route);
        }
    }

    /**
     * The route with the password that it has, if none is given.
     *
     * @throws InvalidSettingException if the password would go to another host, or belongs to another user
     */
    static Route keepPassword(Route before, Route changed) {
        if (changed.user().isEmpty() || changed.password().isPresent()) {
            return changed;
        }
        if (before.password().isPresent()
                && !(before.host().equals(changed.host()) && before.user().equals(changed.user()))) {
            throw new InvalidSettingException(
                    "password", "Give the password again: it was for another host or another user.");
        }
        return new Route(
                changed.id(),
                changed.recipientDomain(),
                changed.kind(),
                changed.host(),
                changed.port(),
                changed.tls(),
                changed.user(),
                before.password());
    }

    private static void checkDomain(String domain) {
        try {
            DomainPattern.parse(domain);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "recipientDomain",
                    "Give a domain such as ejemplo.com, *.ejemplo.com for its subdomains, or * for every domain.");
        }
    }

    private static void checkWithoutSmartHost(Route route) {
        if (route.host().isPresent()) {
            throw new InvalidSettingException("host", "Only a smart host has a host.");
        }
        if (route.user().isPresent() || route.password().isPresent()) {
            throw new InvalidSettingException("user", "Only a smart host has a login.");
        }
        if (route.kind() == Route.Kind.MX && route.tls() == Route.Tls.IMPLICIT) {
            throw new InvalidSettingException(
                    "tls", "Port 25 of an MX starts in clear: choose STARTTLS, required or not.");
        }
    }

    private static void checkSmartHost(Route route) {
        if (route.host().filter(RouteChecks::isHost).isEmpty()) {
            throw new InvalidSettingException("host", "Give the smart host's name or IP address.");
        }
        if (route.port() < 1 || route.port() > MAX_PORT) {
            throw new InvalidSettingException("port", "A port is a number from 1 to " + MAX_PORT + ".");
        }
        checkLogin("user", route.user());
        checkLogin("password", route.password());
        if (route.user().isPresent() != route.password().isPresent()) {
            String missing = route.user().isPresent() ? "password" : "user";
            throw new InvalidSettingException(missing, "A login has both a user and a password.");
        }
        boolean secure = route.tls() == Route.Tls.REQUIRED || route.tls() == Route.Tls.IMPLICIT;
        if (route.user().isPresent() && !secure) {
            // Opportunistic TLS falls back to a clear channel, and trusts any certificate.
            throw new InvalidSettingException("tls", "A login is sent only over TLS: choose required or implicit TLS.");
        }
    }

    private static boolean isHost(String host) {
        try {
            IpNetwork.parseAddress(host);
            return true;
        } catch (IllegalArgumentException notAnAddress) {
            return DomainPattern.isDomain(host);
        }
    }

    private static void checkLogin(String field, Optional<String> value) {
        boolean valid = value.map(text -> !text.isEmpty()
                        && text.length() <= MAX_LOGIN
                        && text.chars().noneMatch(Character::isISOControl))
                .orElse(true);
        if (!valid) {
            throw new InvalidSettingException(
                    field, "Give 1 to " + MAX_LOGIN + " characters, without control characters.");
        }
    }
}
