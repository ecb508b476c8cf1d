package org.valija.examples.recetas;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.jboss.ejb3.annotation.ResourceAdapter;
import org.valija.MailListener;
import org.valija.ReceivedMail;

/** Reads the header with Jakarta Mail. */
@MessageDriven(
        activationConfig =
                @ActivationConfigProperty(propertyName = "recipients", propertyValue = "sugerencias@ejemplo.com"))
@ResourceAdapter("valija.ear#mail-ra.rar")
public class Suggestions implements MailListener {

    @Inject
    private Notebook notebook;

    @Override
    public void onMail(ReceivedMail received) throws MessagingException {
        MimeMessage message = received.mimeMessage();
        String authors = InternetAddress.toUnicodeString(message.getFrom());
        notebook.add("Suggestions", message.getSubject() + ", by " + authors);
    }
}
