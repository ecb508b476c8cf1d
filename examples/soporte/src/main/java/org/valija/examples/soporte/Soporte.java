package org.valija.examples.soporte;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.MailSender;
import org.valija.OutboundMail;
import org.valija.ReceivedMail;

/** Makes a ticket of each message and answers it: ticket, answer and the 250 to the client are one transaction. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(
                        propertyName = "recipients",
                        propertyValue = "soporte@ejemplo.com, soporte@laboratorio.local"))
@ResourceAdapter("valija.ear#mail-ra.rar") // WildFly's way to name the adapter; Payara ignores it
public class Soporte implements MailListener {

    @Inject
    private MailSender mail;

    @PersistenceContext
    private EntityManager tickets;

    @Override
    public void onMail(ReceivedMail received) throws MessagingException {
        Ticket ticket = new Ticket(received);
        tickets.persist(ticket);
        if (received.mayBeAnswered()) { // neither a bounce nor what another program wrote
            mail.send(OutboundMail.replyTo(received, "soporte@ejemplo.com")
                    .text("Recibido. Su ticket es " + ticket.getId() + ".")
                    .build());
        }
    }
}
