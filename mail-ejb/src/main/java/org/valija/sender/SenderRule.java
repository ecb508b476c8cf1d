package org.valija.sender;

import java.util.List;
import java.util.Optional;

/**
 * One sender rule, for users who have logged in. The rules are tried in order, and the first one whose conditions hold says
 * as whom the user may send; an absent condition always holds. After the last rule: as oneself, {@link #OWN}.
 *
 * @param id given by the store; 0 for a new rule
 * @param user the user's name
 * @param role a role that the user has
 * @param senders addresses and domains: {@code ventas@ejemplo.com}, {@code ejemplo.com}, {@code *.ejemplo.com} for its
 *     subdomains, {@code *} for all, {@link #OWN}, or {@code {user}@ejemplo.com} for the user's name at a domain
 */
public record SenderRule(long id, Optional<String> user, Optional<String> role, List<String> senders) {

    /** The user's own name, where it is an address. */
    public static final String OWN = "{user}";

    public SenderRule {
        senders = List.copyOf(senders);
    }
}
