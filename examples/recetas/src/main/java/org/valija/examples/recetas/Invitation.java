package org.valija.examples.recetas;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.valija.InvalidMailException;
import org.valija.MailSender;
import org.valija.OutboundMail;

/** {@code POST /recetas/invitation?to=}: what can't be sent is no reason to roll back. */
@Stateless
@Path("invitation")
public class Invitation {

    @Inject
    private MailSender mail;

    @Inject
    private Notebook notebook;

    @POST
    public String invite(@QueryParam("to") String to) {
        OutboundMail invitation = OutboundMail.from("club@ejemplo.com")
                .to(to)
                .subject("Invitación")
                .text("Venga cuando quiera.")
                .build();
        try {
            mail.send(invitation);
            return "sent";
        } catch (InvalidMailException refused) {
            notebook.add("Invitation", "Not sent, " + refused.reason() + ": " + refused.getMessage());
            return switch (refused.reason()) {
                case INVALID_ADDRESS, LINE_BREAK -> "check the address";
                case TOO_LARGE -> "shorten the message";
                case INVALID_TIME -> "choose another time";
                case NO_RECIPIENTS, NO_SENDER, UNREADABLE, INVALID_OPTION, UNKNOWN_STREAM -> "tell the programmer";
            };
        }
    }
}
