package org.valija.examples.recetas;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.OutboundMail;

/** {@code POST /recetas/welcome?to=}: a message with text, HTML and an attachment; gives back its id. */
@Stateless
@Path("welcome")
public class Welcome {

    @Inject
    private MailSender mail;

    @POST
    public String welcome(@QueryParam("to") String to) {
        MailId id = mail.send(OutboundMail.from("Club <club@ejemplo.com>")
                .reversePath("rebotes@ejemplo.com")
                .to(to)
                .bcc("archivo@ejemplo.com")
                .subject("Bienvenida")
                .text("Ya es de los nuestros.")
                .html("<p>Ya es de <b>los nuestros</b>.</p>")
                .attach("reglas.txt", "text/plain; charset=UTF-8", "Regla única: ser puntual.\n")
                .header("Reply-To", "secretaria@ejemplo.com")
                .build());
        return id.toString();
    }
}
