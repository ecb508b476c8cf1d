package org.valija.benchmarks.jmh;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.smtp.Authentication;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.LoginOutcome;
import org.valija.smtp.MailHandler;
import org.valija.smtp.RecipientAnswer;
import org.valija.smtp.SmtpServer;
import org.valija.smtp.SmtpServerSettings;
import org.valija.smtp.sasl.Proof;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.sasl.ScramVerifier;
import org.valija.spi.ListenerSettings;

/**
 * One client on a kept connection over loopback, against the engine alone: what takes the mail answers at once. An
 * operation is a whole mail transaction, its command lines pipelined or each behind the reply before it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class OneSession {

    private static final int TIMEOUT = 30_000;
    private static final int LINES = 128;

    private static final byte[] CONTENT = ("Subject: x\r\n\r\n" + ("x".repeat(78) + "\r\n").repeat(LINES) + ".\r\n")
            .getBytes(StandardCharsets.US_ASCII);

    private Path spool;
    private SmtpServer server;
    private Socket socket;
    private BufferedReader replies;
    private OutputStream out;

    @Setup
    public void connect() throws IOException {
        spool = Files.createTempDirectory("valija-jmh");
        server = new SmtpServer(SmtpServerSettings.builder("localhost", spool).build(), new TakesAll());
        int port = server.apply(new ListenerSettings("jmh", ListenerKind.RELAY, "127.0.0.1", 0, true, 1_000_000, 100))
                .port();
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(TIMEOUT);
        socket.setTcpNoDelay(true);
        replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        out = socket.getOutputStream();
        expect("220");
        say("EHLO client.test\r\n");
        expect("250");
    }

    @TearDown
    public void close() throws IOException {
        socket.close();
        server.close();
        Files.deleteIfExists(spool);
    }

    @Benchmark
    public void oneByOne() throws IOException {
        say("MAIL FROM:<ana@client.test>\r\n");
        expect("250");
        say("RCPT TO:<soporte@ejemplo.com>\r\n");
        expect("250");
        say("DATA\r\n");
        expect("354");
        out.write(CONTENT);
        expect("250");
    }

    @Benchmark
    public void pipelined() throws IOException {
        say("MAIL FROM:<ana@client.test>\r\nRCPT TO:<soporte@ejemplo.com>\r\nDATA\r\n");
        expect("250");
        expect("250");
        expect("354");
        out.write(CONTENT);
        expect("250");
    }

    private void say(String lines) throws IOException {
        out.write(lines.getBytes(StandardCharsets.US_ASCII));
    }

    private void expect(String code) throws IOException {
        String line = replies.readLine();
        while (line != null && line.startsWith(code + "-")) {
            line = replies.readLine();
        }
        if (line == null || !line.startsWith(code)) {
            throw new IOException("Expected " + code + ", not " + line);
        }
    }

    private static final class TakesAll implements MailHandler {

        private static final Reply OK = Reply.of(250, "2.0.0", "Ok");

        @Override
        public CompletionStage<Reply> connect(Client client) {
            return CompletableFuture.completedStage(OK);
        }

        @Override
        public Set<SaslMechanism> mechanisms(Client client) {
            return Set.of();
        }

        @Override
        public CompletionStage<LoginOutcome> authenticate(Client client, Proof proof) {
            return CompletableFuture.failedStage(new UnsupportedOperationException("no login"));
        }

        @Override
        public CompletionStage<Optional<ScramVerifier>> scramVerifier(Client client, String user) {
            return CompletableFuture.completedStage(Optional.empty());
        }

        @Override
        public CompletionStage<Reply> sender(
                Client client, Authentication authentication, Optional<MailAddress> reversePath) {
            return CompletableFuture.completedStage(Reply.of(250, "2.1.0", "Ok"));
        }

        @Override
        public CompletionStage<RecipientAnswer> recipient(
                Client client,
                Optional<MailAddress> reversePath,
                long declaredSize,
                TransmissionOptions options,
                MailAddress recipient) {
            return CompletableFuture.completedStage(new RecipientAnswer(OK, recipient));
        }

        @Override
        public CompletionStage<Reply> deliver(IncomingMail mail) {
            return CompletableFuture.completedStage(OK);
        }
    }
}
