package org.valija.admin;

import java.util.stream.Collectors;
import org.valija.route.OAuth2;
import org.valija.route.RetrySchedule;
import org.valija.route.RetryTerms;
import org.valija.route.Route;
import org.valija.route.RouteConditions;
import org.valija.route.RouteLogin;
import org.valija.route.SmartHost;

/** Says in a plain sentence what a route does. */
final class RouteSentence {

    /** What happens where no route matches. */
    static final String LAST = "All other mail: to the MX of the recipient’s domain.";

    private RouteSentence() {}

    static String of(Route route) {
        return "Mail" + some(route.conditions()) + " to "
                + recipients(route.conditions().recipientDomain()) + ": " + nextHop(route) + retry(route.retry());
    }

    /** Which mail, if it is not all of it: {@code " of the stream bulk from ejemplo.com"}. */
    static String some(RouteConditions conditions) {
        return (conditions.minSize() > 0 ? " of " + new Format().size(conditions.minSize()) + " and more" : "")
                + conditions.stream().map(stream -> " of the stream " + stream).orElse("")
                + conditions.sender().map(sender -> " from " + sender(sender)).orElse("");
    }

    private static String sender(String pattern) {
        return pattern.equals("<>") ? "the null sender" : recipients(pattern);
    }

    private static String recipients(String domain) {
        if (domain.equals("*")) {
            return "everyone";
        }
        return domain.startsWith("*.") ? "any subdomain of " + domain.substring(2) : domain;
    }

    private static String nextHop(Route route) {
        return switch (route.kind()) {
            case SANDBOX -> "kept in the sandbox mailbox; it goes nowhere.";
            case MX -> "to the MX of the domain" + tls(route) + ".";
            case SMART_HOST ->
                hosts(route) + tls(route)
                        + route.login().map(RouteSentence::login).orElse("") + ".";
        };
    }

    private static String hosts(Route route) {
        if (route.hosts().size() == 1) {
            SmartHost host = route.hosts().get(0);
            return "to the smart host " + host.host() + ", port " + host.port();
        }
        boolean random = route.order() == Route.Order.RANDOM;
        return (random ? "to any of the smart hosts " : "to the first of the smart hosts ")
                + route.hosts().stream().map(SmartHost::toString).collect(Collectors.joining(", "))
                + " that can be reached";
    }

    private static String tls(Route route) {
        String certificate = route.pins().isEmpty() ? "a valid certificate" : "the pinned certificate";
        return switch (route.tls()) {
            case NONE -> ", without TLS";
            case OPPORTUNISTIC -> ", with TLS where it is offered";
            case REQUIRED -> ", only with STARTTLS and " + certificate;
            case IMPLICIT -> ", only with TLS from the first octet and " + certificate;
        };
    }

    private static String login(RouteLogin login) {
        return ", logging in as " + login.user()
                + login.tokens()
                        .map(OAuth2::tokenUrl)
                        .map(url -> " with a token from " + url)
                        .orElse("");
    }

    private static String retry(RetryTerms retry) {
        return retry.schedule()
                        .map(schedule -> " What is deferred is tried again after " + schedule + ".")
                        .orElse("")
                + retry.expiry()
                        .map(expiry -> " It is given up after " + RetrySchedule.text(expiry) + ".")
                        .orElse("");
    }
}
