package org.valija.ra;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.RecipientRequest;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.ra.RecipientCheck.Refused;
import org.valija.ra.RecipientCheck.Taken;
import org.valija.ra.RecipientCheck.Verdict;
import org.valija.smtp.Authentication;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.LoginOutcome;
import org.valija.smtp.MailHandler;
import org.valija.smtp.RecipientAnswer;
import org.valija.smtp.sasl.Proof;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.sasl.ScramVerifier;
import org.valija.spi.DestinationCheck;
import org.valija.spi.LocalPostmaster;
import org.valija.spi.Registry;
import org.valija.spi.SenderPolicy;
import org.valija.spi.SessionPolicy;
import org.valija.spi.SessionPolicy.Refuse;

/**
 * What stands behind the SMTP engine: asks the administrator's policy, finds the beans, and hands messages and logins to
 * the {@link WorkQueue}s. Called on event loops, so nothing here blocks.
 */
final class Reception implements MailHandler {

    private final RecipientCheck recipients;
    private final Realm realm;
    private final RecipientQuestions questions;
    private final Deliveries deliveries;

    Reception(
            Endpoints endpoints,
            LocalPostmaster postmaster,
            Realm realm,
            RecipientQuestions questions,
            Deliveries deliveries) {
        this.recipients = new RecipientCheck(endpoints, postmaster);
        this.realm = realm;
        this.questions = questions;
        this.deliveries = deliveries;
    }

    @Override
    public CompletionStage<Reply> connect(Client client) {
        Optional<SessionPolicy> policy = Registry.find(SessionPolicy.class);
        if (policy.isEmpty()) {
            return CompletableFuture.completedStage(Replies.NOT_READY);
        }
        return policy.get()
                .connect(client)
                .thenApply(decision -> decision instanceof Refuse refuse ? refuse.reply() : Replies.WELCOME);
    }

    @Override
    public Set<SaslMechanism> mechanisms(Client client) {
        return Stream.of(SaslMechanism.values()).filter(realm::offers).collect(Collectors.toSet());
    }

    @Override
    public CompletionStage<LoginOutcome> authenticate(Client client, Proof proof) {
        return realm.authenticate(client.address().getAddress(), proof);
    }

    @Override
    public CompletionStage<Optional<ScramVerifier>> scramVerifier(Client client, String user) {
        return realm.scramVerifier(client.address().getAddress(), user);
    }

    @Override
    public CompletionStage<Reply> sender(
            Client client, Authentication authentication, Optional<MailAddress> reversePath) {
        Set<String> roles = ((Login) authentication).roles();
        return CompletableFuture.completedStage(Registry.find(SenderPolicy.class)
                .map(policy -> policy.refusal(client, roles, reversePath).orElse(Replies.SENDER_OK))
                .orElse(Replies.RULES_NOT_READY));
    }

    @Override
    public CompletionStage<RecipientAnswer> recipient(
            Client client,
            Optional<MailAddress> reversePath,
            long declaredSize,
            TransmissionOptions options,
            MailAddress recipient) {
        RecipientRequest request = new RecipientRequest(client, reversePath, declaredSize, recipient);
        return verdict(request).thenCompose(verdict -> {
            RecipientAnswer answer = answer(verdict, request, options);
            if (!answer.reply().isPositive() || !RecipientQuestions.concern(((Taken) verdict).endpoints())) {
                return reachable(verdict, answer);
            }
            return questions.ask(((Taken) verdict).endpoints(), request).thenCompose(said -> {
                boolean redirected = !said.recipient().equals(recipient);
                return redirected
                        ? redirect(request, said.recipient(), options)
                        : CompletableFuture.completedStage(said);
            });
        });
    }

    /** The rules, and who is there, decide about it as if the client had given it; but no bean is asked, lest they circle. */
    private CompletionStage<RecipientAnswer> redirect(
            RecipientRequest request, MailAddress to, TransmissionOptions options) {
        if (to.isInternational() && !options.smtpUtf8()) {
            return CompletableFuture.completedStage(new RecipientAnswer(Replies.REDIRECTED_BEYOND_ASCII, to));
        }
        RecipientRequest redirected =
                new RecipientRequest(request.client(), request.reversePath(), request.declaredSize(), to);
        return verdict(redirected).thenCompose(verdict -> reachable(verdict, answer(verdict, redirected, options)));
    }

    /** What could only come back is refused instead (RFC 7505 section 4.2). */
    private static CompletionStage<RecipientAnswer> reachable(Verdict verdict, RecipientAnswer answer) {
        Optional<DestinationCheck> check = Registry.find(DestinationCheck.class);
        if (!answer.reply().isPositive() || !((Taken) verdict).onward() || check.isEmpty()) {
            return CompletableFuture.completedStage(answer);
        }
        return check.get().refusal(answer.recipient()).thenApply(refusal -> refusal.map(
                        reply -> new RecipientAnswer(reply, answer.recipient()))
                .orElse(answer));
    }

    private CompletionStage<Verdict> verdict(RecipientRequest request) {
        Optional<SessionPolicy> policy = Registry.find(SessionPolicy.class);
        if (policy.isEmpty()) {
            return CompletableFuture.completedStage(new Refused(Replies.RULES_NOT_READY));
        }
        return policy.get()
                .recipient(request.client(), request.reversePath(), request.recipient())
                .thenApply(decision -> recipients.check(decision, request.client(), request.recipient()));
    }

    private static RecipientAnswer answer(Verdict verdict, RecipientRequest request, TransmissionOptions options) {
        return new RecipientAnswer(reply(verdict, request.declaredSize(), options), request.recipient());
    }

    private static Reply reply(Verdict verdict, long declaredSize, TransmissionOptions options) {
        if (verdict instanceof Refused refused) {
            return refused.reply();
        }
        List<Endpoint> taking = ((Taken) verdict).endpoints();
        if (RecipientCheck.isTooLarge(declaredSize, taking)) {
            return Replies.TOO_LARGE;
        }
        return RecipientCheck.impossible(options, taking).orElse(Replies.RECIPIENT_OK);
    }

    @Override
    public CompletionStage<Reply> deliver(IncomingMail mail) {
        return takers(mail).thenCompose(takers -> {
            if (takers.isEmpty()) {
                return CompletableFuture.completedStage(Replies.RECIPIENT_GONE);
            }
            if (RecipientCheck.isTooLarge(mail.content().size(), takers.get().keySet())) {
                return CompletableFuture.completedStage(Replies.TOO_LARGE);
            }
            Optional<Reply> impossible = RecipientCheck.impossible(
                    mail.envelope().options(), takers.get().keySet());
            if (impossible.isPresent()) {
                return CompletableFuture.completedStage(impossible.get());
            }
            return deliveries.deliver(mail, takers.get());
        });
    }

    /**
     * Who takes the message now, with the recipients of each; empty if one of the recipients has no taker any more. Time
     * has passed since RCPT: beans may have gone, rules may have changed.
     */
    private CompletionStage<Optional<Map<Endpoint, List<MailAddress>>>> takers(IncomingMail mail) {
        List<MailAddress> recipients = mail.envelope().recipients();
        List<CompletableFuture<Verdict>> verdicts = recipients.stream()
                .map(recipient -> verdictAtEndOfData(mail, recipient))
                .toList();
        return CompletableFuture.allOf(verdicts.toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    Map<Endpoint, List<MailAddress>> takers = new LinkedHashMap<>();
                    for (int i = 0; i < recipients.size(); i++) {
                        if (!(verdicts.get(i).join() instanceof Taken taken)) {
                            return Optional.empty();
                        }
                        for (Endpoint endpoint : taken.endpoints()) {
                            takers.computeIfAbsent(endpoint, e -> new ArrayList<>())
                                    .add(recipients.get(i));
                        }
                    }
                    return Optional.of(takers);
                });
    }

    private CompletableFuture<Verdict> verdictAtEndOfData(IncomingMail mail, MailAddress recipient) {
        Optional<MailAddress> reversePath = mail.envelope().reversePath();
        return verdict(new RecipientRequest(
                        mail.client(), reversePath, mail.content().size(), recipient))
                .toCompletableFuture();
    }
}
