package org.valija.admin;

import java.util.ArrayList;
import java.util.List;
import org.valija.policy.RelayRule;

/** Says in a plain sentence what a relay rule does. */
final class RuleSentence {

    /** What happens where no rule matches. */
    static final String LAST = "All other mail: taken where a bean receives it; nothing is relayed.";

    private RuleSentence() {}

    static String of(RelayRule rule) {
        return conditions(rule) + ": " + action(rule);
    }

    private static String conditions(RelayRule rule) {
        List<String> parts = new ArrayList<>();
        rule.listener().ifPresent(listener -> parts.add("on listener " + listener));
        rule.clientNetwork().ifPresent(network -> parts.add("from " + network));
        rule.authenticated()
                .ifPresent(yes -> parts.add(yes ? "from clients that have logged in" : "from clients without a login"));
        rule.senderDomain().ifPresent(domain -> parts.add(sender(domain)));
        rule.recipientDomain().ifPresent(domain -> parts.add("to " + domain(domain)));
        return parts.isEmpty() ? "All mail" : "Mail " + String.join(", ", parts);
    }

    private static String sender(String domain) {
        return domain.equals("<>") ? "with the null reverse-path (bounces)" : "sent by " + domain(domain);
    }

    private static String domain(String domain) {
        return domain.startsWith("*.") ? "any subdomain of " + domain.substring(2) : domain;
    }

    private static String action(RelayRule rule) {
        return switch (rule.action()) {
            case ACCEPT -> "taken where a bean receives it, never relayed.";
            case RELAY -> "taken where a bean receives it, relayed to all other recipients.";
            case REFUSE ->
                "refused with 550 5.7.1" + rule.text().map(t -> " “" + t + "”.").orElse(".");
        };
    }
}
