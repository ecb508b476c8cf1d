package org.valija.policy;

import java.util.Optional;

/**
 * One relay rule. The rules are tried in order, and the first one whose conditions all hold decides; an absent condition
 * always holds. After the last rule: accept what beans receive, relay nothing.
 *
 * @param id given by the store; 0 for a new rule
 * @param listener the listener's name
 * @param clientNetwork an address or a network in CIDR notation, IPv4 or IPv6
 * @param authenticated true for clients that have logged in, false for those that have not
 * @param senderDomain the domain of the reverse-path, {@code *.} in front for all its subdomains; {@code <>} for the null
 *     reverse-path
 * @param recipientDomain the recipient's domain, or with {@code *.} in front
 * @param action what happens
 * @param text the reply's text, for {@link Action#REFUSE}
 */
public record RelayRule(
        long id,
        Optional<String> listener,
        Optional<String> clientNetwork,
        Optional<Boolean> authenticated,
        Optional<String> senderDomain,
        Optional<String> recipientDomain,
        Action action,
        Optional<String> text) {

    /** What a rule does. */
    public enum Action {
        /** Take it for beans, relay nothing. */
        ACCEPT,
        /** Take it for beans, relay the rest. */
        RELAY,
        /** Refuse with 550 5.7.1 and the rule's text. */
        REFUSE
    }
}
