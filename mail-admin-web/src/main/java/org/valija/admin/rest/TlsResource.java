package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.valija.route.PublishedTls;
import org.valija.tlspolicy.DestinationPolicies;
import org.valija.tlspolicy.DestinationTls;
import org.valija.tlsreport.ReceivedReport;
import org.valija.tlsreport.ReceivedReports;

/** TLS between mail hosts: what destinations have published, and what others report of us. */
@Path("tls")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TlsResource {

    @EJB
    private DestinationPolicies policies;

    @EJB
    private ReceivedReports reports;

    /** Looks at one, as a delivery would; waits for name servers, and perhaps for a web server. */
    @GET
    @Path("destinations/{domain}")
    public Destination destination(@PathParam("domain") String domain) {
        return Destination.of(policies.examine(domain));
    }

    /** The MTA-STS policies in force, by domain. */
    @GET
    @Path("policies")
    public List<Policy> policies() {
        return policies.policies(Page.MAX_LIMIT).stream().map(Policy::of).toList();
    }

    /** What others have reported, the newest first. */
    @GET
    @Path("reports")
    public Page<ReceivedReport> reports(
            @QueryParam("offset") @DefaultValue("0") String offset,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        Page.Window window = Page.Window.of(offset, limit);
        return new Page<>(reports.count(), window.offset(), reports.list(window.offset(), window.limit()));
    }

    /**
     * What a domain has published.
     *
     * @param obstacle why no mail would leave; empty if it would
     * @param policy null, and not in the JSON, if there is none
     * @param policyProblem why a policy that the domain says it has could not be fetched; empty if it could
     */
    public record Destination(String domain, List<Host> hosts, String obstacle, Policy policy, String policyProblem) {

        static Destination of(DestinationTls found) {
            return new Destination(
                    found.domain(),
                    found.hosts().stream().map(Host::of).toList(),
                    found.obstacle().orElse(""),
                    found.policy().map(Policy::of).orElse(null),
                    found.policyProblem().orElse(""));
        }
    }

    /**
     * A mail host.
     *
     * @param signed whether DNSSEC, or a policy that is enforced, says that it is the domain's
     * @param tlsa the usable TLSA records
     */
    public record Host(String name, PublishedTls.Kind published, boolean signed, List<String> tlsa) {

        static Host of(DestinationTls.Host host) {
            return new Host(host.name(), host.kind(), host.signed(), host.tlsa());
        }
    }

    /** An MTA-STS policy. */
    public record Policy(String domain, String id, String mode, List<String> lines, Instant fetched, Instant expires) {

        static Policy of(DestinationTls.Policy policy) {
            return new Policy(
                    policy.domain(),
                    policy.id(),
                    policy.mode().name().toLowerCase(Locale.ROOT),
                    policy.lines(),
                    policy.fetched(),
                    policy.expires());
        }
    }
}
