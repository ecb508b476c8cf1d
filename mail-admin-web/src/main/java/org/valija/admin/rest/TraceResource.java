package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.valija.DeliveryEvent;
import org.valija.MailAddress;
import org.valija.trace.MailTrace;
import org.valija.trace.TraceEntry;
import org.valija.trace.TraceQuery;

/** What became of messages. */
@Path("trace")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TraceResource {

    private static final Set<String> FIELDS = Set.of("id", "recipient", "sender", "businessKey", "from", "until");

    @EJB
    private MailTrace trace;

    /** Newest first. */
    @GET
    public List<Entry> find(
            @Context UriInfo uri,
            @QueryParam("offset") @DefaultValue("0") String offset,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        Page.Window window = Page.Window.of(offset, limit);
        JsonFields fields = JsonFields.query("a search", uri.getQueryParameters(), FIELDS, Set.of("offset", "limit"));
        TraceQuery query = new TraceQuery(
                fields.text("id").map(SelectionDocument::id),
                fields.text("recipient"),
                fields.text("sender"),
                fields.text("businessKey"),
                fields.time("from"),
                fields.time("until"));
        return trace.find(query, window.offset(), window.limit()).stream()
                .map(Entry::of)
                .toList();
    }

    /**
     * Something that has happened to a message for one recipient.
     *
     * @param sender the reverse-path, empty for a bounce
     * @param businessKey empty if its sender has not given one
     * @param host the next hop; null, and not in the JSON, if there was none
     * @param detail what the next hop has answered, or why there was no answer
     */
    public record Entry(
            String id,
            DeliveryEvent.Kind kind,
            String recipient,
            String sender,
            String stream,
            String businessKey,
            Instant queuedAt,
            Instant at,
            int attempts,
            String host,
            String detail) {

        static Entry of(TraceEntry entry) {
            return new Entry(
                    entry.mail().toString(),
                    entry.kind(),
                    entry.recipient().toString(),
                    entry.reversePath().map(MailAddress::toString).orElse(""),
                    entry.stream(),
                    entry.businessKey().orElse(""),
                    entry.queuedAt(),
                    entry.at(),
                    entry.attempts(),
                    entry.host().orElse(null),
                    entry.detail());
        }
    }
}
