package org.valija.policy;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.valija.policy.RelayRule.Action;
import org.valija.spi.IpNetwork;

/**
 * The rules of the first start: users who have logged in may relay, and so may the networks in the system property
 * {@code valija.relay.networks} (separated by commas, CIDR notation). Later the database holds, whatever the property
 * says.
 */
final class DefaultRelayRules {

    static final String PROPERTY = "valija.relay.networks";

    private DefaultRelayRules() {}

    /**
     * @param networks the system property's value, possibly empty
     * @throws IllegalArgumentException if one is no network
     */
    static List<RelayRule> create(String networks) {
        RelayRule users = rule(Optional.empty(), Optional.of(true));
        Stream<RelayRule> listed = Stream.of(networks.split(","))
                .map(String::strip)
                .filter(network -> !network.isEmpty())
                .map(DefaultRelayRules::networkRule);
        return Stream.concat(Stream.of(users), listed).toList();
    }

    private static RelayRule networkRule(String network) {
        try {
            IpNetwork.parse(network);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The system property " + PROPERTY + " has \"" + network + "\", which is no network: "
                            + e.getMessage(),
                    e);
        }
        return rule(Optional.of(network), Optional.empty());
    }

    private static RelayRule rule(Optional<String> clientNetwork, Optional<Boolean> authenticated) {
        return new RelayRule(
                0,
                Optional.empty(),
                clientNetwork,
                authenticated,
                Optional.empty(),
                Optional.empty(),
                Action.RELAY,
                Optional.empty());
    }
}
