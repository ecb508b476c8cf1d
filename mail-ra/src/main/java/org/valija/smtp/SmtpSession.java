package org.valija.smtp;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.Reply;
import org.valija.TlsParameters;
import org.valija.smtp.grammar.CommandLine;
import org.valija.smtp.grammar.HeloArguments;
import org.valija.smtp.grammar.SmtpSyntaxException;
import org.valija.smtp.grammar.XclientArguments;
import org.valija.spi.Extension;
import org.valija.spi.IpNetwork;
import org.valija.spi.ListenerOptions.LineBreaks;
import org.valija.spi.ListenerSettings;

/**
 * One SMTP session as a state machine without I/O: events in, {@link Step}s out. It says by {@link #expects} what the next
 * event may be. What is about mail is in its {@link MailDialogue}; the rest is here: greeting, TLS, login, and what is
 * allowed when.
 *
 * <p>For one thread: events come one after another, and none while a {@link Step.Await} is open, except {@link
 * #disconnected}.
 */
final class SmtpSession {

    private static final System.Logger LOG = System.getLogger(SmtpSession.class.getName());

    /** RFC 5321 section 3.1: instead of the greeting, and then the client says QUIT. */
    private static final int NOT_FOR_YOU = 554;

    private static final String XCLIENT = "XCLIENT NAME ADDR PORT PROTO HELO DESTADDR DESTPORT";

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
    private final MailDialogue mail;
    private final LoginDialogue login;

    /** Of who has connected, whoever he speaks for later. */
    private final boolean mayUseXclient;

    private Peer peer;
    /** As of the last greeting: TLS, which changes them, wants another one. */
    private ServiceExtensions extensions;

    /** Between contents and in a login, of which {@link #mail} and {@link #login} know. */
    private Input expects = Input.NOTHING;

    private final SessionTally tally;
    private boolean disconnected;
    /** The client may say no more than QUIT. */
    private boolean turnedDown;

    SmtpSession(SessionSurroundings surroundings, ListenerSettings listener, InetSocketAddress address) {
        this.surroundings = surroundings;
        this.settings = surroundings.settings();
        this.listener = listener;
        this.tally = new SessionTally(settings.limits());
        this.mail = new MailDialogue(surroundings, listener, tally);
        this.login = new LoginDialogue(surroundings, this::loggedIn);
        this.peer = Peer.of(listener.name(), listener.kind(), address, Optional.empty());
        this.mayUseXclient = IpNetwork.anyContains(listener.options().xclientNetworks(), address.getAddress());
    }

    private void loggedIn(Authentication user) {
        if (disconnected) {
            user.forget();
        } else {
            peer = peer.authenticated(user);
        }
    }

    // ---- events ----

    /**
     * The client is there; on a TLS port, behind the handshake.
     *
     * @param spoke whether it has sent something, asked when it is about to be greeted
     */
    Step connected(Optional<TlsParameters> tls, BooleanSupplier spoke) {
        peer = Peer.of(listener.name(), listener.kind(), peer.client().address(), tls);
        return admit(spoke);
    }

    private Step admit(BooleanSupplier spoke) {
        CompletionStage<Reply> decision = surroundings.handler().connect(peer.client());
        return Step.await(decision, settings.timeouts().greeting(), (reply, failure) -> {
            if (failure != null) {
                return Step.respond(Replies.NO_SERVICE);
            }
            if (reply.code() == NOT_FOR_YOU) {
                turnedDown = true;
                expects = Input.COMMAND;
                return begun(SmtpReply.of(reply));
            }
            if (!reply.isPositive()) {
                return Step.respondAndClose(SmtpReply.of(reply));
            }
            Duration delay = settings.timeouts().greetingDelay();
            return delay.isZero() || listener.kind() != ListenerKind.RELAY
                    ? greeting(spoke)
                    : Step.await(surroundings.pause().apply(delay), (nothing, failed) -> greeting(spoke));
        });
    }

    /** RFC 5321 section 3.1: the client waits for the greeting. */
    private Step greeting(BooleanSupplier spoke) {
        if (spoke.getAsBoolean()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "{0} spoke before the greeting",
                    peer.client().address());
            return end(Replies.OUT_OF_TURN);
        }
        expects = Input.COMMAND;
        return begun(isLmtp() ? Replies.lmtpGreeting(settings.hostName()) : Replies.greeting(settings.hostName()));
    }

    private static Step begun(SmtpReply greeting) {
        return new Step.Respond(greeting, Step.After.NEW_CLIENT);
    }

    private boolean isLmtp() {
        return listener.kind() == ListenerKind.LMTP;
    }

    /** The handshake behind STARTTLS is done. */
    Step tlsStarted(TlsParameters tls) {
        mail.forget();
        peer = peer.secured(tls);
        expects = Input.COMMAND;
        return Step.GO_ON;
    }

    /**
     * @param line without CR LF
     * @param more whether something has come behind it already
     */
    Step command(byte[] line, boolean more) {
        if (tally.command()) {
            return end(Replies.TOO_MANY_COMMANDS);
        }
        Step step;
        try {
            CommandLine parsed = CommandLine.parse(line);
            Optional<Command> command = Command.of(parsed.verb());
            if (turnedDown && command.filter(known -> known == Command.QUIT).isEmpty()) {
                step = Step.respond(Replies.TURNED_DOWN);
            } else if (command.isPresent()) {
                step = run(command.get(), parsed.argument(), more);
            } else if (Command.isHttp(parsed.verb())) {
                step = end(Replies.NOT_HTTP);
            } else {
                step = Step.respond(Command.replyToUnknown(parsed.verb()));
            }
        } catch (SmtpSyntaxException e) {
            step = Step.respond(Replies.syntax(e));
        }
        return counted(step);
    }

    /** @param line without CR LF; wiped */
    Step authResponse(byte[] line) {
        return counted(login.respond(peer.client(), line));
    }

    /** A line came, and is gone, that was longer than allowed. */
    Step lineTooLong() {
        login.forget();
        return counted(Step.respond(Replies.LINE_TOO_LONG));
    }

    /**
     * Content of the message, dot-stuffing undone.
     *
     * @param octets the session's until the step is done
     */
    Step content(byte[] octets, int length) {
        return mail.content(octets, length);
    }

    /** The end of the content, or of the chunk. */
    Step endOfContent() {
        return counted(mail.endOfContent(peer));
    }

    /** The client took too long. */
    Step timedOut() {
        return end(Replies.TIMEOUT);
    }

    /** A TLS handshake began where a command was expected: nothing readable will follow. */
    Step tlsUnasked() {
        return end(Replies.TLS_UNASKED);
    }

    /** The client has not logged in, where it must, or has not left, in the time that it has for it. */
    Step notLoggedIn() {
        return end(turnedDown ? Replies.TIMEOUT : Replies.NO_LOGIN_IN_TIME);
    }

    /** Content comes too slowly. */
    Step tooSlow() {
        return end(Replies.TOO_SLOW);
    }

    /** The server closes. */
    Step serverClosing() {
        return end(Replies.CLOSING);
    }

    /** The connection is gone. A delivery that is under way goes on; all else is given back. */
    void disconnected() {
        disconnected = true;
        expects = Input.NOTHING;
        login.forget();
        mail.disconnected();
        peer.authentication().ifPresent(Authentication::forget);
    }

    Input expects() {
        return mail.expects().orElse(login.expectsResponse() ? Input.AUTH_RESPONSE : expects);
    }

    /** The octets of the chunk that is expected. */
    long chunkSize() {
        return mail.chunkSize();
    }

    /** The octets that a line may have now, CR LF included, if it starts with this verb. */
    int lineLimit(String verb) {
        return login.expectsResponse() ? Command.LONG_LINE_LIMIT : Command.lineLimit(verb);
    }

    /** Whether nothing but a login, if anything, makes this session one in which mail can be sent. */
    boolean needsLogin() {
        return turnedDown || (listener.kind().isSubmission() && !peer.isAuthenticated());
    }

    /** The time that the client takes for the message that it sends, or will send. */
    ContentPace contentPace() {
        return mail.pace();
    }

    /** What a LF alone is in a command line. */
    LineBreaks lineBreaks() {
        return listener.options().lineBreaks();
    }

    Client client() {
        return peer.client();
    }

    // ---- the policy of the table of commands, in one place ----

    private Step run(Command command, String argument, boolean more) throws SmtpSyntaxException {
        // As Postfix does: who does not wait for replies where it must is a program that spreads spam, or is being used
        // to
        // smuggle commands. Whoever has logged in is neither.
        if (more && command.has(Command.Flag.LAST) && !peer.isAuthenticated()) {
            return end(Replies.OUT_OF_TURN);
        }
        if (login.isExhausted() && command != Command.QUIT) {
            return end(Replies.TOO_MANY_LOGINS); // the last of them had its own reply
        }
        Optional<SmtpReply> refusal = refusal(command, argument);
        if (refusal.isEmpty() && command == Command.BDAT && !extensions.offers(Extension.CHUNKING)) {
            refusal = Optional.of(Replies.NOT_OFFERED);
        }
        if (refusal.isEmpty()) {
            return command.run(this, argument);
        }
        // A chunk comes whether it is welcome or not.
        return command == Command.BDAT ? mail.takeChunk(peer, argument, refusal) : Step.respond(refusal.get());
    }

    private Optional<SmtpReply> refusal(Command command, String argument) {
        boolean submission = listener.kind().isSubmission();
        if (command.has(isLmtp() ? Command.Flag.SMTP_ONLY : Command.Flag.LMTP_ONLY)) {
            return Optional.of(Replies.UNKNOWN_COMMAND); // RFC 2033 section 4.1
        }
        if (submission && !peer.isSecure() && !command.has(Command.Flag.BEFORE_TLS)) {
            return Optional.of(Replies.TLS_FIRST); // RFC 3207 section 4
        }
        if (!peer.hasGreeted() && !command.has(Command.Flag.BEFORE_GREETING)) {
            return Optional.of(isLmtp() ? Replies.LHLO_FIRST : Replies.GREETING_FIRST);
        }
        if (submission && !peer.isAuthenticated() && !command.has(Command.Flag.BEFORE_AUTH)) {
            return Optional.of(Replies.AUTHENTICATION_REQUIRED); // RFC 6409 section 4.3
        }
        if (command.has(Command.Flag.NO_ARGUMENT) && !argument.isEmpty()) {
            return Optional.of(Replies.NO_ARGUMENT_ALLOWED);
        }
        return Optional.empty();
    }

    /** Counts the client's errors, all in this one place; one too many ends the session. */
    private Step counted(Step step) {
        if (step instanceof Step.Await<?> await) {
            return countedLater(await);
        }
        if (step instanceof Step.Respond respond && respond.reply().clientError()) {
            boolean enough = tally.error();
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "Error {0} of {1}: {2}",
                    tally.errors(),
                    peer.client().address(),
                    respond.reply());
            if (enough) {
                return end(Replies.TOO_MANY_ERRORS);
            }
        }
        return step;
    }

    private <T> Step countedLater(Step.Await<T> await) {
        return new Step.Await<>(
                await.stage(),
                await.limit(),
                (value, failure) -> counted(await.resume().apply(value, failure)));
    }

    private Step end(SmtpReply reply) {
        mail.forget();
        login.forget();
        expects = Input.NOTHING;
        return Step.respondAndClose(reply);
    }

    // ---- greeting and TLS ----

    Step helo(String argument) throws SmtpSyntaxException {
        greet(HeloArguments.parse(argument), false);
        return Step.respond(Replies.helo(settings.hostName()));
    }

    Step ehlo(String argument) throws SmtpSyntaxException {
        greet(HeloArguments.parse(argument), true);
        List<String> lines =
                new ArrayList<>(extensions.lines(surroundings.clock().instant()));
        if (mayUseXclient) {
            lines.add(XCLIENT);
        }
        return Step.respond(Replies.ehlo(settings.hostName(), lines));
    }

    Step xclient(String argument) throws SmtpSyntaxException {
        if (!mayUseXclient) {
            return Step.respond(Replies.XCLIENT_DENIED);
        }
        if (mail.inTransaction()) {
            return Step.respond(Replies.XCLIENT_IN_TRANSACTION);
        }
        XclientArguments other = XclientArguments.parse(argument);
        LOG.log(System.Logger.Level.DEBUG, "{0} goes on as {1}", peer.client().address(), argument);
        login.anotherClient();
        tally.forget();
        expects = Input.NOTHING;
        peer.authentication().ifPresent(Authentication::forget);
        peer = peer.speakingFor(other);
        if (peer.hasGreeted()) {
            extensions = new ServiceExtensions(settings, listener, peer, login.keywords(peer.client()));
        }
        return admit(() -> false);
    }

    /** RFC 5321 section 4.1.4: EHLO in a session is like RSET, too. */
    private void greet(HeloArguments helo, boolean extended) {
        mail.forget();
        peer = peer.greeted(helo.name(), extended);
        extensions = new ServiceExtensions(settings, listener, peer, login.keywords(peer.client()));
    }

    Step startTls(String argument) {
        if (peer.isSecure()) {
            return Step.respond(Replies.TLS_ALREADY);
        }
        if (!extensions.offers(Extension.STARTTLS)) {
            return Step.respond(Replies.NO_TLS_HERE);
        }
        expects = Input.NOTHING;
        return new Step.Respond(Replies.READY_FOR_TLS, Step.After.START_TLS);
    }

    // ---- login ----

    Step auth(String argument) throws SmtpSyntaxException {
        if (!peer.isSecure()) {
            return Step.respond(Replies.ENCRYPTION_REQUIRED);
        }
        if (!extensions.offers(Extension.AUTH)) {
            return Step.respond(Replies.NOT_OFFERED);
        }
        // RFC 4954 section 4: only once, and not during a mail transaction.
        if (peer.isAuthenticated()) {
            return Step.respond(Replies.AUTHENTICATED_ALREADY);
        }
        if (mail.inTransaction()) {
            return Step.respond(Replies.AUTH_IN_TRANSACTION);
        }
        return login.begin(peer.client(), argument);
    }

    // ---- mail ----

    Step mail(String argument) throws SmtpSyntaxException {
        if (tally.message() && !isExempt()) {
            return end(Replies.TOO_MANY_MESSAGES);
        }
        return mail.mail(peer, argument, extensions.announced(peer));
    }

    private boolean isExempt() {
        return surroundings.networks().isExempt(peer.client().address().getAddress());
    }

    Step rcpt(String argument) throws SmtpSyntaxException {
        return mail.rcpt(peer, argument, extensions.announced(peer));
    }

    Step data(String argument) {
        return mail.data(peer);
    }

    Step bdat(String argument) throws SmtpSyntaxException {
        return mail.bdat(peer, argument);
    }

    Step rset(String argument) {
        mail.forget();
        return Step.respond(Replies.OK);
    }

    // ---- the rest ----

    Step noop(String argument) {
        return Step.respond(Replies.OK);
    }

    Step vrfy(String argument) {
        return Step.respond(argument.isEmpty() ? Replies.ARGUMENT_MISSING : Replies.NOT_VERIFIED);
    }

    Step help(String argument) {
        return Step.respond(isLmtp() ? Replies.LMTP_HELP : Replies.HELP);
    }

    Step quit(String argument) {
        return end(Replies.BYE);
    }
}
