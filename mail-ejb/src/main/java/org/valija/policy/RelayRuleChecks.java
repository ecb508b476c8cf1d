package org.valija.policy;

import java.util.Optional;
import org.valija.settings.DomainPattern;
import org.valija.settings.InvalidSettingException;
import org.valija.settings.ListenerName;
import org.valija.spi.IpNetwork;

/** Whether a relay rule can be kept. */
final class RelayRuleChecks {

    private static final int MAX_TEXT = 200;

    private RelayRuleChecks() {}

    /** @throws InvalidSettingException if it can't, with the first condition that is wrong */
    static void check(RelayRule rule) {
        rule.listener().ifPresent(name -> ListenerName.check("listener", name));
        rule.clientNetwork().ifPresent(RelayRuleChecks::checkNetwork);
        rule.senderDomain()
                .filter(domain -> !domain.equals(RelayRuleMatcher.NULL_REVERSE_PATH))
                .ifPresent(domain -> checkDomain("senderDomain", domain));
        rule.recipientDomain().ifPresent(domain -> checkDomain("recipientDomain", domain));
        if (rule.action() == null) {
            throw new InvalidSettingException("action", "Choose what the rule does: accept, relay or refuse.");
        }
        checkText(rule.action(), rule.text());
    }

    private static void checkNetwork(String network) {
        try {
            IpNetwork.parse(network);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "clientNetwork",
                    "Give an IP address or a network in CIDR notation, such as 192.0.2.0/24 or 2001:db8::/32: "
                            + e.getMessage() + ".");
        }
    }

    private static void checkDomain(String field, String domain) {
        boolean valid;
        try {
            DomainPattern.parse(domain);
            valid = !domain.equals("*"); // an absent condition says that
        } catch (IllegalArgumentException e) {
            valid = false;
        }
        if (!valid) {
            throw new InvalidSettingException(
                    field,
                    "Give a domain such as ejemplo.com, or *.ejemplo.com for its subdomains; leave it empty for all.");
        }
    }

    private static void checkText(RelayRule.Action action, Optional<String> text) {
        if (action != RelayRule.Action.REFUSE) {
            if (text.isPresent()) {
                throw new InvalidSettingException("text", "Only a rule that refuses has a text.");
            }
            return;
        }
        String given = text.orElse("");
        // The reply's limit is RFC 5321 section 4.5.3.1.5; a line break would end the reply.
        boolean printable = given.codePoints().allMatch(c -> c >= 0x20 && c < 0x7f);
        if (given.isBlank() || given.length() > MAX_TEXT || !printable) {
            throw new InvalidSettingException(
                    "text",
                    "Say in one line of at most " + MAX_TEXT
                            + " printable ASCII characters why the message is refused.");
        }
    }
}
