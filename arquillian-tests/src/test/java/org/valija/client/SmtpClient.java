package org.valija.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.valija.server.TestServer;
import org.valija.server.TestServer.Account;

/**
 * An SMTP client that does what it is told, right or wrong, and records the dialogue. For one thread; every read ends
 * after 60 seconds.
 */
public final class SmtpClient implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 60_000;

    private final List<String> transcript = new ArrayList<>();
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private SmtpReply greeting;

    private SmtpClient() {}

    /** Connects and reads the greeting. */
    public static SmtpClient connect(int port) throws IOException {
        return connectFrom(TestServer.HOST, port);
    }

    /** The same from another address of this machine, such as 127.0.0.9. */
    public static SmtpClient connectFrom(String address, int port) throws IOException {
        SmtpClient client = new SmtpClient();
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress(TestServer.HOST, port), TIMEOUT_MILLIS);
        client.use(socket);
        client.greeting = client.reply();
        return client;
    }

    /** Connects by TLS (RFC 8314) and reads the greeting. */
    public static SmtpClient connectTls(int port) throws IOException {
        return connectTls(port, new KeyManager[0]);
    }

    /** The same, with a certificate if the server asks for one. */
    public static SmtpClient connectTls(int port, KeyManager... certificate) throws IOException {
        SmtpClient client = new SmtpClient();
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(TestServer.HOST, port), TIMEOUT_MILLIS);
        client.use(wrap(socket, certificate));
        client.greeting = client.reply();
        return client;
    }

    /** A client of the submission port that has said STARTTLS and logged in. */
    public static SmtpClient submission(Account account) throws IOException {
        SmtpClient client = connect(TestServer.submissionPort());
        client.ehlo();
        client.startTls();
        client.ehlo();
        SmtpReply reply = client.login(account);
        if (!reply.isPositive()) {
            client.close();
            throw new IOException("Login failed: " + reply);
        }
        return client;
    }

    /** What the server said first. */
    public SmtpReply greeting() {
        return greeting;
    }

    /** Sends one command line and reads the reply. */
    public SmtpReply command(String line) throws IOException {
        transcript.add("C: " + line);
        write(line + "\r\n");
        return reply();
    }

    public SmtpReply ehlo() throws IOException {
        return command("EHLO laboratorio.local");
    }

    /** Says STARTTLS and, if the server agrees, does the handshake. */
    public SmtpReply startTls() throws IOException {
        SmtpReply reply = command("STARTTLS");
        if (reply.isPositive()) {
            use(wrap(socket));
        }
        return reply;
    }

    /** AUTH PLAIN with an initial response (RFC 4616). */
    public SmtpReply login(Account account) throws IOException {
        byte[] response = ("\0" + account.user() + "\0" + account.password()).getBytes(StandardCharsets.UTF_8);
        return command("AUTH PLAIN " + Base64.getEncoder().encodeToString(response));
    }

    /** MAIL, RCPT for each recipient, and DATA; returns the first reply that is a refusal, or else the last one. */
    public SmtpReply send(String sender, List<String> recipients, String message) throws IOException {
        SmtpReply reply = command("MAIL FROM:<" + sender + ">");
        for (String recipient : recipients) {
            if (!reply.isPositive()) {
                return reply;
            }
            reply = command("RCPT TO:<" + recipient + ">");
        }
        return reply.isPositive() ? data(message) : reply;
    }

    /**
     * DATA and the message, dot-stuffed here.
     *
     * @param message its lines end with a line feed
     */
    public SmtpReply data(String message) throws IOException {
        SmtpReply reply = command("DATA");
        if (reply.code() != 354) {
            return reply;
        }
        transcript.add("C: (message of " + message.length() + " characters)");
        String stuffed = message.startsWith(".") ? "." + message : message;
        write(stuffed.replace("\n.", "\n..").replace("\n", "\r\n"));
        write(message.endsWith("\n") ? ".\r\n" : "\r\n.\r\n");
        return reply();
    }

    /** What was said, line by line: {@code C: } and {@code S: } in front, messages left out. */
    public List<String> transcript() {
        return List.copyOf(transcript);
    }

    /** Where raw octets can be written; they are not in the transcript. */
    public OutputStream output() {
        return out;
    }

    /** Reads a reply, for those who have written to {@link #output}. */
    public SmtpReply reply() throws IOException {
        List<String> lines = new ArrayList<>();
        while (true) {
            String line = readLine();
            transcript.add("S: " + line);
            lines.add(line.length() > 4 ? line.substring(4) : "");
            if (line.length() < 4 || line.charAt(3) != '-') {
                return new SmtpReply(Integer.parseInt(line.substring(0, 3)), lines);
            }
        }
    }

    /** Says QUIT if the connection still stands, and closes it. */
    @Override
    public void close() throws IOException {
        try (Socket closing = socket) {
            closing.setSoTimeout(1000);
            command("QUIT");
        } catch (IOException e) {
            transcript.add("(closed: " + e.getMessage() + ")");
        }
    }

    /** Closes the connection without a word. */
    public void drop() throws IOException {
        transcript.add("(dropped)");
        socket.close();
    }

    private void use(Socket connected) throws IOException {
        socket = connected;
        socket.setSoTimeout(TIMEOUT_MILLIS);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new EOFException("The server closed the connection; so far: " + transcript);
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static SSLSocket wrap(Socket plain, KeyManager... shown) throws IOException {
        SSLSocket secure = (SSLSocket)
                trustingTheServer(shown).getSocketFactory().createSocket(plain, TestServer.HOST, plain.getPort(), true);
        secure.setSoTimeout(TIMEOUT_MILLIS);
        secure.startHandshake();
        return secure;
    }

    /** The certificate that the set-up script made is the only one that is trusted. */
    private static SSLContext trustingTheServer(KeyManager... shown) throws IOException {
        Path certificate = TestServer.certificate();
        try (InputStream pem = Files.newInputStream(certificate)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(pem));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("The certificate in " + certificate + " can't be used", e);
        }
    }
}
