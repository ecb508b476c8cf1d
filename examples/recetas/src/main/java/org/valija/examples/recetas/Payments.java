package org.valija.examples.recetas;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Gets no message twice. */
@MessageDriven(
        activationConfig = {
            @ActivationConfigProperty(propertyName = "recipients", propertyValue = "pagos@ejemplo.com"),
            @ActivationConfigProperty(propertyName = "exactlyOnce", propertyValue = "true")
        })
@ResourceAdapter("valija.ear#mail-ra.rar")
public class Payments implements MailListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMail(ReceivedMail received) throws MessagingException {
        notebook.add("Payments", received.mimeMessage().getSubject());
    }
}
