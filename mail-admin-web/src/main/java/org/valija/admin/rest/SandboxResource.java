package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
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
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import org.valija.admin.message.SandboxSource;
import org.valija.sandbox.SandboxMailbox;
import org.valija.sandbox.SandboxMessage;

/** The sandbox mailbox. */
@Path("sandbox/messages")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SandboxResource {

    private static final Logger LOG = System.getLogger(SandboxResource.class.getName());

    @EJB
    private SandboxMailbox mailbox;

    @Context
    private SecurityContext caller;

    /** Newest first. */
    @GET
    public List<SandboxEntry> list(
            @QueryParam("offset") @DefaultValue("0") String offset,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        Page.Window window = Page.Window.of(offset, limit);
        return mailbox.newest(window.offset(), window.limit()).stream()
                .map(SandboxEntry::of)
                .toList();
    }

    @GET
    @Path("{id}")
    public SandboxEntry.Whole one(@PathParam("id") String id) throws IOException {
        SandboxMessage message = mailbox.find(id).orElseThrow(SandboxResource::unknown);
        try (SandboxSource source = SandboxSource.open(mailbox, id).orElseThrow(SandboxResource::unknown)) {
            return SandboxEntry.Whole.of(message, source.view());
        }
    }

    @GET
    @Path("{id}/source")
    @Produces({"message/rfc822", MediaType.APPLICATION_JSON})
    public Response source(@PathParam("id") String id) {
        SandboxMessage message = mailbox.find(id).orElseThrow(SandboxResource::unknown);
        // Opened no sooner: nobody calls this for a HEAD, nor for a client that has gone.
        StreamingOutput body = out -> {
            try (SandboxSource source = SandboxSource.open(mailbox, id).orElseThrow(SandboxResource::unknown)) {
                source.writeTo(out);
            }
        };
        return Response.ok(body, "message/rfc822")
                .header(HttpHeaders.CONTENT_LENGTH, message.size())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"message.eml\"")
                .build();
    }

    @DELETE
    public void clear() {
        mailbox.clear();
        LOG.log(
                Level.INFO,
                "{0} has deleted all sandbox messages",
                caller.getUserPrincipal().getName());
    }

    private static SentenceException unknown() {
        return new SentenceException(
                Response.Status.NOT_FOUND, "There is no such message in the sandbox; it may have been deleted.");
    }
}
