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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import org.valija.sender.SenderRule;
import org.valija.sender.SenderRules;
import org.valija.settings.InvalidSettingException;

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
    private SecurityContext security;

    @GET
    public List<Entry> list() {
        return rules.list().stream().map(Entry::of).toList();
    }

    /** Adds a rule behind the others. */
    @POST
    public Response add(Entry entry) {
        try {
            Entry added = Entry.of(rules.add(rule(0, entry)));
            log("added", added);
            return Response.status(Response.Status.CREATED).entity(added).build();
        } catch (InvalidSettingException e) {
            throw new SentenceException(Response.Status.BAD_REQUEST, e.getMessage());
        }
    }

    @PUT
    @Path("{id}")
    public Entry change(@PathParam("id") long id, Entry entry) {
        find(id);
        try {
            rules.change(rule(id, entry));
        } catch (InvalidSettingException e) {
            throw new SentenceException(Response.Status.BAD_REQUEST, e.getMessage());
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

    private void log(String what, Entry rule) {
        // Names come from outside: no line of the log may be made up.
        String told = rule.toString().replaceAll("\\p{Cntrl}", " ");
        LOG.log(
                Level.INFO,
                "{0} has {1} a sender rule: {2}",
                security.getUserPrincipal().getName(),
                what,
                told);
    }

    private Entry find(long id) {
        return list().stream()
                .filter(entry -> entry.id() == id)
                .findFirst()
                .orElseThrow(() ->
                        new SentenceException(Response.Status.NOT_FOUND, "There is no sender rule with this id."));
    }

    private static SenderRule rule(long id, Entry entry) {
        if (entry == null || entry.senders() == null || entry.senders().contains(null)) {
            throw new SentenceException(Response.Status.BAD_REQUEST, "Send a rule: user, role, senders (a list).");
        }
        return new SenderRule(
                id, Optional.ofNullable(entry.user()), Optional.ofNullable(entry.role()), entry.senders());
    }

    /**
     * A rule.
     *
     * @param id ours
     * @param user null for all
     * @param role null for all
     */
    public record Entry(long id, String user, String role, List<String> senders) {

        static Entry of(SenderRule rule) {
            return new Entry(rule.id(), rule.user().orElse(null), rule.role().orElse(null), rule.senders());
        }
    }
}
