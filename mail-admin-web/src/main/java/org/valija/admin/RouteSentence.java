package org.valija.admin;

import org.valija.route.Route;

/** Says in a plain sentence what a route does. */
final class RouteSentence {

    /** What happens where no route matches. */
    static final String LAST = "All other mail: to the MX of the recipient’s domain.";

    private RouteSentence() {}

    static String of(Route route) {
        return "Mail to " + recipients(route.recipientDomain()) + ": " + nextHop(route);
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
            case MX -> "to the MX of the domain" + tls(route.tls()) + ".";
            case SMART_HOST ->
                "to the smart host " + route.host().orElse("?") + ", port " + route.port()
                        + tls(route.tls())
                        + route.user().map(user -> ", logging in as " + user).orElse("") + ".";
        };
    }

    private static String tls(Route.Tls tls) {
        return switch (tls) {
            case NONE -> ", without TLS";
            case OPPORTUNISTIC -> ", with TLS where it is offered";
            case REQUIRED -> ", only with STARTTLS and a valid certificate";
            case IMPLICIT -> ", only with TLS from the first octet and a valid certificate";
        };
    }
}
