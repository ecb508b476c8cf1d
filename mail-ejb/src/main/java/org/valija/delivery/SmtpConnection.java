package org.valija.delivery;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.valija.EnhancedStatus;
import org.valija.content.Content;
import org.valija.route.NextHop;
import org.valija.route.Route.Tls;
import org.valija.route.TlsResult;

/**
 * One connection to one next hop. Angus Mail's transport does the protocol; this adds what it does not offer: every reply
 * as it came, the content as it is, and a socket that is connected to the address we want. For one thread.
 */
final class SmtpConnection extends SMTPTransport {

    private static final Logger LOG = System.getLogger(SmtpConnection.class.getName());

    /** What a host may send us in one mail transaction: enough for a long-winded reply to each of a hundred recipients. */
    private static final long MAX_REPLIES = 1024 * 1024;

    private final NextHop hop;
    private final PeerSocket socket;
    private final long openedNanos = System.nanoTime();
    private int transactions;
    private Optional<RemoteReply> reply = Optional.empty();
    private boolean answered;
    private boolean connecting = true;
    private boolean tlsFailed;
    private boolean tlsOffered;
    private boolean secure;
    private boolean broken;

    private SmtpConnection(NextHop hop, PeerSocket socket, Session session, URLName name) {
        super(session, name);
        this.hop = hop;
        this.socket = socket;
    }

    /**
     * Connects, says EHLO, starts TLS and logs in as the next hop asks for.
     *
     * @param source where it connects from, and its name at EHLO
     * @param international whether commands will have characters outside ASCII
     */
    static SmtpConnection open(
            NextHop hop,
            InetAddress address,
            Source source,
            boolean international,
            TlsClient tls,
            Patience patience,
            Deadline deadline)
            throws NextHopException {
        PeerSocket socket = new PeerSocket(MAX_REPLIES);
        SmtpConnection connection = null;
        try {
            deadline.guard(socket);
            socket.setSoTimeout((int) patience.reply().toMillis());
            socket.setTcpNoDelay(true);
            if (source.address().isPresent()) {
                socket.bind(new InetSocketAddress(source.address().get(), 0));
            }
            // Angus Mail takes the name from there: for the certificate, and to tell the host (SNI).
            String name = hop.published().serverName().isEmpty()
                    ? hop.host()
                    : hop.published().serverName(); // RFC 7672 section 8.1
            socket.connect(
                    new InetSocketAddress(InetAddress.getByAddress(name, address.getAddress()), hop.port()),
                    (int) patience.connect().toMillis());
            Session session = Session.getInstance(properties(hop, source.hostname(), international, tls));
            connection = new SmtpConnection(hop, socket, session, login(hop));
            connection.connect(hop.tls() == Tls.IMPLICIT ? connection.implicitTls(tls) : socket);
            connection.requireLogin();
            connection.connecting = false;
            return connection;
        } catch (IOException | MessagingException e) {
            close(socket, e);
            throw connectFailure(hop, address, connection, deadline, e);
        }
    }

    /**
     * Makes a connection ready that has waited for this message.
     *
     * @throws NextHopException if it is not open any more
     */
    void wake(Patience patience, Deadline deadline) throws NextHopException {
        try {
            deadline.guard(socket);
            socket.setSoTimeout((int) patience.reply().toMillis());
            socket.allow(MAX_REPLIES);
        } catch (IOException e) {
            close(socket, e);
            throw new NextHopException(Failure.noReply(hop.host(), describe(e, deadline)), e);
        }
    }

    /** Whether a reply did not come, or was none: what comes next may be the reply to something else. */
    boolean isBroken() {
        return broken;
    }

    /** Whether it is encrypted. */
    boolean isSecure() {
        return secure;
    }

    /** How many mail transactions it has had. */
    int transactions() {
        return transactions;
    }

    boolean isOlderThan(Duration age) {
        return System.nanoTime() - openedNanos >= age.toNanos();
    }

    private static Properties properties(NextHop hop, String ehlo, boolean international, TlsClient tls) {
        Properties p = new Properties();
        p.setProperty("mail.smtp.localhost", ehlo);
        p.setProperty("mail.smtp.quitwait", "false");
        p.setProperty("mail.mime.allowutf8", Boolean.toString(international));
        boolean tokens = hop.login().flatMap(NextHop.Login::tokens).isPresent();
        p.setProperty("mail.smtp.auth.mechanisms", tokens ? "XOAUTH2" : "PLAIN LOGIN");
        p.setProperty("mail.smtp.auth", Boolean.toString(hop.login().isPresent()));
        // A password never goes over a clear channel, nor to a host that can't prove its name.
        TlsClient.Way way = tls.towards(hop);
        p.setProperty(
                "mail.smtp.starttls.enable", Boolean.toString(hop.isTlsMandatory() || hop.tls() == Tls.OPPORTUNISTIC));
        p.setProperty("mail.smtp.starttls.required", Boolean.toString(hop.isTlsMandatory()));
        p.setProperty("mail.smtp.ssl.checkserveridentity", Boolean.toString(way.naming()));
        p.put("mail.smtp.ssl.socketFactory", way.sockets());
        return p;
    }

    private static URLName login(NextHop hop) {
        return new URLName(
                "smtp",
                hop.host(),
                hop.port(),
                null,
                hop.login().map(NextHop.Login::user).orElse(null),
                hop.login().map(NextHop.Login::password).orElse(null));
    }

    private SSLSocket implicitTls(TlsClient tls) throws IOException {
        tlsOffered = true;
        tlsFailed = true;
        TlsClient.Way way = tls.towards(hop);
        SSLSocket encrypted = (SSLSocket) way.sockets().createSocket(socket, hop.host(), hop.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        if (way.naming()) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        tlsFailed = false;
        secure = true;
        return encrypted;
    }

    /** Angus Mail goes on without a login where the host offers none. */
    private void requireLogin() throws MessagingException {
        if (hop.login().isPresent() && !supportsExtension("AUTH")) {
            throw new MessagingException("the host offers no login (AUTH)");
        }
    }

    private static NextHopException connectFailure(
            NextHop hop, InetAddress address, SmtpConnection connection, Deadline deadline, Exception cause) {
        Optional<RemoteReply> refusal =
                connection == null ? Optional.empty() : connection.reply.filter(r -> r.code() >= 400);
        // A refusal at connect is that host's state, not a verdict on the message: 4xx for our side, whatever its
        // class.
        Failure failure = refusal.map(r -> new Failure(
                        new EnhancedStatus(4, 4, 2),
                        Optional.of(hop.host()),
                        Optional.of(r),
                        hop.host() + " answered: " + r))
                .orElseGet(() -> noSession(
                        hop,
                        connection,
                        "no SMTP session with " + address.getHostAddress() + " port " + hop.port() + ": "
                                + (connection != null && connection.isWithoutReply() && !deadline.isPassed()
                                        ? connection.noReply()
                                        : describe(cause, deadline))));
        return new NextHopException(
                failure, tlsResult(connection, cause), cause instanceof AuthenticationFailedException, cause);
    }

    private static Failure noSession(NextHop hop, SmtpConnection connection, String reason) {
        if (connection == null || !connection.tlsFailed || !hop.isTlsMandatory()) {
            return Failure.noReply(hop.host(), reason);
        }
        return Failure.tls(
                hop.host(),
                connection.tlsOffered,
                hop.isVerifiedByRoute() ? "the route" : hop.published().author(),
                connection.tlsOffered ? reason : "the host does not offer STARTTLS");
    }

    private static Optional<TlsResult> tlsResult(SmtpConnection connection, Exception cause) {
        if (connection == null || !connection.tlsFailed) {
            return Optional.empty();
        }
        // A host that refuses STARTTLS has never begun a handshake that could fail.
        boolean refused = connection.reply.filter(r -> r.code() >= 400).isPresent();
        return Optional.of(
                connection.tlsOffered && !refused ? TlsFailure.classify(cause) : TlsResult.STARTTLS_NOT_SUPPORTED);
    }

    /** The innermost exception says what happened: Angus Mail's own text is "Exception reading response". */
    static String describe(Throwable thrown, Deadline deadline) {
        if (deadline.isPassed()) {
            return "the time for this attempt is over";
        }
        Throwable cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }

    private static void close(Socket socket, Exception failure) {
        try {
            socket.close();
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    /** Without the offer of TLS where it is required, Angus Mail gives up next. */
    @Override
    protected boolean ehlo(String domain) throws MessagingException {
        boolean extended = super.ehlo(domain);
        if (hop.isTlsMandatory() && !secure) {
            tlsFailed = !extended || !supportsExtension("STARTTLS");
        }
        return extended;
    }

    @Override
    protected void startTLS() throws MessagingException {
        tlsOffered = true;
        tlsFailed = true;
        super.startTLS();
        tlsFailed = false;
        secure = true;
    }

    /**
     * Keeps the first reply to a command: after a refused DATA, Angus Mail sends RSET, whose reply would hide the refusal.
     */
    @Override
    protected int readServerResponse() throws MessagingException {
        int code;
        try {
            code = super.readServerResponse();
        } catch (MessagingException e) {
            broken = true;
            throw e;
        }
        broken |= code < 0;
        if (connecting || !answered) {
            answered = true;
            reply = RemoteReply.parse(getLastServerResponse());
        }
        return code;
    }

    /** Begins a mail transaction: sends MAIL, with its parameters. */
    RemoteReply mail(String line) throws MessagingException {
        transactions++;
        return command(line);
    }

    /**
     * Sends a command.
     *
     * @throws MessagingException if there is no reply, or something that is none
     */
    synchronized RemoteReply command(String line) throws MessagingException {
        awaitReply();
        simpleCommand(line);
        return reply();
    }

    /**
     * Sends DATA, and behind a 354 the content, dot-stuffed and with CRLF only.
     *
     * @return the reply to DATA if that was a refusal, else the reply to the end of data
     * @throws MessagingException if there is no reply, or something that is none there
     */
    synchronized RemoteReply data(Content content, Duration afterData) throws MessagingException {
        awaitReply();
        OutputStream out;
        try {
            out = data();
        } catch (MessagingException e) {
            RemoteReply refusal = replyOr(e);
            if (refusal.isPositive()) {
                // RFC 5321 section 4.3.2: 354 or a refusal. It does not have the content, whatever it says.
                throw new MessagingException("the host answered DATA by: " + refusal, e);
            }
            return refusal;
        }
        awaitReply();
        try {
            write(content, out);
            socket.setSoTimeout((int) afterData.toMillis());
            finishData();
        } catch (IOException e) {
            broken = true;
            return replyOr(new MessagingException("Sending the content failed", e));
        } catch (MessagingException e) {
            return replyOr(e);
        }
        return reply();
    }

    private static void write(Content content, OutputStream out) throws IOException {
        byte[] buffer = new byte[16 * 1024];
        try (InputStream in = content.open()) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
            }
        }
    }

    private void awaitReply() {
        answered = false;
        reply = Optional.empty();
    }

    /** Angus Mail throws for every reply that it does not expect. */
    private RemoteReply replyOr(MessagingException thrown) throws MessagingException {
        return reply.orElseThrow(() -> isWithoutReply() ? new MessagingException(noReply()) : thrown);
    }

    private RemoteReply reply() throws MessagingException {
        return reply.orElseThrow(() -> new MessagingException(noReply()));
    }

    /** Whether something else has come last, of which Angus Mail only says that its code is -1. */
    private boolean isWithoutReply() {
        return getLastReturnCode() == -1;
    }

    private String noReply() {
        return isWithoutReply() && "[EOF]".equals(getLastServerResponse())
                ? "the host closed the connection"
                : "the host sent something that is no reply: " + RemoteReply.oneLine(getLastServerResponse());
    }

    /** Says QUIT and closes. The host's answer would change nothing, and is not waited for. */
    void quit() {
        try {
            close();
        } catch (MessagingException e) {
            LOG.log(Level.DEBUG, "Closing the connection to " + hop.host() + " failed", e);
        } finally {
            closeSocket();
        }
    }

    private void closeSocket() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Closing the connection to " + hop.host() + " failed", e);
        }
    }
}
