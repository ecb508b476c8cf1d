package org.valija.examples.recetas;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.time.Duration;
import java.time.Instant;
import org.valija.Cancellation;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.OutboundMail;
import org.valija.SendOptions;

/**
 * {@code POST /recetas/appointment?member=&at=}: a message for later; gives back its id, by which {@code GET
 * /recetas/appointment/{id}} tells of it and {@code DELETE} calls it off.
 */
@Stateless
@Path("appointment")
public class Appointment {

    @Inject
    private MailSender mail;

    @POST
    public String arrange(@QueryParam("member") String member, @QueryParam("at") String at) {
        Instant time = Instant.parse(at);
        MailId reminder = mail.send(OutboundMail.from("club@ejemplo.com")
                .to(member)
                .subject("Su cita")
                .text("Le esperamos dentro de una hora.")
                .options(SendOptions.builder()
                        .notBefore(time.minus(Duration.ofHours(1)))
                        .expireAt(time)
                        .priority(3)
                        .businessKey("cita de " + member)
                        .build())
                .build());
        return reminder.toString(); // to be kept with the appointment
    }

    @GET
    @Path("{reminder}")
    public String state(@PathParam("reminder") String reminder) {
        return mail.status(new MailId(reminder))
                .map(status -> status.ended().isEmpty()
                        ? "next attempt at " + status.recipients().get(0).nextAttempt()
                        : status.ended().get(0).outcome() + ": "
                                + status.ended().get(0).lastReply())
                .orElse("it is about to leave, or unknown");
    }

    @DELETE
    @Path("{reminder}")
    public String callOff(@PathParam("reminder") String reminder) {
        Cancellation cancellation = mail.cancel(new MailId(reminder));
        return cancellation.beingTried().isEmpty() ? "called off" : "perhaps too late";
    }
}
