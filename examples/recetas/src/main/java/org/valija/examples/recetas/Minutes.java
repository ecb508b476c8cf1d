package org.valija.examples.recetas;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.mail.MailSessionDefinition;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.nio.charset.StandardCharsets;

/** {@code POST /recetas/minutes?to=&approved=}: code that knows Jakarta Mail only, and leaves the rest to its session. */
@MailSessionDefinition(
        name = "java:app/mail/club",
        transportProtocol = "valija",
        host = "localhost",
        user = "club",
        from = "club@ejemplo.com",
        properties = {"mail.transport.protocol=valija", "mail.transport.protocol.rfc822=valija"})
@Stateless
@Path("minutes")
public class Minutes {

    @Resource(lookup = "java:app/mail/club")
    private Session session;

    @Resource
    private SessionContext context;

    @POST
    public String send(@QueryParam("to") String to, @QueryParam("approved") boolean approved)
            throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("club@ejemplo.com"));
        message.setRecipient(RecipientType.TO, new InternetAddress(to));
        message.setSubject("Acta de la sesión", StandardCharsets.UTF_8.name());
        message.setText("Se aprobó por unanimidad.", StandardCharsets.UTF_8.name());
        Transport.send(message);
        if (!approved) {
            context.setRollbackOnly(); // the mail does not leave
        }
        return approved ? "sent" : "kept back";
    }
}
