package org.valija.sender;

import java.util.Optional;
import org.valija.settings.InvalidSettingException;

/** Whether a sender rule can be kept. */
final class SenderRuleChecks {

    static final int MAX_NAME = 255;
    static final int MAX_SENDERS = 4000;

    private SenderRuleChecks() {}

    /** @throws InvalidSettingException if it can't, with the first thing that is wrong */
    static void check(SenderRule rule) {
        checkName("user", rule.user());
        checkName("role", rule.role());
        if (rule.senders().isEmpty()) {
            throw new InvalidSettingException(
                    "senders", "Give at least one address or domain; * for all, {user} for the user's own address.");
        }
        for (String sender : rule.senders()) {
            checkSender(sender);
        }
        if (String.join(" ", rule.senders()).length() > MAX_SENDERS) {
            throw new InvalidSettingException(
                    "senders", "These are too many: make several rules, one for each role, or name domains.");
        }
    }

    private static void checkName(String field, Optional<String> name) {
        if (name.filter(n -> n.isBlank() || n.length() > MAX_NAME).isPresent()) {
            throw new InvalidSettingException(
                    field, "Give a name of at most " + MAX_NAME + " characters; leave it empty for all.");
        }
    }

    private static void checkSender(String sender) {
        if (sender.startsWith("*@")) { // a local part that nobody has; who writes it means the domain
            throw new InvalidSettingException(
                    "senders",
                    "\"" + sender + "\" is no address: give the domain alone, " + sender.substring(2)
                            + ", for all addresses in it.");
        }
        if (sender.chars().anyMatch(Character::isWhitespace)) { // they are kept with spaces between them
            throw new InvalidSettingException(
                    "senders", "\"" + sender + "\" has a space in it: give each sender by itself, without quotes.");
        }
        try {
            SenderPattern.parse(sender);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "senders",
                    "\"" + sender + "\" is neither an address, nor a domain such as ejemplo.com or *.ejemplo.com, nor"
                            + " {user}@ejemplo.com.");
        }
    }
}
