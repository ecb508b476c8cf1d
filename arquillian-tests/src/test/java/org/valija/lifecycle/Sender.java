package org.valija.lifecycle;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.TestServer;

/**
 * A mail server that has one message after the other for us. What is put off it sends again, until it is taken; what is
 * refused for good, or not answered at all, ends it with an error. Runs on a thread of its own until {@link #stop}.
 */
final class Sender implements Callable<List<Sender.Sent>> {

    /** For whom its messages are. */
    enum Way {
        /** A bean. */
        BEAN("returns@transacted.example"),
        /** A bean that wants no message twice. */
        ONCE("anybody@committed.example"),
        /** Somebody elsewhere. */
        RELAY("luis@elsewhere.example");

        private final String recipient;

        Way(String recipient) {
            this.recipient = recipient;
        }
    }

    /**
     * A message that was answered with 250 at last.
     *
     * @param attempts with the one that was taken
     * @param inDoubt attempts that ended between the end of the data and the reply
     */
    record Sent(String subject, Way way, int attempts, int inDoubt) {}

    /** A session that has to wait: somebody said so, or ended the connection before the end of the data. */
    private static final class PutOffException extends Exception {

        private static final long serialVersionUID = 1L;
    }

    /** The server is closing; the same in other words; a server error for now; no login for now (RFC 4954 section 6). */
    private static final Set<Integer> FOR_NOW = Set.of(421, 450, 451, 454);

    private static final Duration GIVE_UP = Duration.ofSeconds(180);
    private static final int MESSAGES_OF_A_SESSION = 5;
    private static final int PAUSE_MILLIS = 50;
    private static final int RETRY_MILLIS = 200;

    private final String name;
    private final Way way;
    private final int port;
    private final AtomicInteger taken = new AtomicInteger();
    private volatile boolean stopped;
    private volatile Duration longestWait = Duration.ZERO;
    private SmtpClient session;
    private int messagesOfSession;

    /** @param name the subjects of its messages begin so */
    Sender(String name, Way way) {
        this(name, way, way == Way.RELAY ? TestServer.submissionPort() : TestServer.relayPort());
    }

    Sender(String name, Way way, int port) {
        this.name = name;
        this.way = way;
        this.port = port;
    }

    /** Ends {@link #call} once the message at hand has been taken. */
    void stop() {
        stopped = true;
    }

    /** How many messages have been taken so far. */
    int taken() {
        return taken.get();
    }

    /** How long the slowest attempt has taken. */
    Duration longestWait() {
        return longestWait;
    }

    @Override
    public List<Sent> call() throws Exception {
        List<Sent> all = new ArrayList<>();
        try {
            while (!stopped) {
                all.add(deliver(name + " " + all.size()));
                taken.incrementAndGet();
                Thread.sleep(PAUSE_MILLIS);
            }
        } finally {
            leave();
        }
        return all;
    }

    private Sent deliver(String subject) throws InterruptedException {
        Instant end = Instant.now().plus(GIVE_UP);
        int inDoubt = 0;
        for (int attempt = 1; Instant.now().isBefore(end); attempt++) {
            Instant begin = Instant.now();
            Outcome outcome = attempt(subject);
            Duration wait = Duration.between(begin, Instant.now());
            longestWait = wait.compareTo(longestWait) > 0 ? wait : longestWait;
            if (outcome == Outcome.TAKEN) {
                return new Sent(subject, way, attempt, inDoubt);
            }
            inDoubt += outcome == Outcome.IN_DOUBT ? 1 : 0;
            leave();
            Thread.sleep(RETRY_MILLIS);
        }
        throw new AssertionError(subject + " was not taken within " + GIVE_UP);
    }

    private enum Outcome {
        TAKEN,
        PUT_OFF,
        IN_DOUBT
    }

    private Outcome attempt(String subject) {
        boolean ended = false;
        try {
            if (session == null || messagesOfSession == MESSAGES_OF_A_SESSION) {
                leave();
                open();
            }
            messagesOfSession++;
            accepted(session.command("MAIL FROM:<" + TestServer.ROBOT.user() + ">"));
            accepted(session.command("RCPT TO:<" + way.recipient + ">"));
            accepted(session.command("DATA"));
            ended = true;
            session.output().write(message(subject));
            session.output().flush();
            accepted(session.reply());
            return Outcome.TAKEN;
        } catch (PutOffException e) {
            return Outcome.PUT_OFF;
        } catch (SocketTimeoutException e) {
            throw new AssertionError(subject + ": no reply at all; " + transcript(), e);
        } catch (IOException e) {
            return ended ? Outcome.IN_DOUBT : Outcome.PUT_OFF;
        }
    }

    private void open() throws IOException, PutOffException {
        messagesOfSession = 0;
        boolean login = way == Way.RELAY;
        session = SmtpClient.connect(port);
        accepted(session.greeting());
        accepted(session.ehlo());
        if (login) {
            accepted(session.startTls());
            accepted(session.ehlo());
            accepted(session.login(TestServer.ROBOT));
        }
    }

    private void accepted(SmtpReply reply) throws PutOffException {
        if (FOR_NOW.contains(reply.code())) {
            throw new PutOffException();
        }
        if (!reply.isPositive() && reply.code() != 354) {
            throw new AssertionError(name + " was refused: " + reply + "; " + transcript());
        }
    }

    private List<String> transcript() {
        return session == null ? List.of() : session.transcript();
    }

    private static byte[] message(String subject) {
        return ("Message-ID: <" + subject.replace(' ', '.') + "@laboratorio.local>\r\nFrom: " + TestServer.ROBOT.user()
                        + "\r\nSubject: " + subject + "\r\n\r\nHola.\r\n.\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private void leave() {
        if (session == null) {
            return;
        }
        try {
            session.close();
        } catch (IOException e) {
            // It was closed already.
        }
        session = null;
    }
}
