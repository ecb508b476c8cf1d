package org.valija.sending;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.mail.Message.RecipientType;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.transaction.UserTransaction;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.Cancellation;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.MailStatus;
import org.valija.OutboundMail;
import org.valija.RecipientOptions.Event;
import org.valija.SendOptions;
import org.valija.TransmissionOptions.Returned;

/**
 * {@code POST /options?from=&subject=} sends with the options in the other parameters and answers with the id, or with {@code
 * how=rolled-back} in a transaction that comes to nothing; {@code POST /cancel?id=&how=} cancels, and answers with both lists; {@code POST /status?id=} tells where it is, and {@code POST /ended?id=} how it has ended.
 */
@WebServlet({"/options", "/cancel", "/status", "/ended"})
public class OptionsServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Inject
    private transient MailSender mail;

    @Resource
    private transient UserTransaction transaction;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            response.getWriter()
                    .print(
                            switch (request.getServletPath()) {
                                case "/options" ->
                                    parameter(request, "how")
                                                    .filter("rolled-back"::equals)
                                                    .isPresent()
                                            ? sendAndRollBack(request)
                                            : send(request);
                                case "/cancel" ->
                                    cancel(new MailId(request.getParameter("id")), request.getParameter("how"));
                                case "/ended" ->
                                    mail.status(new MailId(request.getParameter("id")))
                                            .map(MailStatus::ended)
                                            .map(OptionsServlet::ended)
                                            .orElse("none");
                                default ->
                                    mail.status(new MailId(request.getParameter("id")))
                                            .filter(status ->
                                                    !status.recipients().isEmpty())
                                            .map(OptionsServlet::text)
                                            .orElse("none");
                            });
        } catch (Exception e) {
            throw new ServletException(e);
        }
    }

    private String send(HttpServletRequest request) throws Exception {
        String from = request.getParameter("from");
        String to = parameter(request, "to").orElse("ana@peer.example");
        String subject = request.getParameter("subject");
        if (parameter(request, "made").filter("mime"::equals).isPresent()) {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
            message.setFrom(from);
            message.setRecipients(RecipientType.TO, to);
            message.setSubject(subject);
            message.setText("Hola.");
            return mail.send(message, options(request)).toString();
        }
        return mail.send(OutboundMail.from(from)
                        .to(to.split(","))
                        .subject(subject)
                        .text("Hola.")
                        .options(options(request))
                        .build())
                .toString();
    }

    private String sendAndRollBack(HttpServletRequest request) throws Exception {
        transaction.begin();
        send(request);
        transaction.rollback();
        return "";
    }

    private static SendOptions options(HttpServletRequest request) {
        SendOptions.Builder options = SendOptions.builder();
        parameter(request, "delay")
                .ifPresent(seconds -> options.notBefore(Instant.now().plusSeconds(Long.parseLong(seconds))));
        parameter(request, "expire")
                .ifPresent(seconds -> options.expireAfter(Duration.ofSeconds(Long.parseLong(seconds))));
        parameter(request, "priority").map(Integer::valueOf).ifPresent(options::priority);
        parameter(request, "notify")
                .ifPresent(events -> options.notifyOn(
                        Stream.of(events.split(",")).map(Event::valueOf).toArray(Event[]::new)));
        parameter(request, "returned").map(Returned::valueOf).ifPresent(options::returned);
        parameter(request, "envelope").ifPresent(options::envelopeId);
        parameter(request, "key").ifPresent(options::businessKey);
        parameter(request, "stream").ifPresent(options::stream);
        parameter(request, "despite").ifPresent(any -> options.despiteSuppression());
        return options.build();
    }

    private static Optional<String> parameter(HttpServletRequest request, String name) {
        return Optional.ofNullable(request.getParameter(name));
    }

    private String cancel(MailId id, String how) throws Exception {
        Cancellation found;
        if (how.equals("untransacted")) {
            found = mail.cancel(id);
        } else {
            transaction.begin();
            found = mail.cancel(id);
            if (how.equals("committed")) {
                transaction.commit();
            } else {
                transaction.rollback();
            }
        }
        return found.cancelled() + " " + found.beingTried();
    }

    private static String text(MailStatus status) {
        return status.businessKey().orElse("no key") + ", " + status.stream() + ": "
                + status.recipients().stream()
                        .map(waiting -> waiting.recipient() + (waiting.beingTried() ? " is tried, " : " waits, ")
                                + waiting.attempts() + " attempts, " + waiting.lastReply())
                        .collect(Collectors.joining("; "));
    }

    private static String ended(List<MailStatus.Ended> recipients) {
        return recipients.stream()
                .map(ended -> ended.recipient() + " " + ended.outcome() + " after " + ended.attempts() + ": "
                        + ended.lastReply())
                .collect(Collectors.joining("; "));
    }
}
