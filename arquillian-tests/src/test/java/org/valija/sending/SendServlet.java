package org.valija.sending;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.Status;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import org.valija.InvalidMailException;
import org.valija.MailSender;
import org.valija.OutboundMail;

/**
 * Sends a mail with {@code subject} from {@code from} to {@code to}: {@code POST /committed}, {@code /rolled-back}, {@code
 * /untransacted}; or one that is wrong in the way that {@code POST /refused?flaw=} names, and answers with the reason.
 */
@WebServlet({"/committed", "/rolled-back", "/untransacted", "/refused"})
public class SendServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient MailSender mail;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String subject = request.getParameter("subject");
        try {
            switch (request.getServletPath()) {
                case "/committed" -> {
                    transaction.begin();
                    mail.send(good(request));
                    transaction.commit();
                }
                case "/rolled-back" -> {
                    transaction.begin();
                    mail.send(good(request));
                    transaction.rollback();
                }
                case "/untransacted" -> mail.send(good(request));
                default ->
                    response.getWriter()
                            .print(refused(
                                    Flaw.valueOf(request.getParameter("flaw")).mail(subject)));
            }
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private static OutboundMail good(HttpServletRequest request) {
        return OutboundMail.from(request.getParameter("from"))
                .to(request.getParameter("to"))
                .subject(request.getParameter("subject"))
                .text("Hola.")
                .build();
    }

    /** The reason of the refusal, and whether the caller's transaction can still commit. */
    private String refused(OutboundMail wrong) throws Exception {
        transaction.begin();
        String reason = "none";
        try {
            mail.send(wrong);
        } catch (InvalidMailException e) {
            reason = e.reason() + " (" + e.field() + ")";
        }
        boolean active = transaction.getStatus() == Status.STATUS_ACTIVE;
        transaction.commit();
        return reason + (active ? ", transaction active" : ", transaction spoilt");
    }
}
