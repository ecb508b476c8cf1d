package org.valija.sending;

import jakarta.activation.DataHandler;
import jakarta.annotation.Resource;
import jakarta.mail.Address;
import jakarta.mail.MailSessionDefinition;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.util.ByteArrayDataSource;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Code that knows Jakarta Mail and not Valija. {@code POST /committed}, {@code /rolled-back} and {@code /untransacted} send by a
 * {@link MailSession} and in the {@code way} that the parameters name; {@code /refused} does so with an address that can't exist
 * and tells what has come of it; {@code /injected} sends by the session that the servlet was given.
 */
@WebServlet({"/committed", "/rolled-back", "/untransacted", "/refused", "/injected"})
@MailSessionDefinition(
        name = JakartaMailServlet.DEFINED,
        transportProtocol = "valija",
        host = "localhost",
        user = "nadie",
        from = JakartaMailServlet.DEFINED_FROM,
        properties = {
            "mail.transport.protocol=valija",
            "mail.transport.protocol.rfc822=valija",
            "mail.smtp.class=org.valija.transport.ValijaTransport"
        })
public class JakartaMailServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** The descriptors of both servers give this name to the server's own session. */
    static final String SERVERS = "mail/servers";

    static final String DEFINED = "java:app/mail/defined";

    static final String DEFINED_FROM = "definida@ejemplo.com";

    @Resource(name = SERVERS)
    private transient Session injected;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            switch (request.getServletPath()) {
                case "/committed" -> {
                    transaction.begin();
                    send(request);
                    transaction.commit();
                }
                case "/rolled-back" -> {
                    transaction.begin();
                    send(request);
                    transaction.rollback();
                }
                case "/untransacted" -> send(request);
                case "/injected" -> Transport.send(message(injected, request));
                default -> response.getWriter().print(refused(request));
            }
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private static void send(HttpServletRequest request) throws Exception {
        Session session = MailSession.valueOf(request.getParameter("session")).get();
        MimeMessage message = message(session, request);
        switch (request.getParameter("way")) {
            case "static" -> Transport.send(message);
            case "addresses" -> Transport.send(message, InternetAddress.parse("eva@ejemplo.org"));
            case "connected" -> {
                message.saveChanges();
                try (Transport transport = session.getTransport("smtp")) {
                    transport.connect("smtp.ejemplo.com", "alguien", "secreto");
                    transport.sendMessage(message, message.getAllRecipients());
                }
            }
            default -> throw new IllegalArgumentException(request.getParameter("way"));
        }
    }

    private static MimeMessage message(Session session, HttpServletRequest request) throws Exception {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(request.getParameter("from"));
        message.setRecipients(RecipientType.TO, "ana@ejemplo.net");
        message.setRecipients(RecipientType.BCC, "oculto@ejemplo.net");
        message.setSubject(request.getParameter("subject"), StandardCharsets.UTF_8.name());
        MimeBodyPart text = new MimeBodyPart();
        text.setText("Adjunto las actas.", StandardCharsets.UTF_8.name());
        MimeBodyPart attachment = new MimeBodyPart();
        attachment.setDataHandler(new DataHandler(new ByteArrayDataSource(new byte[300_000], "application/pdf")));
        attachment.setFileName("actas.pdf");
        message.setContent(new MimeMultipart(text, attachment));
        return message;
    }

    /** The exception, its lists, and whether the caller's transaction can still commit. */
    private String refused(HttpServletRequest request) throws Exception {
        Session session = MailSession.valueOf(request.getParameter("session")).get();
        transaction.begin();
        String outcome = "none";
        Address[] addresses = {new InternetAddress("eva@ejemplo.org"), new InternetAddress("nadie", false)};
        try {
            Transport.send(message(session, request), addresses);
        } catch (SendFailedException e) {
            outcome =
                    "invalid " + List.of(e.getInvalidAddresses()) + ", unsent " + List.of(e.getValidUnsentAddresses());
        } catch (MessagingException e) {
            outcome = e.toString();
        }
        boolean active = transaction.getStatus() == Status.STATUS_ACTIVE;
        transaction.commit();
        return outcome + (active ? ", transaction active" : ", transaction spoilt");
    }
}
