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
import org.valija.sender.SenderRule;
import org.valija.sender.SenderRules;

/** The sender rules, in their order. */
@Path("senders")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SendersResource extends PlacedRules<SenderRule, SendersResource.Entry> {

    @EJB
    private SenderRules rules;

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
        return created(SenderRuleDocument.read(0, JsonFields.document(body)));
    }

    /** Changes a rule to this, and moves it if its place is another one. */
    @PUT
    @Path("{id}")
    public Entry change(@PathParam("id") long id, InputStream body) throws IOException {
        find(id);
        return changed(id, SenderRuleDocument.read(id, JsonFields.document(body)));
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") long id) {
        removed(id);
    }

    @Override
    String name() {
        return "Sender rule";
    }

    @Override
    RuleList<SenderRule> rules() {
        return new RuleList<>(
                rules::list, SenderRule::id, rules::add, rules::add, rules::change, rules::change, rules::remove);
    }

    @Override
    Entry entry(int place, SenderRule rule) {
        return Entry.of(place, rule);
    }

    /**
     * A rule.
     *
     * @param id ours
     * @param place from 1; the first one that matches decides
     * @param user null for all
     * @param role null for all
     */
    public record Entry(long id, int place, String user, String role, List<String> senders) {

        static Entry of(int place, SenderRule rule) {
            return new Entry(
                    rule.id(), place, rule.user().orElse(null), rule.role().orElse(null), rule.senders());
        }
    }
}
