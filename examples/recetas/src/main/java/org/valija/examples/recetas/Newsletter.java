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
import java.time.Duration;
import java.util.Properties;
import org.valija.MailSender;
import org.valija.SendOptions;

/** {@code POST /recetas/newsletter?to=}: a message of Jakarta Mail to one of many; gives back its id. */
@Stateless
@Path("newsletter")
public class Newsletter {

    @Inject
    private MailSender mail;

    @POST
    public String send(@QueryParam("to") String to) throws MessagingException {
        MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
        message.setFrom(new InternetAddress("club@ejemplo.com"));
        message.setRecipient(RecipientType.TO, new InternetAddress(to));
        message.setSubject("Novedades");
        message.setText("Hay novedades.");
        return mail.send(
                        message,
                        SendOptions.builder().stream(SendOptions.BULK)
                                .priority(-4)
                                .expireAfter(Duration.ofDays(2))
                                .notifyNever()
                                .build())
                .toString();
    }
}
