package org.valija.smtp;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

/** A client over a plain socket that says exactly what a test wants said. */
final class TestClient implements Closeable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private Socket socket;

    TestClient(int port) throws IOException {
        this(new Socket("127.0.0.1", port));
    }

    TestClient(int port, SSLContext tls) throws IOException {
        this(tls.getSocketFactory().createSocket("127.0.0.1", port));
    }

    private TestClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(TIMEOUT_MILLIS);
    }

    /** From now on waits long for what takes long. */
    void patient() throws IOException {
        socket.setSoTimeout(12 * TIMEOUT_MILLIS);
    }

    /** From now on waits for a reply no longer than this. */
    void waitAtMost(Duration limit) throws IOException {
        socket.setSoTimeout((int) limit.toMillis());
    }

    /** Connects and takes the greeting. */
    static TestClient greeted(int port) throws IOException {
        TestClient client = new TestClient(port);
        client.reply();
        return client;
    }

    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.UTF_8));
    }

    void send(byte[] octets) throws IOException {
        socket.getOutputStream().write(octets);
        socket.getOutputStream().flush();
    }

    /** Sends a line and takes the reply. */
    String say(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** Takes one reply, of several lines maybe; empty at the end of the stream. */
    String reply() throws IOException {
        StringBuilder reply = new StringBuilder();
        String line;
        do {
            line = line();
            reply.append(line).append(line.isEmpty() ? "" : "\n");
        } while (line.length() > 3 && line.charAt(3) == '-');
        return reply.toString().stripTrailing();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        int octet = in.read();
        while (octet >= 0 && octet != '\n') {
            if (octet != '\r') {
                line.write(octet);
            }
            octet = in.read();
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** What one read of the socket brings: as much as came in one piece. */
    String piece() throws IOException {
        byte[] octets = new byte[64 * 1024];
        int length = socket.getInputStream().read(octets);
        return length < 0 ? "" : new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    /** STARTTLS, and the handshake. */
    void startTls(SSLContext tls) throws IOException {
        say("STARTTLS");
        handshake(tls);
    }

    void handshake(SSLContext tls, String... versions) throws IOException {
        handshakeAs("127.0.0.1", socket.getPort(), tls, versions);
    }

    /**
     * @param host and the port: what the client takes the server for, whose sessions it resumes
     */
    SSLSession handshakeAs(String host, int port, SSLContext tls, String... versions) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, host, port, true);
        if (versions.length > 0) {
            secured.setEnabledProtocols(versions);
        }
        secured.setSoTimeout(TIMEOUT_MILLIS);
        secured.startHandshake();
        socket = secured;
        return secured.getSession();
    }

    /** EHLO to DATA, for one recipient. */
    void beginData() throws IOException {
        say("EHLO client.example");
        say("MAIL FROM:<ana@ejemplo.com>");
        say("RCPT TO:<soporte@ejemplo.com>");
        String reply = say("DATA");
        if (!reply.startsWith("354 ")) {
            throw new IOException("No 354, but " + reply);
        }
    }

    /** Everything up to the end of the stream; a reset is an end, too. */
    String untilTheEnd() throws IOException {
        StringBuilder all = new StringBuilder();
        try {
            for (String piece = piece(); !piece.isEmpty(); piece = piece()) {
                all.append(piece);
            }
        } catch (SocketException e) {
            all.append('[').append(e.getMessage()).append(']');
        }
        return all.toString();
    }

    void closeOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset instead of an orderly end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
