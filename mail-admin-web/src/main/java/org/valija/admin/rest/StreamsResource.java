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
import org.valija.source.SourceAddress;
import org.valija.source.Sources;
import org.valija.source.Sources.SourceState;

/** The streams of mail, and the addresses that they leave from. */
@Path("streams")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class StreamsResource {

    /** The last two are ours, and not looked at: what was got goes back as it is. */
    private static final Set<String> FIELDS =
            Set.of("id", "stream", "address", "hostname", "weight", "dailyLimit", "here", "today");

    @EJB
    private Sources sources;

    @Context
    private SecurityContext caller;

    @GET
    public List<Entry> list() {
        List<SourceEntry> all = listSources();
        return sources.streams().stream()
                .map(stream -> new Entry(
                        stream,
                        all.stream()
                                .filter(source -> source.stream().equals(stream))
                                .toList()))
                .toList();
    }

    /** The addresses of all streams. */
    @GET
    @Path("sources")
    public List<SourceEntry> listSources() {
        return sources.list().stream().map(SourceEntry::of).toList();
    }

    @GET
    @Path("sources/{id}")
    public SourceEntry one(@PathParam("id") long id) {
        return find(id);
    }

    /** Gives a stream one more address. */
    @POST
    @Path("sources")
    public Response add(InputStream body) throws IOException {
        SourceAddress added = sources.add(read(0, body));
        RestChanges.done(caller, "Source address added: " + added);
        return Response.status(Response.Status.CREATED).entity(find(added.id())).build();
    }

    @PUT
    @Path("sources/{id}")
    public SourceEntry change(@PathParam("id") long id, InputStream body) throws IOException {
        find(id);
        SourceAddress wanted = read(id, body);
        sources.change(wanted);
        RestChanges.done(caller, "Source address changed: " + wanted);
        return find(id);
    }

    @DELETE
    @Path("sources/{id}")
    public void remove(@PathParam("id") long id) {
        SourceEntry removed = find(id);
        sources.remove(id);
        RestChanges.done(caller, "Source address removed: " + removed);
    }

    private static SourceAddress read(long id, InputStream body) throws IOException {
        JsonFields document = JsonFields.parse("a source address", JsonFields.document(body), FIELDS);
        document.checkId(id);
        return new SourceAddress(
                id,
                document.text("stream").orElseThrow(() -> document.missing("stream")),
                document.text("address").orElseThrow(() -> document.missing("address")),
                document.text("hostname").orElseThrow(() -> document.missing("hostname")),
                document.number("weight", Integer.MAX_VALUE).map(Long::intValue).orElse(1),
                document.number("dailyLimit", Integer.MAX_VALUE).map(Long::intValue));
    }

    private SourceEntry find(long id) {
        return listSources().stream()
                .filter(source -> source.id() == id)
                .findFirst()
                .orElseThrow(() ->
                        new SentenceException(Response.Status.NOT_FOUND, "There is no source address with this id."));
    }

    /** A stream and the addresses that it leaves from; without any, it leaves as the system likes. */
    public record Entry(String stream, List<SourceEntry> sources) {}

    /**
     * A source address.
     *
     * @param dailyLimit null for none
     * @param here whether this node's machine has it
     * @param today how many messages it has had today (UTC) on this node
     */
    public record SourceEntry(
            long id,
            String stream,
            String address,
            String hostname,
            int weight,
            Integer dailyLimit,
            boolean here,
            int today) {

        static SourceEntry of(SourceState state) {
            SourceAddress source = state.source();
            return new SourceEntry(
                    source.id(),
                    source.stream(),
                    source.address(),
                    source.hostname(),
                    source.weight(),
                    source.dailyLimit().orElse(null),
                    state.here(),
                    state.today());
        }
    }
}
