package org.valija.tlspolicy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.route.PublishedTls;

/**
 * What a domain has published about TLS at its mail hosts, as a delivery would find it now.
 *
 * @param hosts that mail would go to by MX; empty if there is an obstacle
 * @param obstacle why mail would not leave
 * @param policy the MTA-STS policy that is in force
 * @param policyProblem why a policy that the domain says it has could not be fetched lately
 */
public record DestinationTls(
        String domain,
        List<Host> hosts,
        Optional<String> obstacle,
        Optional<Policy> policy,
        Optional<String> policyProblem) {

    /**
     * A mail host.
     *
     * @param signed whether DNSSEC, or a policy that is enforced, says that it is the domain's
     * @param tlsa the usable TLSA records
     */
    public record Host(String name, PublishedTls.Kind kind, boolean signed, List<String> tlsa) {}

    /**
     * An MTA-STS policy.
     *
     * @param lines as it would be published
     */
    public record Policy(
            String domain, String id, StsPolicy.Mode mode, List<String> lines, Instant fetched, Instant expires) {

        static Policy of(CachedPolicy cached) {
            return new Policy(
                    cached.domain(),
                    cached.id(),
                    cached.policy().mode(),
                    cached.policy().lines(),
                    cached.fetched(),
                    cached.expires());
        }
    }
}
