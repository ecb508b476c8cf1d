package org.valija.admin.rest;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.feedback.Feedback;
import org.valija.feedback.FeedbackLog;
import org.valija.feedback.Verdict;
import org.valija.verp.ReturnKeys;

/** What was heard of bounces and complaints, and the keys of the addresses that they come back to. */
@Path("feedback")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class FeedbackResource {

    private static final Logger LOG = System.getLogger(FeedbackResource.class.getName());

    @EJB
    private FeedbackLog heard;

    @EJB
    private ReturnKeys keys;

    @Context
    private SecurityContext caller;

    /** The newest first. */
    @GET
    public Page<Entry> list(
            @QueryParam("offset") @DefaultValue("0") String offset,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        Page.Window window = Page.Window.of(offset, limit);
        List<Entry> items = heard.newest(window.offset(), window.limit()).stream()
                .map(Entry::of)
                .toList();
        return new Page<>(heard.count(), window.offset(), items);
    }

    /** Makes a new key; what the others have signed stays valid for its time. */
    @POST
    @Path("keys")
    public NewKey rotate() {
        Instant from = keys.rotate();
        LOG.log(
                Level.INFO,
                "REST, {0}: A new key signs return addresses from {1}",
                caller.getUserPrincipal().getName(),
                from);
        return new NewKey(from);
    }

    /** @param signsFrom when it begins to sign */
    public record NewKey(Instant signsFrom) {}

    /**
     * What was heard.
     *
     * @param recipient empty if nobody could say
     * @param status null, and not in the JSON, for none
     */
    public record Entry(
            Instant heardAt,
            Verdict verdict,
            String mail,
            String recipient,
            String stream,
            String businessKey,
            String status,
            String reporter,
            String detail) {

        static Entry of(Feedback heard) {
            return new Entry(
                    heard.heardAt(),
                    heard.verdict(),
                    heard.mail().toString(),
                    heard.recipient().map(MailAddress::toString).orElse(""),
                    heard.stream().orElse(""),
                    heard.businessKey().orElse(""),
                    heard.status().map(EnhancedStatus::toString).orElse(null),
                    heard.reporter(),
                    heard.detail());
        }
    }
}
