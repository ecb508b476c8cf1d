package org.valija.examples.recetas;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.valija.MailSender;
import org.valija.OutboundMail;

/** {@code POST /recetas/registration?member=&places=}: the note and the mail are one transaction. */
@Stateless
@Path("registration")
public class Registration {

    @Resource
    private SessionContext context;

    @Inject
    private MailSender mail;

    @Inject
    private Notebook notebook;

    @POST
    public String register(@QueryParam("member") String member, @QueryParam("places") int places) {
        notebook.add("Registration", member);
        mail.send(OutboundMail.from("club@ejemplo.com")
                .to(member)
                .subject("Inscripción")
                .text("Tiene su plaza.")
                .build());
        if (places < 1) {
            context.setRollbackOnly(); // the note is not stored, and the mail does not leave
            return "full";
        }
        return "registered";
    }
}
