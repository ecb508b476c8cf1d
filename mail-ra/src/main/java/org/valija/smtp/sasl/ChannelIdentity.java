package org.valija.smtp.sasl;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Who the client is as the channel has shown already: what EXTERNAL (RFC 4422 appendix A) logs in with.
 *
 * @param users prepared names of this one user, not empty; the first is his if he says no other
 * @param until when that ends
 */
public record ChannelIdentity(List<String> users, Instant until) {

    public ChannelIdentity {
        users = List.copyOf(users);
    }

    /**
     * @param names as they are written in a certificate
     * @return empty if none of them can be a user's name
     */
    public static Optional<ChannelIdentity> of(List<String> names, Instant until) {
        List<String> users = names.stream()
                .map(UserName::prepare)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        return users.isEmpty() ? Optional.empty() : Optional.of(new ChannelIdentity(users, until));
    }
}
