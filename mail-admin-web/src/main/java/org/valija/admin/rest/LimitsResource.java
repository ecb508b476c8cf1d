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
import java.util.List;
import java.util.Set;
import org.valija.limit.SendingLimit;
import org.valija.limit.SendingLimits;
import org.valija.shaping.ShapingText;

/** The sending limits. */
@Path("limits")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class LimitsResource {

    private static final Set<String> FIELDS = Set.of("id", "sender", "user", "domain", "stream", "rate", "each");

    @EJB
    private SendingLimits limits;

    @Context
    private SecurityContext caller;

    @GET
    public List<Entry> list() {
        return limits.list().stream().map(Entry::of).toList();
    }

    @GET
    @Path("{id}")
    public Entry one(@PathParam("id") long id) {
        return Entry.of(find(id));
    }

    @POST
    public Response add(InputStream body) throws IOException {
        SendingLimit added = limits.add(read(0, body));
        RestChanges.done(caller, "Sending limit added: " + added);
        return Response.status(Response.Status.CREATED).entity(Entry.of(added)).build();
    }

    @PUT
    @Path("{id}")
    public Entry change(@PathParam("id") long id, InputStream body) throws IOException {
        find(id);
        SendingLimit wanted = read(id, body);
        limits.change(wanted);
        RestChanges.done(caller, "Sending limit changed: " + wanted);
        return Entry.of(find(id));
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") long id) {
        SendingLimit removed = find(id);
        limits.remove(id);
        RestChanges.done(caller, "Sending limit removed: " + removed);
    }

    private static SendingLimit read(long id, InputStream body) throws IOException {
        JsonFields document = JsonFields.parse("a sending limit", JsonFields.document(body), FIELDS);
        document.checkId(id);
        return new SendingLimit(
                id,
                document.text("sender"),
                document.text("user"),
                document.text("domain"),
                document.text("stream"),
                ShapingText.rate("rate", document.text("rate").orElseThrow(() -> document.missing("rate"))),
                document.bool("each").orElse(false));
    }

    private SendingLimit find(long id) {
        return limits.list().stream()
                .filter(limit -> limit.id() == id)
                .findFirst()
                .orElseThrow(() ->
                        new SentenceException(Response.Status.NOT_FOUND, "There is no sending limit with this id."));
    }

    /**
     * A limit.
     *
     * @param sender null for all, reports of ours included
     * @param user null for all, applications and strangers included
     * @param domain null for all
     * @param stream null for all
     * @param each whether each user or sender may have so many
     */
    public record Entry(long id, String sender, String user, String domain, String stream, String rate, boolean each) {

        static Entry of(SendingLimit limit) {
            return new Entry(
                    limit.id(),
                    limit.sender().orElse(null),
                    limit.user().orElse(null),
                    limit.domain().orElse(null),
                    limit.stream().orElse(null),
                    limit.rate().toString(),
                    limit.each());
        }
    }
}
