package org.valija.ra;

import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.valija.MailAddress;
import org.valija.RecipientDecision;
import org.valija.RecipientListener;
import org.valija.RecipientRequest;
import org.valija.smtp.RecipientAnswer;

/** Asks the beans that want to be asked about a recipient, in a Work: they may take their time, an event loop may not. */
final class RecipientQuestions {

    private static final Logger LOG = System.getLogger(RecipientQuestions.class.getName());

    private final WorkQueue works;

    RecipientQuestions(WorkQueue works) {
        this.works = works;
    }

    /** Whether one of these beans is to be asked. */
    static boolean concern(List<Endpoint> taking) {
        return taking.stream().anyMatch(Endpoint::isAskedAtRcpt);
    }

    /**
     * @param taking the beans that take the recipient
     * @return the first refusal or redirection that one of them gives, otherwise that the recipient is taken. A recipient
     *     other than the one in question is yet to be checked
     */
    CompletionStage<RecipientAnswer> ask(List<Endpoint> taking, RecipientRequest request) {
        return works.submit(() -> askNow(taking, request), Optional.empty())
                .exceptionally(failure -> notAsked(request, failure));
    }

    private static RecipientAnswer notAsked(RecipientRequest request, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        LOG.log(
                Level.WARNING,
                "No bean answers about {0}: {1}",
                Visible.of(request.recipient().toString()),
                Visible.of(cause));
        return new RecipientAnswer(
                cause instanceof SaturatedException ? Replies.RECIPIENT_NOT_ASKED : Replies.RECIPIENT_CHECK_FAILED,
                request.recipient());
    }

    private static RecipientAnswer askNow(List<Endpoint> taking, RecipientRequest request) {
        for (Endpoint endpoint : taking) {
            if (endpoint.isAskedAtRcpt()) {
                RecipientAnswer answer = ask(endpoint, request);
                if (!answer.equals(taken(request.recipient()))) {
                    return answer;
                }
            }
        }
        return taken(request.recipient());
    }

    private static RecipientAnswer taken(MailAddress recipient) {
        return new RecipientAnswer(Replies.RECIPIENT_OK, recipient);
    }

    private static RecipientAnswer ask(Endpoint endpoint, RecipientRequest request) {
        MessageEndpoint created;
        try {
            created = endpoint.factory().createEndpoint(null);
        } catch (UnavailableException e) {
            LOG.log(
                    Level.WARNING,
                    "The bean for {0} is not available: {1}",
                    Visible.of(request.recipient().toString()),
                    Visible.of(e));
            return new RecipientAnswer(Replies.RECIPIENT_AWAY, request.recipient());
        }
        try {
            return answer(((RecipientListener) created).onRecipient(request), request);
        } catch (Exception e) {
            return Rejection.in(e)
                    .map(reply -> new RecipientAnswer(reply, request.recipient()))
                    .orElseGet(() -> failed(request, e));
        } finally {
            created.release();
        }
    }

    private static RecipientAnswer failed(RecipientRequest request, Exception failure) {
        LOG.log(
                Level.WARNING,
                "A bean failed at {0}: {1}",
                Visible.of(request.recipient().toString()),
                Visible.of(failure));
        LOG.log(Level.DEBUG, "Question about a recipient", failure);
        return new RecipientAnswer(Replies.RECIPIENT_CHECK_FAILED, request.recipient());
    }

    private static RecipientAnswer answer(RecipientDecision decision, RecipientRequest request) {
        if (decision instanceof RecipientDecision.Accept) {
            return taken(request.recipient());
        }
        if (decision instanceof RecipientDecision.Refuse refuse) {
            return new RecipientAnswer(refuse.reply(), request.recipient());
        }
        if (decision instanceof RecipientDecision.Redirect redirect) {
            return taken(redirect.address());
        }
        throw new IllegalStateException("onRecipient returned null");
    }
}
