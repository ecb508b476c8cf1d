package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.valija.policy.RelayRule;
import org.valija.policy.RelayRules;

/** The relay rules, in their order. */
@Path("relay")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class RelayResource extends PlacedRules<RelayRule, RelayResource.Entry> {

    @EJB
    private RelayRules rules;

    @GET
    public List<Entry> list() {
        return entries();
    }

    @GET
    @Path("{id}")
    public Entry one(@PathParam("id") long id) {
        return find(id);
    }

    /** Adds a rule, behind the others unless it has a place. */
    @POST
    public Response add(InputStream body) throws IOException {
        return created(RelayRuleDocument.read(0, JsonFields.document(body)));
    }

    /** Changes a rule to this, and moves it if its place is another one. */
    @PUT
    @Path("{id}")
    public Entry change(@PathParam("id") long id, InputStream body) throws IOException {
        find(id);
        return changed(id, RelayRuleDocument.read(id, JsonFields.document(body)));
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") long id) {
        removed(id);
    }

    @Override
    String name() {
        return "Relay rule";
    }

    @Override
    RuleList<RelayRule> rules() {
        return new RuleList<>(
                rules::list, RelayRule::id, rules::add, rules::add, rules::change, rules::change, rules::remove);
    }

    @Override
    Entry entry(int place, RelayRule rule) {
        return Entry.of(place, rule);
    }

    /**
     * A rule. A condition that is null always holds.
     *
     * @param id ours
     * @param place from 1; the first one that matches decides
     * @param text the reply's, where the action is to refuse
     */
    public record Entry(
            long id,
            int place,
            String listener,
            String clientNetwork,
            Boolean authenticated,
            String senderDomain,
            String recipientDomain,
            RelayRule.Action action,
            String text) {

        static Entry of(int place, RelayRule rule) {
            return new Entry(
                    rule.id(),
                    place,
                    rule.listener().orElse(null),
                    rule.clientNetwork().orElse(null),
                    rule.authenticated().orElse(null),
                    rule.senderDomain().orElse(null),
                    rule.recipientDomain().orElse(null),
                    rule.action(),
                    rule.text().orElse(null));
        }
    }
}
