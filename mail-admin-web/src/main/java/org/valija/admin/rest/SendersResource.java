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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.stream.IntStream;
import org.valija.sender.SenderRule;
import org.valija.sender.SenderRules;

/** The sender rules, in their order. */
@Path("senders")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class SendersResource {

    private static final Logger LOG = System.getLogger(SendersResource.class.getName());

    @EJB
    private SenderRules rules;

    @Context
    private SecurityContext caller;

    @GET
    public List<Entry> list() {
        List<SenderRule> list = rules.list();
        return IntStream.range(0, list.size())
                .mapToObj(i -> Entry.of(i + 1, list.get(i)))
                .toList();
    }

    @GET
    @Path("{id}")
    public Entry one(@PathParam("id") long id) {
        return find(id);
    }

    /** Adds a rule, behind the others unless it has a place. */
    @POST
    public Response add(InputStream body) throws IOException {
        PlacedRule<SenderRule> wanted = SenderRuleDocument.read(0, JsonFields.document(body));
        SenderRule added = wanted.place().isPresent()
                ? rules.add(wanted.rule(), wanted.place().getAsInt())
                : rules.add(wanted.rule());
        Entry entry = find(added.id());
        log("added", entry);
        return Response.status(Response.Status.CREATED).entity(entry).build();
    }

    /** Changes a rule to this, and moves it if its place is another one. */
    @PUT
    @Path("{id}")
    public Entry change(@PathParam("id") long id, InputStream body) throws IOException {
        find(id);
        PlacedRule<SenderRule> wanted = SenderRuleDocument.read(id, JsonFields.document(body));
        if (wanted.place().isPresent()) {
            rules.change(wanted.rule(), wanted.place().getAsInt());
        } else {
            rules.change(wanted.rule());
        }
        Entry changed = find(id);
        log("changed", changed);
        return changed;
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") long id) {
        Entry removed = find(id);
        rules.remove(id);
        log("removed", removed);
    }

    private Entry find(long id) {
        return list().stream()
                .filter(entry -> entry.id() == id)
                .findFirst()
                .orElseThrow(() ->
                        new SentenceException(Response.Status.NOT_FOUND, "There is no sender rule with this id."));
    }

    private void log(String what, Entry rule) {
        // Names come from outside: no line of the log may be made up.
        String told = rule.toString().replaceAll("\\p{Cntrl}", " ");
        LOG.log(
                Level.INFO,
                "REST, {0}: Sender rule {1}: {2}",
                caller.getUserPrincipal().getName(),
                what,
                told);
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
