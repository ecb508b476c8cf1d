package org.valija.smtp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.smtp.sasl.Proof;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.sasl.ScramVerifier;

/** A mail handler that decides by what the client says, and keeps what it took. */
class RecordingHandler implements MailHandler {

    static final Reply OK = Reply.of(250, "2.0.0", "Ok");

    /** The user of all tests, with this password. */
    static final String USER = "robot@laboratorio.local";

    static final String PASSWORD = "ClaveSecreta!";

    /** The token of that user. */
    static final String TOKEN = "token-of-robot";

    /** Of RFC 7677 section 3, whose user is "user" and whose password is "pencil". */
    static final ScramVerifier SCRAM = TestVerifier.of("pencil", "W22ZaJ0SNY7soEsUEjb6gQ==", 4096);

    Set<SaslMechanism> mechanisms = Set.of(SaslMechanism.PLAIN, SaslMechanism.LOGIN);
    final List<IncomingMail> mails = new CopyOnWriteArrayList<>();
    final List<String> contents = new CopyOnWriteArrayList<>();
    final List<Client> connected = new CopyOnWriteArrayList<>();

    volatile boolean stallsAtConnect;
    volatile boolean turnsDown;

    record Login(String user) implements Authentication {}

    @Override
    public CompletionStage<Reply> connect(Client client) {
        connected.add(client);
        if (turnsDown) {
            return CompletableFuture.completedStage(Reply.of(554, "5.7.1", "Not you"));
        }
        return stallsAtConnect ? new CompletableFuture<>() : CompletableFuture.completedStage(OK);
    }

    @Override
    public Set<SaslMechanism> mechanisms(Client client) {
        return mechanisms;
    }

    @Override
    public CompletionStage<LoginOutcome> authenticate(Client client, Proof proof) {
        if (proof.user().equals("nobody-can-tell")) {
            return CompletableFuture.failedStage(new IOException("the realm is down"));
        }
        if (proof.user().equals("stalls")) {
            return new CompletableFuture<>();
        }
        if (proof.user().equals("braked")) {
            return CompletableFuture.completedStage(new LoginOutcome.Braked());
        }
        return CompletableFuture.completedStage(
                isRight(proof) ? new LoginOutcome.LoggedIn(new Login(USER)) : new LoginOutcome.Denied());
    }

    private static boolean isRight(Proof proof) {
        if (proof instanceof Proof.Password password) {
            return password.user().equals(USER) && new String(password.password()).equals(PASSWORD);
        }
        if (proof instanceof Proof.Token token) {
            return token.token().equals(TOKEN);
        }
        if (proof instanceof Proof.Channel channel) {
            return channel.user().equals(USER);
        }
        return ((Proof.Scram) proof).verifier() == SCRAM;
    }

    @Override
    public CompletionStage<Optional<ScramVerifier>> scramVerifier(Client client, String user) {
        if (user.equals("nobody-can-tell")) {
            return CompletableFuture.failedStage(new IOException("the realm is down"));
        }
        return CompletableFuture.completedStage(user.equals("braked") ? Optional.empty() : Optional.of(SCRAM));
    }

    @Override
    public CompletionStage<Reply> sender(
            Client client, Authentication authentication, Optional<MailAddress> reversePath) {
        return switch (reversePath.map(MailAddress::localPart).orElse("")) {
            case "somebody-else" -> CompletableFuture.completedStage(Reply.of(553, "5.7.1", "Not you"));
            case "fails" -> CompletableFuture.failedStage(new IllegalStateException("sender fails"));
            case "stalls" -> new CompletableFuture<>();
            default -> CompletableFuture.completedStage(OK);
        };
    }

    @Override
    public CompletionStage<RecipientAnswer> recipient(
            Client client,
            Optional<MailAddress> reversePath,
            long declaredSize,
            TransmissionOptions options,
            MailAddress recipient) {
        return switch (recipient.localPart()) {
            case "unknown" -> answer(Reply.of(550, "5.1.1", "No such recipient"), recipient);
            case "later" -> answer(Reply.of(451, "4.3.2", "Later"), recipient);
            case "closing" -> answer(Reply.of(421, "4.3.2", "Going away"), recipient);
            case "fails" -> CompletableFuture.failedStage(new IllegalStateException("recipient fails"));
            case "throws" -> throw new IllegalStateException("recipient throws");
            case "errs" -> throw new NoClassDefFoundError("recipient throws an error");
            case "stalls" -> new CompletableFuture<>();
            case "null" -> CompletableFuture.completedStage(null);
            case "redirected" -> answer(Reply.of(250, "2.1.5", "Ok"), MailAddress.parse("another@b.example"));
            default -> answer(Reply.of(250, "2.1.5", "Ok"), recipient);
        };
    }

    private static CompletionStage<RecipientAnswer> answer(Reply reply, MailAddress recipient) {
        return CompletableFuture.completedStage(new RecipientAnswer(reply, recipient));
    }

    @Override
    public CompletionStage<Reply> deliver(IncomingMail mail) {
        mails.add(mail);
        contents.add(read(mail.content()));
        return switch (mail.envelope().recipients().get(0).localPart()) {
            case "rejected" -> CompletableFuture.completedStage(Reply.of(550, "5.7.1", "Not wanted"));
            case "linkage" -> throw new NoClassDefFoundError("deliver throws an error");
            case "undeliverable" -> CompletableFuture.failedStage(new IllegalStateException("delivery fails"));
            default -> CompletableFuture.completedStage(Reply.of(250, "2.0.0", "Ok: " + mail.id()));
        };
    }

    private static String read(SpooledContent content) {
        if (content instanceof SpooledContent.InMemory memory) {
            return new String(memory.octets(), 0, memory.length(), StandardCharsets.UTF_8);
        }
        try {
            SpooledContent.InFile file = (SpooledContent.InFile) content;
            // What is too large for a test to look at is only measured.
            return file.size() > 1024 * 1024 ? "" : Files.readString(file.path());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
