package org.valija.fault;

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
import java.io.PrintWriter;
import java.time.Duration;
import org.valija.MailSender;
import org.valija.MailUnavailableException;
import org.valija.OutboundMail;
import org.valija.SendOptions;

/**
 * {@code POST /burst?to=&to=...} sends a mail to each, in a transaction of its own, and answers with a line for each as soon as that
 * is decided: {@code committed} or {@code unavailable}, and the recipient. {@code size} adds so many octets. The sender has the
 * recipient's local part: what bounces says by its recipient which mail it was. {@code GET} answers that the application is up.
 */
@WebServlet("/burst")
public class BurstServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient MailSender mail;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter().print("up");
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        String size = request.getParameter("size");
        String text = "x".repeat(size == null ? 10 : Integer.parseInt(size));
        PrintWriter out = response.getWriter();
        for (String recipient : request.getParameterValues("to")) {
            try {
                out.println((send(recipient, text) ? "committed " : "unavailable ") + recipient);
            } catch (Exception e) {
                throw new ServletException(e);
            }
            response.flushBuffer();
        }
    }

    /** Returns whether it was committed; if not, the queue has refused. */
    private boolean send(String recipient, String text) throws Exception {
        transaction.begin();
        try {
            mail.send(OutboundMail.from(recipient.substring(0, recipient.indexOf('@')) + "@" + Sink.SENDERS)
                    .to(recipient)
                    .subject("fault")
                    .text(text)
                    .options(SendOptions.builder()
                            .expireAfter(Duration.ofHours(1))
                            .build())
                    .build());
            transaction.commit();
            return true;
        } catch (MailUnavailableException e) {
            return false;
        } finally {
            if (transaction.getStatus() != Status.STATUS_NO_TRANSACTION) {
                transaction.rollback();
            }
        }
    }
}
