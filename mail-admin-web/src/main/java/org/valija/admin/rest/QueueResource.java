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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.valija.MailAddress;
import org.valija.order.MailCriteria;
import org.valija.order.StandingOrder;
import org.valija.outbound.ActionResult;
import org.valija.outbound.DestinationSummary;
import org.valija.outbound.Instruction;
import org.valija.outbound.OutboundQueue;
import org.valija.outbound.Selection;
import org.valija.outbound.WaitingMail;

/** What waits in the outbound queue, and what is to be done with it. */
@Path("queue")
@RequestScoped
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public class QueueResource {

    private static final Logger LOG = System.getLogger(QueueResource.class.getName());

    @EJB
    private OutboundQueue queue;

    @Context
    private SecurityContext caller;

    /** The next attempt first. */
    @GET
    public Page<Entry> list(
            @Context UriInfo uri,
            @QueryParam("offset") @DefaultValue("0") String offset,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        Page.Window window = Page.Window.of(offset, limit);
        Selection selection = SelectionDocument.read(JsonFields.query(
                "a selection", uri.getQueryParameters(), SelectionDocument.QUERY_FIELDS, Set.of("offset", "limit")));
        List<Entry> items = queue.waiting(selection, window.offset(), window.limit()).stream()
                .map(Entry::of)
                .toList();
        return new Page<>(queue.count(selection), window.offset(), items);
    }

    /** What waits by destination, the most first. */
    @GET
    @Path("destinations")
    public List<Destination> destinations(@QueryParam("limit") @DefaultValue("100") String limit) {
        return queue.destinations(Page.Window.of("0", limit).limit()).stream()
                .map(Destination::of)
                .toList();
    }

    /** Does something with all rows of a selection. */
    @POST
    @Path("{action: hold|release|retry|cancel|bounce|reroute}")
    public ActionResult act(@PathParam("action") String action, InputStream body) throws IOException {
        QueueActionDocument wanted = QueueActionDocument.read(action, JsonFields.document(body));
        ActionResult result = queue.apply(wanted.action(), wanted.selection(), user());
        log("Queue: " + wanted.action() + " for " + wanted.selection() + ": " + result);
        return result;
    }

    /** Those in force. */
    @GET
    @Path("orders")
    public List<Order> orders() {
        return queue.orders().stream().map(Order::of).toList();
    }

    /** Adds a standing order. */
    @POST
    @Path("orders")
    public Response order(InputStream body) throws IOException {
        StandingOrder added = queue.order(StandingOrderDocument.read(JsonFields.document(body), user(), Instant.now()));
        log("Standing order added: " + Order.of(added));
        return Response.status(Response.Status.CREATED).entity(Order.of(added)).build();
    }

    /** Ends a standing order. */
    @DELETE
    @Path("orders/{id}")
    public void lift(@PathParam("id") long id) {
        StandingOrder lifted = queue.lift(id)
                .orElseThrow(() ->
                        new SentenceException(Response.Status.NOT_FOUND, "There is no standing order with this id."));
        log("Standing order lifted: " + Order.of(lifted));
    }

    private String user() {
        return caller.getUserPrincipal().getName();
    }

    private void log(String what) {
        // Names come from outside: no line of the log may be made up.
        LOG.log(Level.INFO, "REST, {0}: {1}", user(), what.replaceAll("\\p{Cntrl}", " "));
    }

    /**
     * A standing order.
     *
     * @param destination null, and not in the JSON, for any; the same for the others
     * @param until null for never
     */
    public record Order(
            long id,
            StandingOrder.Kind kind,
            String destination,
            String sender,
            String stream,
            String businessKey,
            boolean all,
            String reason,
            boolean tellSender,
            String by,
            Instant since,
            Instant until) {

        static Order of(StandingOrder order) {
            MailCriteria criteria = order.criteria();
            return new Order(
                    order.id(),
                    order.kind(),
                    criteria.destination().orElse(null),
                    criteria.sender().orElse(null),
                    criteria.stream().orElse(null),
                    criteria.businessKey().orElse(null),
                    criteria.isAll(),
                    order.reason(),
                    order.tellSender(),
                    order.by(),
                    order.since(),
                    order.until().orElse(null));
        }
    }

    /**
     * What waits for a destination.
     *
     * @param nextAttempt null, and not in the JSON, if an administrator keeps back all of it
     * @param pausedBy the standing order that keeps back whatever goes there; null for none
     */
    public record Destination(
            String destination,
            long count,
            long held,
            long paused,
            Instant oldest,
            Instant nextAttempt,
            String lastError,
            Long pausedBy) {

        static Destination of(DestinationSummary summary) {
            return new Destination(
                    summary.destination(),
                    summary.count(),
                    summary.held(),
                    summary.paused(),
                    summary.oldest(),
                    summary.nextAttempt().orElse(null),
                    summary.lastError(),
                    summary.pausedBy().orElse(null));
        }
    }

    /**
     * A message that waits, for the recipients of one destination.
     *
     * @param sender the reverse-path, empty for a bounce
     * @param size in octets
     * @param businessKey what its sender calls it; empty if it has not said
     * @param state what it waits for
     * @param nextAttempt null, and not in the JSON, if an administrator keeps it back
     * @param nextHop the smart host that an administrator has sent it to; null for where the routes say
     * @param heldBy who has held it, since when and why; null if nobody has
     * @param pausedBy the standing order that keeps it back; null for none
     */
    public record Entry(
            String key,
            String id,
            String destination,
            String sender,
            List<String> recipients,
            String subject,
            long size,
            Instant queuedAt,
            int attempts,
            Instant nextAttempt,
            Instant expires,
            String lastError,
            String stream,
            String businessKey,
            WaitingMail.State state,
            String nextHop,
            Instruction heldBy,
            Long pausedBy) {

        static Entry of(WaitingMail mail) {
            return new Entry(
                    mail.key(),
                    mail.id().toString(),
                    mail.destination(),
                    mail.reversePath().map(MailAddress::toString).orElse(""),
                    mail.recipients().stream().map(MailAddress::toString).toList(),
                    mail.subject(),
                    mail.size(),
                    mail.queuedAt(),
                    mail.attempts(),
                    mail.state() == WaitingMail.State.WAITING ? mail.nextAttempt() : null,
                    mail.expires(),
                    mail.lastError(),
                    mail.stream(),
                    mail.businessKey().orElse(""),
                    mail.state(),
                    mail.detour().orElse(null),
                    mail.instruction()
                            .filter(ordered -> ordered.kind() == Instruction.Kind.HOLD)
                            .orElse(null),
                    mail.pausedBy().orElse(null));
        }
    }
}
