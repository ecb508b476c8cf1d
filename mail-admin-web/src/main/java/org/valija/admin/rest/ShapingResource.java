package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.valija.SendOptions;
import org.valija.lane.Admission;
import org.valija.lane.LaneState;
import org.valija.outbound.ShapingExplanation;
import org.valija.outbound.ShapingExplanations;
import org.valija.settings.InvalidSettingException;
import org.valija.shaping.Decided;
import org.valija.shaping.ShapingRule;
import org.valija.shaping.ShapingRules;

/** The shaping rules, in their order, and what they come to. */
@Path("shaping")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class ShapingResource extends PlacedRules<ShapingRule, ShapingRuleDocument> {

    @EJB
    private ShapingRules rules;

    @EJB
    private ShapingExplanations explanations;

    @GET
    public List<ShapingRuleDocument> list() {
        return entries();
    }

    /** Those that are shipped; they come behind the others. */
    @GET
    @Path("shipped")
    public List<ShapingRuleDocument> shipped() {
        return rules.shipped().stream().map(ShapingRuleDocument::shipped).toList();
    }

    /** What holds for mail to a domain, and why; waits for name servers. */
    @GET
    @Path("explain")
    public Explanation explain(
            @QueryParam("domain") String domain,
            @QueryParam("stream") @DefaultValue(SendOptions.TRANSACTIONAL) String stream) {
        if (domain == null) {
            throw new InvalidSettingException("domain", "Say which domain: ?domain=ejemplo.com");
        }
        return Explanation.of(explanations.explain(domain, stream));
    }

    @GET
    @Path("{id}")
    public ShapingRuleDocument one(@PathParam("id") long id) {
        return find(id);
    }

    /** Adds a rule, behind the others unless it has a place. */
    @POST
    public Response add(InputStream body) throws IOException {
        return created(ShapingRuleDocument.read(0, JsonFields.document(body)));
    }

    /** Changes a rule to this, and moves it if its place is another one. */
    @PUT
    @Path("{id}")
    public ShapingRuleDocument change(@PathParam("id") long id, InputStream body) throws IOException {
        find(id);
        return changed(id, ShapingRuleDocument.read(id, JsonFields.document(body)));
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") long id) {
        removed(id);
    }

    @Override
    String name() {
        return "Shaping rule";
    }

    @Override
    RuleList<ShapingRule> rules() {
        return new RuleList<>(
                rules::list, ShapingRule::id, rules::add, rules::add, rules::change, rules::change, rules::remove);
    }

    @Override
    ShapingRuleDocument entry(int place, ShapingRule rule) {
        return ShapingRuleDocument.own(place, rule);
    }

    /**
     * What would happen to mail, and why.
     *
     * @param where where it goes if not to hosts; null, and not in the JSON, otherwise
     * @param source the addresses that it leaves from; null for any
     * @param limits each limit, and which rule decides it
     * @param lanes what the lanes of the site do now
     */
    public record Explanation(
            String where, List<String> hosts, String source, List<Decided> limits, List<LaneEntry> lanes) {

        static Explanation of(ShapingExplanation explanation) {
            return new Explanation(
                    explanation.where().isEmpty() ? null : explanation.where(),
                    explanation.hosts(),
                    explanation.source().isEmpty() ? null : explanation.source(),
                    explanation.decided(),
                    explanation.lanes().stream().map(LaneEntry::of).toList());
        }
    }

    /**
     * A lane.
     *
     * @param inUse attempts under way
     * @param limit how many there may be now
     * @param factor what complaints have left of its limits, up to 1
     * @param closedUntil until when it is left alone; null if it is not
     * @param reason why it is
     */
    public record LaneEntry(
            String site,
            String scope,
            String stream,
            int inUse,
            int limit,
            double factor,
            Instant closedUntil,
            String reason) {

        static LaneEntry of(LaneState lane) {
            Optional<Admission.Refused> closed = lane.closed();
            return new LaneEntry(
                    lane.key().site(),
                    lane.key().scope(),
                    lane.key().stream(),
                    lane.inUse(),
                    lane.limit(),
                    lane.factor(),
                    closed.map(Admission.Refused::until).orElse(null),
                    closed.map(refused -> refused.failure().reason()).orElse(null));
        }
    }
}
