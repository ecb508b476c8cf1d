package org.valija.documentation;

import jakarta.annotation.Resource;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.MimeMessage;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import javax.naming.InitialContext;

/**
 * An application that is older than Valija: {@code POST /send?session=&to=&commit=} sends by a mail session of the server's, in a
 * transaction.
 */
@WebServlet("/send")
public class ActasServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            MimeMessage message = new MimeMessage(InitialContext.<Session>doLookup(request.getParameter("session")));
            message.setFrom("actas@ejemplo.com");
            message.setRecipients(RecipientType.TO, request.getParameter("to"));
            message.setSubject("Actas");
            message.setText("Se aprobó por unanimidad.");
            transaction.begin();
            Transport.send(message);
            if (Boolean.parseBoolean(request.getParameter("commit"))) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }
}
