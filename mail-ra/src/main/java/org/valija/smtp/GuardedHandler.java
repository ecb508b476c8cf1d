package org.valija.smtp;

import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.smtp.sasl.Proof;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.sasl.ScramVerifier;

/** Whatever a mail handler does wrong comes out of this one as a failed stage, and is logged. */
final class GuardedHandler implements MailHandler {

    private static final System.Logger LOG = System.getLogger(GuardedHandler.class.getName());

    private final MailHandler handler;

    GuardedHandler(MailHandler handler) {
        this.handler = handler;
    }

    @Override
    public CompletionStage<Reply> connect(Client client) {
        return guarded(client, "connect", () -> handler.connect(client));
    }

    @Override
    public Set<SaslMechanism> mechanisms(Client client) {
        try {
            return handler.mechanisms(client);
        } catch (RuntimeException | Error e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "The mail handler does not tell how " + client.address() + " logs in",
                    e);
            return Set.of();
        }
    }

    @Override
    public CompletionStage<LoginOutcome> authenticate(Client client, Proof proof) {
        return guarded(client, "authenticate", () -> handler.authenticate(client, proof));
    }

    @Override
    public CompletionStage<Optional<ScramVerifier>> scramVerifier(Client client, String user) {
        return guarded(client, "scramVerifier", () -> handler.scramVerifier(client, user));
    }

    @Override
    public CompletionStage<Reply> sender(
            Client client, Authentication authentication, Optional<MailAddress> reversePath) {
        return guarded(client, "sender", () -> handler.sender(client, authentication, reversePath));
    }

    @Override
    public CompletionStage<RecipientAnswer> recipient(
            Client client,
            Optional<MailAddress> reversePath,
            long declaredSize,
            TransmissionOptions options,
            MailAddress recipient) {
        return guarded(
                client, "recipient", () -> handler.recipient(client, reversePath, declaredSize, options, recipient));
    }

    @Override
    public CompletionStage<Reply> deliver(IncomingMail mail) {
        return guarded(mail.client(), "deliver " + mail.id(), () -> handler.deliver(mail));
    }

    private static <T> CompletionStage<T> guarded(Client client, String question, Supplier<CompletionStage<T>> call) {
        CompletionStage<T> answer;
        try {
            answer = call.get().thenApply(value -> {
                if (value == null) {
                    throw new IllegalStateException("The mail handler answered with null");
                }
                return value;
            });
        } catch (RuntimeException | Error e) { // an Error too: what the session holds is given back when a stage ends
            answer = CompletableFuture.failedStage(e);
        }
        return answer.whenComplete((value, failure) -> {
            if (failure != null) {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                LOG.log(
                        System.Logger.Level.ERROR,
                        "The mail handler failed at \"" + question + "\" for " + client.address(),
                        cause);
            }
        });
    }
}
