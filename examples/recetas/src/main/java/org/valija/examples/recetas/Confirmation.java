package org.valija.examples.recetas;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import org.valija.MailSender;
import org.valija.OutboundMail;
import org.valija.SendOptions;

/** {@code POST /recetas/confirmation?order=&to=}: confirms an order; {@link Confirmed} hears whether that has arrived. */
@Stateless
@Path("confirmation")
public class Confirmation {

    @Inject
    private MailSender mail;

    @POST
    public String confirm(@QueryParam("order") String order, @QueryParam("to") String to) {
        return mail.send(OutboundMail.from("pedidos@ejemplo.com")
                        .to(to)
                        .subject("Su pedido " + order)
                        .text("Está en camino.")
                        .options(SendOptions.builder()
                                .businessKey("pedido-" + order)
                                .build())
                        .build())
                .toString();
    }
}
