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
import java.time.Instant;
import java.util.List;
import org.valija.dkim.Algorithm;
import org.valija.dkim.DkimKey;
import org.valija.dkim.DkimKeys;
import org.valija.dkim.DkimRecords;
import org.valija.dkim.KeyState;
import org.valija.dkim.RecordCheck;

/** The DKIM keys and their records. A private key goes in and never out. */
@Path("dkim")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class DkimResource {

    private static final Logger LOG = System.getLogger(DkimResource.class.getName());

    @EJB
    private DkimKeys keys;

    @EJB
    private DkimRecords records;

    @Context
    private SecurityContext caller;

    /** By domain. */
    @GET
    public List<Entry> list() {
        return keys.list().stream().map(Entry::of).toList();
    }

    @GET
    @Path("{id}")
    public Entry one(@PathParam("id") long id) {
        return Entry.of(find(id));
    }

    /** Makes a key, or takes the one that is given; it does not sign yet. */
    @POST
    public Response add(InputStream body) throws IOException {
        DkimKeyDocument wanted = DkimKeyDocument.read(JsonFields.document(body));
        DkimKey added = wanted.pem().isPresent()
                ? keys.importKey(
                        wanted.domain(), wanted.selector(), wanted.pem().get())
                : keys.generate(wanted.domain(), wanted.selector(), wanted.algorithm(), wanted.bits());
        log("added", added);
        return Response.status(Response.Status.CREATED).entity(Entry.of(added)).build();
    }

    /** Lets it sign, or sign no more. */
    @PUT
    @Path("{id}/state")
    public Entry turn(@PathParam("id") long id, InputStream body) throws IOException {
        find(id);
        boolean active = DkimKeyDocument.state(JsonFields.document(body)) == KeyState.ACTIVE;
        DkimKey changed = active ? keys.activate(id) : keys.retire(id);
        log(active ? "activated" : "retired", changed);
        return Entry.of(changed);
    }

    /** Looks its record up; waits for name servers. */
    @GET
    @Path("{id}/check")
    public Check check(@PathParam("id") long id) {
        find(id);
        RecordCheck check = records.check(id);
        return new Check(check.finding(), check.sentence(), check.found());
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") long id) {
        DkimKey removed = find(id);
        keys.remove(id);
        log("removed", removed);
    }

    private DkimKey find(long id) {
        return keys.find(id)
                .orElseThrow(
                        () -> new SentenceException(Response.Status.NOT_FOUND, "There is no DKIM key with this id."));
    }

    private void log(String what, DkimKey key) {
        LOG.log(
                Level.INFO,
                "REST, {0}: DKIM key {1}: {2} of {3}",
                caller.getUserPrincipal().getName(),
                what,
                key.selector(),
                key.domain());
    }

    /**
     * A key.
     *
     * @param recordSeen when its record was found right the last time; null, and not in the JSON, for never
     * @param zoneLine the record as a line of a zone file
     */
    public record Entry(
            long id,
            String domain,
            String selector,
            Algorithm algorithm,
            int bits,
            KeyState state,
            Instant stateSince,
            Instant recordSeen,
            String recordName,
            String recordValue,
            String zoneLine) {

        static Entry of(DkimKey key) {
            return new Entry(
                    key.id(),
                    key.domain(),
                    key.selector(),
                    key.algorithm(),
                    key.bits(),
                    key.state(),
                    key.stateSince(),
                    key.recordSeen().orElse(null),
                    key.record().name(),
                    key.record().value(),
                    key.record().zoneLine());
        }
    }

    /**
     * What a look-up has found.
     *
     * @param sentence what it is, and what to do
     * @param found the TXT records that are there
     */
    public record Check(RecordCheck.Finding finding, String sentence, List<String> found) {}
}
