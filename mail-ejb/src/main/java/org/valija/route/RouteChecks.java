package org.valija.route;

import java.util.Set;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.ReversePathPattern;

/** Whether a route can be kept. */
final class RouteChecks {

    private static final int MAX_HOSTS = 20;
    private static final int MAX_PINS = 20;

    /** More than any message has, in octets: 1 TiB. */
    private static final long MAX_SIZE = 1L << 40;

    private final OwnHost self;
    private final Set<String> streams;

    /** @param streams the names of those that there are */
    RouteChecks(OwnHost self, Set<String> streams) {
        this.self = self;
        this.streams = Set.copyOf(streams);
    }

    /** @throws InvalidSettingException if it can't, with the first value that is wrong */
    void check(Route route) {
        checkConditions(route.conditions());
        if (route.kind() == null) {
            throw new InvalidSettingException("kind", "Choose where the mail goes: MX, a smart host or the sandbox.");
        }
        if (route.tls() == null) {
            throw new InvalidSettingException("tls", "Choose how TLS is used.");
        }
        if (route.kind() == Route.Kind.SMART_HOST) {
            checkHosts(route);
            route.login().ifPresent(login -> LoginChecks.check(login, route.tls()));
        } else {
            checkWithoutSmartHost(route);
        }
        checkPins(route);
        route.retry().check();
    }

    private void checkConditions(RouteConditions conditions) {
        try {
            DomainPattern.parse(conditions.recipientDomain());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "recipientDomain",
                    "Give a domain such as ejemplo.com, *.ejemplo.com for its subdomains, or * for every domain.");
        }
        conditions.sender().ifPresent(RouteChecks::checkSender);
        conditions.stream().filter(name -> !streams.contains(name)).ifPresent(unknown -> {
            throw new InvalidSettingException(
                    "stream",
                    "There is no stream \"" + unknown + "\", so the route would never match. There are "
                            + String.join(", ", streams.stream().sorted().toList())
                            + "; valija.streams adds others.");
        });
        if (conditions.minSize() < 0 || conditions.minSize() > MAX_SIZE) {
            throw new InvalidSettingException(
                    "minSize", "Give a size from 0, which is any, to " + MAX_SIZE + " octets.");
        }
    }

    private static void checkSender(String sender) {
        boolean valid;
        try {
            ReversePathPattern.parse(sender);
            valid = !sender.equals("*"); // an absent condition says that
        } catch (IllegalArgumentException e) {
            valid = false;
        }
        if (!valid) {
            throw new InvalidSettingException(
                    "sender",
                    "Give an address, a domain such as ejemplo.com, *.ejemplo.com for its subdomains, or <> for bounces;"
                            + " leave it empty for all senders.");
        }
    }

    private void checkHosts(Route route) {
        if (route.hosts().isEmpty() || route.hosts().size() > MAX_HOSTS) {
            throw new InvalidSettingException(
                    "hosts", "Give the smart host's name or IP address, or those of up to " + MAX_HOSTS + " hosts.");
        }
        if (route.order() == null) {
            throw new InvalidSettingException("order", "Choose which of the smart hosts is tried first.");
        }
        for (SmartHost host : route.hosts()) {
            host.check("port");
            if (self.is(host)) {
                throw new InvalidSettingException(
                        "hosts", host + " is this server itself: its mail would come back, again and again.");
            }
        }
    }

    private static void checkWithoutSmartHost(Route route) {
        if (!route.hosts().isEmpty()) {
            throw new InvalidSettingException("hosts", "Only a smart host has a host.");
        }
        if (route.login().isPresent()) {
            throw new InvalidSettingException("user", "Only a smart host has a login.");
        }
        if (route.kind() == Route.Kind.MX && route.tls() == Route.Tls.IMPLICIT) {
            throw new InvalidSettingException(
                    "tls", "Port 25 of an MX starts in clear: choose STARTTLS, required or not.");
        }
    }

    private static void checkPins(Route route) {
        if (route.pins().size() > MAX_PINS) {
            throw new InvalidSettingException("pins", "Give at most " + MAX_PINS + " fingerprints.");
        }
        if (!route.pins().isEmpty()
                && (route.kind() == Route.Kind.SANDBOX || !route.tls().isVerified())) {
            throw new InvalidSettingException(
                    "pins", "A certificate is looked at only where TLS is required, or on from the first octet.");
        }
    }
}
