package org.valija.admin;

import java.util.stream.Collectors;
import org.valija.sender.SenderRule;

/** Says in a plain sentence what a sender rule does. */
final class SenderSentence {

    /** What happens where no rule matches. */
    static final String LAST = "All other users: as themselves, where their name is an address.";

    private SenderSentence() {}

    static String of(SenderRule rule) {
        String user =
                rule.user().map(name -> "The user " + name).orElse(rule.role().isPresent() ? "Users" : "All users");
        String role = rule.role().map(name -> " with the role " + name).orElse("");
        return user + role + ": as "
                + rule.senders().stream().map(SenderSentence::sender).collect(Collectors.joining(", ")) + ".";
    }

    private static String sender(String sender) {
        if (sender.equals("*")) {
            return "anybody";
        }
        if (sender.equals(SenderRule.OWN)) {
            return "themselves";
        }
        if (sender.startsWith(SenderRule.OWN + "@")) {
            return "their name at " + sender.substring(SenderRule.OWN.length() + 1);
        }
        if (sender.contains("@")) {
            return sender;
        }
        return sender.startsWith("*.")
                ? "any address in a subdomain of " + sender.substring(2)
                : "any address at " + sender;
    }
}
