package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.valija.MailAddress;
import org.valija.outbound.OutboundQueue;
import org.valija.outbound.WaitingMail;

/** What waits in the outbound queue. */
@Path("queue")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class QueueResource {

    @EJB
    private OutboundQueue queue;

    /** The next attempt first. */
    @GET
    public Page<Entry> list(
            @QueryParam("offset") @DefaultValue("0") String offset,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        Page.Window window = Page.Window.of(offset, limit);
        List<Entry> items = queue.waiting(window.offset(), window.limit()).stream()
                .map(Entry::of)
                .toList();
        return new Page<>(queue.waitingCount(), window.offset(), items);
    }

    /**
     * A message that waits, for the recipients of one destination.
     *
     * @param sender the reverse-path, empty for a bounce
     * @param size in octets
     * @param businessKey what its sender calls it; empty if it has not said
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
            String businessKey) {

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
                    mail.nextAttempt(),
                    mail.expires(),
                    mail.lastError(),
                    mail.stream(),
                    mail.businessKey().orElse(""));
        }
    }
}
