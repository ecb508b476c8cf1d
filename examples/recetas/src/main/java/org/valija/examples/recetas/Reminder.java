package org.valija.examples.recetas;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.valija.MailSender;

/** {@code POST /recetas/reminder?to=}: a message that Jakarta Mail has made; gives back its id. */
@Stateless
@Path("reminder")
public class Reminder {

    @Inject
    private MailSender mail;

    @POST
    public String remind(@QueryParam("to") String to) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom(new InternetAddress("club@ejemplo.com"));
        message.setRecipient(RecipientType.TO, new InternetAddress(to));
        message.setSubject("Mañana a las ocho", StandardCharsets.UTF_8.name());
        message.setText("No lo olvide.", StandardCharsets.UTF_8.name());
        return mail.send(message).toString();
    }
}
