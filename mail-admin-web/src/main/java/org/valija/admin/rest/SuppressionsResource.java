package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.valija.MailId;
import org.valija.suppression.NewSuppression;
import org.valija.suppression.Suppression;
import org.valija.suppression.Suppressions;

/** Who gets no more mail. */
@Path("suppressions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SuppressionsResource {

    private static final Logger LOG = System.getLogger(SuppressionsResource.class.getName());
    private static final Set<String> FIELDS = Set.of("address", "stream", "reason", "expires", "detail");
    private static final String CSV = "text/csv";

    @EJB
    private Suppressions suppressions;

    @Context
    private SecurityContext caller;

    /** The newest first. */
    @GET
    public Page<Entry> list(
            @QueryParam("search") @DefaultValue("") String search,
            @QueryParam("offset") @DefaultValue("0") String offset,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        Page.Window window = Page.Window.of(offset, limit);
        List<Entry> items = suppressions.search(search, window.offset(), window.limit()).stream()
                .map(Entry::of)
                .toList();
        return new Page<>(suppressions.count(search), window.offset(), items);
    }

    @GET
    @Path("{id}")
    public Entry one(@PathParam("id") String id) {
        return find(id);
    }

    /** Puts an entry in, in place of the one of the same address and stream, if there is one. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response put(InputStream body) throws IOException {
        JsonFields document = JsonFields.parse("a suppression", JsonFields.document(body), FIELDS);
        Suppression added = suppressions.put(new NewSuppression(
                document.text("address").orElseThrow(() -> document.missing("address")),
                document.text("stream").orElse(""),
                document.text("reason").orElse(""),
                document.text("expires").orElse(""),
                document.text("detail").orElse("")));
        log("Suppressed: " + added.address() + ", stream " + added.stream());
        return Response.status(Response.Status.CREATED).entity(Entry.of(added)).build();
    }

    @DELETE
    @Path("{id}")
    public void remove(@PathParam("id") String id) {
        Entry removed = find(id);
        suppressions.remove(id);
        log("No longer suppressed: " + removed.address() + ", stream " + removed.stream());
    }

    /** The whole list. */
    @GET
    @Path("file")
    @Produces({CSV, MediaType.APPLICATION_JSON})
    public Response exportAll() {
        StreamingOutput body = out -> {
            Writer csv = new OutputStreamWriter(out, StandardCharsets.UTF_8);
            suppressions.exportTo(csv);
            csv.flush();
        };
        return Response.ok(body, CSV + ";charset=UTF-8")
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"suppressions.csv\"")
                .build();
    }

    /** Puts all entries of a file in, or none. */
    @POST
    @Path("file")
    @Consumes(CSV)
    public Imported importAll(InputStream body) throws IOException {
        int entries = suppressions.importFrom(new InputStreamReader(body, StandardCharsets.UTF_8));
        log("Suppressions imported: " + entries);
        return new Imported(entries);
    }

    private Entry find(String id) {
        return suppressions
                .find(id)
                .map(Entry::of)
                .orElseThrow(() ->
                        new SentenceException(Response.Status.NOT_FOUND, "There is no suppression with this id."));
    }

    private void log(String what) {
        LOG.log(Level.INFO, "REST, {0}: {1}", caller.getUserPrincipal().getName(), what);
    }

    /** @param imported how many */
    public record Imported(int imported) {}

    /**
     * An entry.
     *
     * @param stream a name, or {@code *} for all
     * @param expires null, and not in the JSON, for never
     * @param mail the message that led to it; null for none
     */
    public record Entry(
            String id,
            String address,
            String stream,
            Suppression.Reason reason,
            String detail,
            Instant since,
            Instant expires,
            String mail) {

        static Entry of(Suppression entry) {
            return new Entry(
                    entry.id(),
                    entry.address().toString(),
                    entry.stream(),
                    entry.reason(),
                    entry.detail(),
                    entry.since(),
                    entry.expires().orElse(null),
                    entry.mail().map(MailId::value).orElse(null));
        }
    }
}
