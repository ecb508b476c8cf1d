package org.valija.policy;

import java.util.Optional;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.settings.DomainPattern;
import org.valija.spi.IpNetwork;
import org.valija.spi.SessionPolicy;

/** A relay rule, its conditions parsed once. */
final class RelayRuleMatcher {

    /** The sender domain that stands for the null reverse-path (RFC 5321 section 4.5.5). */
    static final String NULL_REVERSE_PATH = "<>";

    private final RelayRule rule;
    private final Optional<IpNetwork> clientNetwork;
    private final Optional<DomainPattern> senderDomain;
    private final Optional<DomainPattern> recipientDomain;
    private final SessionPolicy.RecipientDecision decision;

    RelayRuleMatcher(RelayRule rule) {
        this.rule = rule;
        clientNetwork = rule.clientNetwork().map(IpNetwork::parse);
        senderDomain = rule.senderDomain()
                .filter(domain -> !domain.equals(NULL_REVERSE_PATH))
                .map(DomainPattern::parse);
        recipientDomain = rule.recipientDomain().map(DomainPattern::parse);
        decision = switch (rule.action()) {
            case ACCEPT -> new SessionPolicy.Accept();
            case RELAY -> new SessionPolicy.Relay(recipientDomain.isPresent());
            case REFUSE ->
                new SessionPolicy.Refuse(Reply.of(550, "5.7.1", rule.text().orElse("Refused by policy")));
        };
    }

    /** Whether those of its conditions hold that are about the connection. */
    boolean matchesConnection(Client client) {
        return isMeantFor(client)
                && rule.listener().map(client.listener()::equals).orElse(true)
                && clientNetwork
                        .map(network -> network.contains(client.address().getAddress()))
                        .orElse(true);
    }

    boolean refuses() {
        return rule.action() == RelayRule.Action.REFUSE;
    }

    /** The refusal of a rule that has no other condition than those about the connection. */
    Optional<SessionPolicy.Refuse> refusalAtConnect() {
        boolean certain = rule.authenticated().isEmpty()
                && rule.senderDomain().isEmpty()
                && rule.recipientDomain().isEmpty();
        if (!refuses() || !certain) {
            return Optional.empty();
        }
        String text = rule.text().orElse("Refused by policy");
        // RFC 7504 section 3: 521 from a host that takes no mail at all; RFC 5321 section 3.1: 554 for some clients.
        return Optional.of(new SessionPolicy.Refuse(
                rule.clientNetwork().isEmpty() ? Reply.of(521, "5.3.2", text) : Reply.of(554, "5.7.1", text)));
    }

    boolean matches(Client client, Optional<MailAddress> reversePath, MailAddress recipient) {
        return matchesConnection(client)
                && rule.authenticated()
                        .map(wanted -> wanted == client.isAuthenticated())
                        .orElse(true)
                && matchesSender(reversePath)
                && recipientDomain
                        .map(domain -> domain.matches(recipient.domain()))
                        .orElse(true);
    }

    /**
     * LMTP is for final delivery (RFC 2033 section 1), and its client another mail server that passes on what it was sent: a
     * rule that relays for its network, or for anybody, is not meant for that. Only one that names the listener is.
     */
    private boolean isMeantFor(Client client) {
        return rule.action() != RelayRule.Action.RELAY
                || rule.listener().isPresent()
                || client.listenerKind() != ListenerKind.LMTP;
    }

    /** What it comes to where it holds. */
    SessionPolicy.RecipientDecision decision() {
        return decision;
    }

    private boolean matchesSender(Optional<MailAddress> reversePath) {
        if (rule.senderDomain().isEmpty()) {
            return true;
        }
        if (senderDomain.isEmpty()) {
            return reversePath.isEmpty();
        }
        return reversePath
                .filter(sender -> senderDomain.get().matches(sender.domain()))
                .isPresent();
    }
}
