package org.valija.admin.rest;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import org.valija.settings.InvalidSettingException;
import org.valija.suppression.InvalidImportException;

/** Every failure is JSON with a sentence; what we did not foresee is logged, and the answer tells only where. */
@Provider
public class Failures implements ExceptionMapper<Throwable> {

    private static final Logger LOG = System.getLogger(Failures.class.getName());

    @Override
    public Response toResponse(Throwable failure) {
        if (failure instanceof WebApplicationException web && web.getResponse().getStatus() < 500) {
            Response original = web.getResponse();
            String sentence = web instanceof SentenceException ? web.getMessage() : sentence(original.getStatus());
            // The original's headers stay: Allow of a 405, for example.
            return Response.fromResponse(original)
                    .type(MediaType.APPLICATION_JSON)
                    .entity(new ErrorBody(original.getStatus(), sentence))
                    .build();
        }
        if (failure instanceof InvalidSettingException invalid) {
            int status = Response.Status.BAD_REQUEST.getStatusCode();
            String field = invalid.field().isEmpty() ? null : invalid.field();
            return Response.status(status)
                    .type(MediaType.APPLICATION_JSON)
                    .entity(new ErrorBody(status, invalid.getMessage(), field))
                    .build();
        }
        if (failure instanceof InvalidImportException invalid) {
            int status = Response.Status.BAD_REQUEST.getStatusCode();
            return Response.status(status)
                    .type(MediaType.APPLICATION_JSON)
                    .entity(new ErrorBody(status, invalid.getMessage()))
                    .build();
        }
        String reference = UUID.randomUUID().toString();
        LOG.log(Level.ERROR, "The REST API failed (reference " + reference + ")", failure);
        return Response.serverError()
                .type(MediaType.APPLICATION_JSON)
                .entity(new ErrorBody(500, "Something failed here; the server's log has it under " + reference + "."))
                .build();
    }

    /** For what the server's own library refuses, in words of its own. */
    private static String sentence(int status) {
        return switch (status) {
            case 404 -> "There is no such address.";
            case 405 -> "This address does not have that method; the header Allow has those that it has.";
            case 406 -> "The answer is JSON, and the request's header Accept does not want it.";
            case 415 -> "Send JSON, with the header Content-Type: application/json.";
            default -> "The request can't be understood.";
        };
    }
}
