package org.valija.delivery;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A host that takes everything and keeps each octet of it. A line ends for it at CR LF, and the data at CR LF . CR LF, and
 * nowhere else: a client that relies on less waits for its reply in vain.
 */
final class OctetHost implements Closeable {

    private static final int WAITING_SESSIONS = 10;
    private static final int TIMEOUT_SECONDS = 10;

    private final ServerSocket server;
    private final String ehlo;
    private final BlockingQueue<String> sessions = new ArrayBlockingQueue<>(WAITING_SESSIONS);

    /** @param extensions that the reply to EHLO offers */
    OctetHost(String... extensions) throws IOException {
        ehlo = "250-host.test\r\n250-" + String.join("\r\n250-", extensions) + "\r\n250 HELP";
        server = new ServerSocket(0, WAITING_SESSIONS, InetAddress.getLoopbackAddress());
        Thread serving = new Thread(this::serve, "octet host");
        serving.setDaemon(true);
        serving.start();
    }

    int port() {
        return server.getLocalPort();
    }

    /** What the next session has sent, as ISO 8859-1. */
    String session() throws InterruptedException {
        String octets = sessions.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (octets == null) {
            throw new AssertionError("No session has ended");
        }
        return octets;
    }

    private void serve() {
        while (!server.isClosed()) {
            ByteArrayOutputStream octets = new ByteArrayOutputStream();
            try (Socket client = server.accept()) {
                client.setSoTimeout((int) TimeUnit.SECONDS.toMillis(TIMEOUT_SECONDS));
                session(client, octets);
            } catch (IOException e) {
                octets.writeBytes(("(" + e + ")").getBytes(StandardCharsets.ISO_8859_1));
            }
            if (octets.size() > 0) {
                sessions.add(octets.toString(StandardCharsets.ISO_8859_1));
            }
        }
    }

    private void session(Socket client, ByteArrayOutputStream octets) throws IOException {
        InputStream in = client.getInputStream();
        OutputStream out = client.getOutputStream();
        say(out, "220 host.test ESMTP");
        for (String line = read(in, "\r\n", octets); !line.isEmpty(); line = read(in, "\r\n", octets)) {
            if (line.startsWith("EHLO ")) {
                say(out, ehlo);
            } else if (line.equals("DATA\r\n")) {
                say(out, "354 go on");
                // The CR LF of DATA itself may be the first one of the end (RFC 5321 section 4.1.1.4).
                StringBuilder begun = new StringBuilder("\r\n");
                read(in, "\r\n.\r\n", begun, octets);
                say(out, "250 2.0.0 taken");
            } else if (line.equals("QUIT\r\n")) {
                return;
            } else {
                say(out, "250 2.0.0 fine");
            }
        }
    }

    private static String read(InputStream in, String end, ByteArrayOutputStream octets) throws IOException {
        return read(in, end, new StringBuilder(), octets);
    }

    /** Up to the end, or up to that of the stream. */
    private static String read(InputStream in, String end, StringBuilder text, ByteArrayOutputStream octets)
            throws IOException {
        while (text.length() < end.length()
                || !text.substring(text.length() - end.length()).equals(end)) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            octets.write(octet);
            text.append((char) octet);
        }
        return text.toString();
    }

    private static void say(OutputStream out, String reply) throws IOException {
        out.write((reply + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
