package org.valija.examples.recetas;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.MailRejectedException;
import org.valija.MailSender;
import org.valija.OutboundMail;
import org.valija.ReceivedMail;

/** Takes orders and answers them; {@link OrderAudit} gets the same mail, in the same transaction. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(propertyName = "recipients", propertyValue = "pedidos@ejemplo.com"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class Orders implements MailListener {

    @Inject
    private MailSender mail;

    @Inject
    private Notebook notebook;

    @Override
    public void onMail(ReceivedMail received) throws MessagingException {
        String subject = received.mimeMessage().getSubject();
        if (subject == null || subject.isBlank()) {
            throw new MailRejectedException("Put the number of the order into the subject");
        }
        notebook.add("Orders", subject);
        if (received.mayBeAnswered()) {
            mail.send(OutboundMail.replyTo(received, "Pedidos <pedidos@ejemplo.com>")
                    .text("Su pedido está en camino.")
                    .build());
        }
    }
}
