package org.valija.examples.recetas;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.net.URI;
import java.util.UUID;
import org.valija.MailSender;
import org.valija.OutboundMail;
import org.valija.SendOptions;

/** {@code POST /recetas/offers?to=}: mail to one of many, who gets out at one click; gives back its id. */
@Stateless
@Path("offers")
public class Offers {

    @Inject
    private MailSender mail;

    @Inject
    private Notebook notebook;

    @POST
    public String send(@QueryParam("to") String to) {
        UUID subscription = UUID.randomUUID(); // kept with the subscriber; nobody guesses it
        notebook.add("Offers", subscription.toString());
        return mail.send(OutboundMail.from("ofertas@ejemplo.com")
                        .to(to)
                        .subject("Ofertas de la semana")
                        .text("Todo a mitad de precio.")
                        .listUnsubscribe(
                                URI.create("https://www.ejemplo.com/recetas/unsubscribe?subscription=" + subscription),
                                "baja@ejemplo.com")
                        .options(SendOptions.builder().stream(SendOptions.BULK).build())
                        .build())
                .toString();
    }
}
