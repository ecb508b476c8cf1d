package org.valija.smtp;

import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.valija.Client;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.TlsParameters;
import org.valija.smtp.grammar.AuthArguments;
import org.valija.smtp.grammar.BdatArguments;
import org.valija.smtp.grammar.CommandLine;
import org.valija.smtp.grammar.HeloArguments;
import org.valija.smtp.grammar.MailArguments;
import org.valija.smtp.grammar.RcptArguments;
import org.valija.smtp.grammar.SmtpSyntaxException;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerSettings;

/**
 * One SMTP session as a state machine without I/O: events in, {@link Step}s out. It says by {@link #expects} what the next
 * event may be.
 *
 * <p>For one thread: events come one after another, and none while a {@link Step.Await} is open, except {@link
 * #disconnected}.
 */
final class SmtpSession {

    private static final System.Logger LOG = System.getLogger(SmtpSession.class.getName());

    /** What the session can take next. */
    enum Input {
        NOTHING,
        /** {@link #command}. */
        COMMAND,
        /** {@link #authResponse}: a line, too. */
        AUTH_RESPONSE,
        /** {@link #content} and {@link #endOfContent}, as behind DATA. */
        DATA,
        /** {@link #content} and {@link #endOfContent}, of {@link #chunkSize} octets as behind BDAT. */
        CHUNK
    }

    private final SessionSurroundings surroundings;
    private final SmtpServerSettings settings;
    private final ListenerSettings listener;
    private final MailHandler handler;

    private Input expects = Input.NOTHING;
    private Client client;
    private boolean extended;
    private Optional<Authentication> authentication = Optional.empty();
    private int failedLogins;
    private int errors;
    private boolean disconnected;

    private AuthExchange authExchange;
    private MailTransaction transaction;
    private BdatArguments chunk;
    /** The reply to a chunk that was refused before it came. */
    private Optional<SmtpReply> chunkRefusal = Optional.empty();

    SmtpSession(SessionSurroundings surroundings, ListenerSettings listener, InetSocketAddress address) {
        this.surroundings = surroundings;
        this.settings = surroundings.settings();
        this.handler = surroundings.handler();
        this.listener = listener;
        this.client = new Client(listener.name(), address, Optional.empty(), Optional.empty(), Optional.empty());
    }

    // ---- events ----

    /** The client is there; on a TLS port, behind the handshake. */
    Step connected(Optional<TlsParameters> tls) {
        client = new Client(client.listener(), client.address(), Optional.empty(), tls, Optional.empty());
        return await(ask(() -> handler.connect(client)), (reply, failure) -> {
            if (failure != null) {
                logFailure("connect", failure);
                return Step.respondAndClose(Replies.FAILED);
            }
            if (!reply.isPositive()) {
                return Step.respondAndClose(SmtpReply.of(reply));
            }
            expects = Input.COMMAND;
            return Step.respond(Replies.greeting(settings.hostName()));
        });
    }

    /** The handshake behind STARTTLS is done. */
    Step tlsStarted(TlsParameters tls) {
        forgetSession();
        client = new Client(client.listener(), client.address(), Optional.empty(), Optional.of(tls), Optional.empty());
        expects = Input.COMMAND;
        return Step.GO_ON;
    }

    /** @param line without CR LF */
    Step command(byte[] line) {
        Step step;
        try {
            CommandLine parsed = CommandLine.parse(line);
            Optional<Command> command = Command.of(parsed.verb());
            step = command.isPresent() ? run(command.get(), parsed.argument()) : Step.respond(Replies.UNKNOWN_COMMAND);
        } catch (SmtpSyntaxException e) {
            step = Step.respond(Replies.syntax(e));
        }
        return counted(step);
    }

    /** @param line without CR LF; wiped */
    Step authResponse(byte[] line) {
        expects = Input.COMMAND;
        AuthExchange exchange = authExchange;
        authExchange = null;
        return counted(proceed(exchange, exchange.respond(line)));
    }

    /** A line came, and is gone, that was longer than allowed. */
    Step lineTooLong() {
        expects = Input.COMMAND;
        authExchange = null;
        return counted(Step.respond(Replies.LINE_TOO_LONG));
    }

    /**
     * Content of the message, dot-stuffing undone.
     *
     * @param octets the session's until the step is done
     */
    Step content(byte[] octets, int length) {
        if (chunkRefusal.isPresent()) {
            return Step.GO_ON; // drained
        }
        CompletionStage<Void> taken = transaction.content().orElseThrow().accept(octets, length);
        return await(taken, (nothing, failure) -> Step.GO_ON);
    }

    /** The end of the content, or of the chunk. */
    Step endOfContent() {
        boolean data = expects == Input.DATA;
        expects = Input.COMMAND;
        if (data) {
            return endOfMessage();
        }
        BdatArguments ended = chunk;
        chunk = null;
        if (chunkRefusal.isPresent()) {
            SmtpReply reply = chunkRefusal.get();
            chunkRefusal = Optional.empty();
            return counted(Step.respond(reply));
        }
        Optional<SmtpReply> refusal = transaction.content().orElseThrow().refusal();
        if (refusal.isPresent()) {
            // RFC 3030 section 2: a chunk that failed fails the transaction; what was pipelined behind gets 503.
            return refused(refusal.get());
        }
        return ended.last() ? endOfMessage() : Step.respond(Replies.chunkTaken(ended.size()));
    }

    /** The client took too long. */
    Step timedOut() {
        return end(Replies.TIMEOUT);
    }

    /** The server closes. */
    Step serverClosing() {
        return end(Replies.CLOSING);
    }

    /** The connection is gone. A delivery that is under way goes on; all else is given back. */
    void disconnected() {
        disconnected = true;
        expects = Input.NOTHING;
        forgetTransaction();
    }

    Input expects() {
        return expects;
    }

    /** The octets of the chunk that is expected. */
    long chunkSize() {
        return chunk.size();
    }

    /** The octets that a line may have now, CR LF included, if it starts with this verb. */
    int lineLimit(String verb) {
        return expects == Input.AUTH_RESPONSE ? Command.LONG_LINE_LIMIT : Command.lineLimit(verb);
    }

    Client client() {
        return client;
    }

    /** The mail transaction at hand, to name it in a log. */
    Optional<String> transactionId() {
        return Optional.ofNullable(transaction).map(MailTransaction::id);
    }

    // ---- the policy of the table of commands, in one place ----

    private Step run(Command command, String argument) throws SmtpSyntaxException {
        Optional<SmtpReply> refusal = refusal(command, argument);
        if (refusal.isEmpty()) {
            return command.run(this, argument);
        }
        // A chunk comes whether it is welcome or not.
        return command == Command.BDAT ? takeChunk(argument, refusal) : Step.respond(refusal.get());
    }

    private Optional<SmtpReply> refusal(Command command, String argument) {
        boolean submission = listener.kind() != ListenerKind.RELAY;
        if (submission && client.tls().isEmpty() && !command.has(Command.Flag.BEFORE_TLS)) {
            return Optional.of(Replies.TLS_FIRST); // RFC 3207 section 4
        }
        if (client.helo().isEmpty() && !command.has(Command.Flag.BEFORE_GREETING)) {
            return Optional.of(Replies.GREETING_FIRST);
        }
        if (submission && authentication.isEmpty() && !command.has(Command.Flag.BEFORE_AUTH)) {
            return Optional.of(Replies.AUTHENTICATION_REQUIRED); // RFC 6409 section 4.3
        }
        if (command.has(Command.Flag.NO_ARGUMENT) && !argument.isEmpty()) {
            return Optional.of(Replies.NO_ARGUMENT_ALLOWED);
        }
        return Optional.empty();
    }

    /** Counts the client's errors, all in this one place; one too many ends the session. */
    private Step counted(Step step) {
        if (step instanceof Step.Respond respond && respond.reply().clientError()) {
            errors++;
            LOG.log(System.Logger.Level.DEBUG, "Error {0} of {1}: {2}", errors, client.address(), respond.reply());
            if (errors >= settings.maxErrors()) {
                return end(Replies.TOO_MANY_ERRORS);
            }
        }
        return step;
    }

    // ---- commands ----

    Step helo(String argument) throws SmtpSyntaxException {
        greet(HeloArguments.parse(argument), false);
        return Step.respond(Replies.helo(settings.hostName()));
    }

    Step ehlo(String argument) throws SmtpSyntaxException {
        greet(HeloArguments.parse(argument), true);
        return Step.respond(Replies.ehlo(settings.hostName(), extensions()));
    }

    /** RFC 5321 section 4.1.4: EHLO in a session is like RSET, too. */
    private void greet(HeloArguments helo, boolean extended) {
        forgetTransaction();
        this.extended = extended;
        client = new Client(client.listener(), client.address(), Optional.of(helo.name()), client.tls(), client.user());
    }

    private List<String> extensions() {
        List<String> extensions = new ArrayList<>(List.of(
                "PIPELINING",
                "SIZE " + listener.maxMessageSize(),
                "8BITMIME",
                "SMTPUTF8",
                "CHUNKING",
                "ENHANCEDSTATUSCODES"));
        if (canStartTls()) {
            extensions.add("STARTTLS");
        }
        if (client.tls().isPresent()) {
            extensions.add("AUTH PLAIN LOGIN");
        }
        return extensions;
    }

    private boolean canStartTls() {
        return settings.tls().isPresent() && client.tls().isEmpty();
    }

    Step startTls(String argument) {
        if (client.tls().isPresent()) {
            return Step.respond(Replies.TLS_ALREADY);
        }
        if (!canStartTls()) {
            return Step.respond(Replies.NO_TLS_HERE);
        }
        expects = Input.NOTHING;
        return new Step.Respond(Replies.READY_FOR_TLS, Step.After.START_TLS);
    }

    Step auth(String argument) throws SmtpSyntaxException {
        if (client.tls().isEmpty()) {
            return Step.respond(Replies.ENCRYPTION_REQUIRED);
        }
        // RFC 4954 section 4: only once, and not during a mail transaction.
        if (authentication.isPresent()) {
            return Step.respond(Replies.AUTHENTICATED_ALREADY);
        }
        if (transaction != null) {
            return Step.respond(Replies.AUTH_IN_TRANSACTION);
        }
        AuthArguments arguments = AuthArguments.parse(argument);
        Optional<AuthExchange> exchange = AuthExchange.of(arguments.mechanism());
        if (exchange.isEmpty()) {
            return Step.respond(Replies.UNKNOWN_MECHANISM);
        }
        return proceed(exchange.get(), exchange.get().start(arguments.initialResponse()));
    }

    private Step proceed(AuthExchange exchange, AuthExchange.Progress progress) {
        if (progress instanceof AuthExchange.Challenge challenge) {
            authExchange = exchange;
            expects = Input.AUTH_RESPONSE;
            return Step.respond(challenge.reply());
        }
        if (progress instanceof AuthExchange.Failed failed) {
            return failed.reply() == Replies.WRONG_CREDENTIALS ? wrongCredentials() : Step.respond(failed.reply());
        }
        AuthExchange.Credentials credentials = (AuthExchange.Credentials) progress;
        return await(
                ask(() -> handler.authenticate(client, credentials.user(), credentials.password())),
                (found, failure) -> {
                    if (failure != null) {
                        logFailure("authenticate", failure);
                        return Step.respond(Replies.AUTH_UNAVAILABLE);
                    }
                    return found.isEmpty() ? wrongCredentials() : authenticated(found.get());
                });
    }

    private Step authenticated(Authentication found) {
        authentication = Optional.of(found);
        client =
                new Client(client.listener(), client.address(), client.helo(), client.tls(), Optional.of(found.user()));
        return Step.respond(Replies.AUTHENTICATED);
    }

    /** Late, so that guessing takes time; nobody waits for it but this client. */
    private Step wrongCredentials() {
        failedLogins++;
        LOG.log(System.Logger.Level.INFO, "Failed login {0} from {1}", failedLogins, client.address());
        boolean enough = failedLogins >= settings.maxFailedLogins();
        return await(
                surroundings.pause().apply(settings.failedLoginDelay()),
                (nothing, failure) -> enough ? end(Replies.TOO_MANY_LOGINS) : Step.respond(Replies.WRONG_CREDENTIALS));
    }

    Step mail(String argument) throws SmtpSyntaxException {
        if (transaction != null) {
            return Step.respond(Replies.NESTED_MAIL); // RFC 5321 section 4.1.4
        }
        MailArguments mail = MailArguments.parse(argument, client.tls().isPresent());
        if (!mail.smtpUtf8()
                && mail.reversePath().filter(MailAddress::isInternational).isPresent()) {
            return Step.respond(Replies.NEEDS_SMTPUTF8); // RFC 6531 section 3.5
        }
        // RFC 1870 section 6.1: refused before it is sent.
        if (mail.declaredSize() > listener.maxMessageSize()) {
            return Step.respond(Replies.tooLarge(listener.maxMessageSize()));
        }
        if (!surroundings.spool().hasRoomFor(mail.declaredSize())) {
            return Step.respond(Replies.SPOOL_FULL);
        }
        transaction = new MailTransaction(surroundings.ids().next(), mail);
        return Step.respond(Replies.SENDER_OK);
    }

    Step rcpt(String argument) throws SmtpSyntaxException {
        if (transaction == null) {
            return Step.respond(Replies.MAIL_FIRST);
        }
        MailTransaction current = transaction;
        if (current.content().isPresent()) {
            return Step.respond(Replies.CHUNKS_BEGUN);
        }
        MailAddress recipient =
                RcptArguments.parse(argument, settings.hostName()).recipient();
        if (!current.smtpUtf8() && recipient.isInternational()) {
            return Step.respond(Replies.NEEDS_SMTPUTF8);
        }
        if (current.recipients().size() >= listener.maxRecipients()) {
            return Step.respond(Replies.TOO_MANY_RECIPIENTS); // RFC 5321 section 4.5.3.1.10
        }
        return await(
                ask(() -> handler.recipient(client, current.reversePath(), current.declaredSize(), recipient)),
                (reply, failure) -> {
                    if (failure != null) {
                        logFailure(current.id() + ": recipient", failure);
                        current.recipientRefused();
                        return Step.respond(Replies.FAILED);
                    }
                    if (reply.isPositive()) {
                        current.addRecipient(recipient);
                    } else {
                        current.recipientRefused();
                    }
                    return Step.respond(SmtpReply.of(reply));
                });
    }

    Step data(String argument) {
        Optional<SmtpReply> refusal = contentRefusal();
        if (refusal.isPresent()) {
            return Step.respond(refusal.get());
        }
        if (transaction.content().isPresent()) {
            return Step.respond(Replies.CHUNKS_BEGUN); // RFC 3030 section 2
        }
        return await(beginContent(), (nothing, failure) -> {
            if (disconnected) {
                return Step.GO_ON;
            }
            Optional<SmtpReply> noRoom = transaction.content().flatMap(ContentReceiver::refusal);
            if (noRoom.isPresent()) {
                return refused(noRoom.get());
            }
            expects = Input.DATA;
            return Step.respond(Replies.START_DATA);
        });
    }

    /** RFC 5321 section 3.3: 503 where there was no MAIL or RCPT, 554 where all recipients were refused. */
    private Optional<SmtpReply> contentRefusal() {
        if (transaction == null) {
            return Optional.of(Replies.MAIL_FIRST);
        }
        if (transaction.hasOnlyRefusedRecipients()) {
            return Optional.of(Replies.NO_VALID_RECIPIENTS);
        }
        return transaction.recipients().isEmpty() ? Optional.of(Replies.RCPT_FIRST) : Optional.empty();
    }

    private CompletionStage<Void> beginContent() {
        MailTransaction current = transaction;
        byte[] returnPath = TraceHeader.returnPath(current.reversePath());
        byte[] received = TraceHeader.received(
                client,
                extended,
                current.smtpUtf8(),
                settings.hostName(),
                current.id(),
                current.recipients(),
                surroundings.clock().instant());
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(returnPath);
        header.writeBytes(received);
        ContentReceiver receiver =
                new ContentReceiver(current.id(), surroundings.spool().create(current.id()), listener.maxMessageSize());
        current.begin(receiver, returnPath.length);
        return receiver.prepend(header.toByteArray());
    }

    Step bdat(String argument) throws SmtpSyntaxException {
        return takeChunk(argument, contentRefusal());
    }

    /** RFC 3030 section 2: the octets follow the command whatever the reply will be, so they are taken first. */
    private Step takeChunk(String argument, Optional<SmtpReply> refusal) throws SmtpSyntaxException {
        try {
            chunk = BdatArguments.parse(argument);
        } catch (SmtpSyntaxException e) {
            // How many octets to skip is anyone's guess; content must not be read as commands.
            forgetTransaction();
            expects = Input.NOTHING;
            return Step.respondAndClose(Replies.syntax(e));
        }
        chunkRefusal = refusal;
        expects = Input.CHUNK;
        if (refusal.isPresent() || transaction.content().isPresent()) {
            return Step.GO_ON;
        }
        return await(beginContent(), (nothing, failure) -> Step.GO_ON);
    }

    Step rset(String argument) {
        forgetTransaction();
        return Step.respond(Replies.OK);
    }

    Step noop(String argument) {
        return Step.respond(Replies.OK);
    }

    Step vrfy(String argument) {
        return Step.respond(argument.isEmpty() ? Replies.ARGUMENT_MISSING : Replies.NOT_VERIFIED);
    }

    Step help(String argument) {
        return Step.respond(Replies.HELP);
    }

    Step quit(String argument) {
        return end(Replies.BYE);
    }

    // ---- the end of a message ----

    private Step endOfMessage() {
        ContentReceiver content = transaction.content().orElseThrow();
        Instant receivedAt = surroundings.clock().instant();
        return await(content.finish(), (nothing, failure) -> {
            if (disconnected) {
                return Step.GO_ON; // nobody would hear that it is taken, so it isn't
            }
            Optional<SmtpReply> refusal = content.refusal();
            return refusal.isPresent() ? refused(refusal.get()) : deliver(content, receivedAt);
        });
    }

    private Step refused(SmtpReply reply) {
        logTransaction(transaction, reply);
        forgetTransaction();
        return Step.respond(reply);
    }

    private Step deliver(ContentReceiver content, Instant receivedAt) {
        MailTransaction delivered = transaction;
        // From here on the spool is the delivery's, whatever becomes of the connection.
        transaction = null;
        IncomingMail mail = new IncomingMail(
                delivered.id(),
                client,
                authentication,
                delivered.envelope(),
                content.content(),
                delivered.returnPathLength(),
                receivedAt);
        CompletionStage<Reply> delivery =
                ask(() -> handler.deliver(mail)).whenComplete((reply, failure) -> content.release());
        return await(delivery, (reply, failure) -> {
            SmtpReply answer = failure == null ? SmtpReply.of(reply) : Replies.FAILED;
            if (failure != null) {
                logFailure(delivered.id() + ": deliver", failure);
            }
            logTransaction(delivered, answer);
            if (disconnected) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "{0}: the client was gone before it could get the reply",
                        delivered.id());
            }
            return Step.respond(answer);
        });
    }

    private void logTransaction(MailTransaction ended, SmtpReply reply) {
        LOG.log(
                System.Logger.Level.INFO,
                "{0}: client={1} listener={2} from=<{3}> recipients={4} size={5} reply={6}",
                ended.id(),
                client.address().getAddress().getHostAddress(),
                listener.name(),
                ended.reversePath().map(MailAddress::toString).orElse(""),
                String.valueOf(ended.recipients().size()),
                ended.content().map(c -> String.valueOf(c.size())).orElse("0"),
                reply);
    }

    // ---- forgetting ----

    /** RFC 5321 section 4.1.1.5, RSET: the envelope and the content; the rest of the session stays. */
    private void forgetTransaction() {
        if (transaction != null) {
            transaction.release();
            transaction = null;
        }
    }

    /** RFC 3207 section 4.2: whatever was learned before TLS. */
    private void forgetSession() {
        forgetTransaction();
        extended = false;
        authentication = Optional.empty();
        authExchange = null;
    }

    private Step end(SmtpReply reply) {
        forgetTransaction();
        expects = Input.NOTHING;
        return Step.respondAndClose(reply);
    }

    // ---- the handler ----

    private static <T> Step await(CompletionStage<T> stage, BiFunction<? super T, ? super Throwable, Step> resume) {
        return new Step.Await<>(stage, resume);
    }

    /** Whatever the handler does wrong comes out as a failed stage. */
    private static <T> CompletionStage<T> ask(Supplier<CompletionStage<T>> question) {
        try {
            return question.get().thenApply(answer -> {
                if (answer == null) {
                    throw new IllegalStateException("The mail handler gave no answer");
                }
                return answer;
            });
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private void logFailure(String what, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        LOG.log(System.Logger.Level.ERROR, what + " failed for client " + client.address(), cause);
    }
}
