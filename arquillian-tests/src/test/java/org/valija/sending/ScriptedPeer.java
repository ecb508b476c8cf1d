package org.valija.sending;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * An SMTP server on the loopback that answers RCPT as it was told, and keeps the messages that it took. A recipient that
 * nothing was said about is taken.
 */
final class ScriptedPeer implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    /** A message that was taken. */
    record Taken(String sender, List<String> recipients, String source) {}

    private final Map<String, Deque<String>> replies = new ConcurrentHashMap<>();
    private final Map<String, Callable<Void>> pauses = new ConcurrentHashMap<>();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final List<Taken> taken = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> commands = new CopyOnWriteArrayList<>();
    private final List<String> clients = new CopyOnWriteArrayList<>();
    private final List<String> extensions;
    private final Optional<SSLContext> tls;
    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    /** @param extensions that it offers besides 8BITMIME and enhanced status codes */
    ScriptedPeer(String... extensions) throws IOException {
        this(0, extensions);
    }

    /** @param port 0 for any that is free */
    ScriptedPeer(int port, String... extensions) throws IOException {
        this(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), Optional.empty(), extensions);
    }

    /** With TLS from the first octet. */
    ScriptedPeer(SSLContext tls, String... extensions) throws IOException {
        this(
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                Optional.empty(),
                extensions);
    }

    /** One that offers STARTTLS, and shows the certificate of the key store of the server under test. */
    static ScriptedPeer withTls(int port) throws IOException {
        return new ScriptedPeer(
                new ServerSocket(port, 50, InetAddress.getLoopbackAddress()),
                Optional.of(TestTls.context()),
                "STARTTLS");
    }

    private ScriptedPeer(ServerSocket server, Optional<SSLContext> tls, String... extensions) {
        this.tls = tls;
        this.extensions = List.of(extensions);
        this.server = server;
        threads.execute(this::acceptAll);
    }

    int port() {
        return server.getLocalPort();
    }

    /** The replies to one RCPT after another, or to one AUTH command; the last one stays. */
    void answer(String asked, String... inTurn) {
        replies.put(asked, new ConcurrentLinkedDeque<>(List.of(inTurn)));
    }

    /**
     * Holds a reply back.
     *
     * @param nth to which RCPT for that recipient, from 1 on
     * @param asked counted down when that RCPT has come
     * @param answer the reply is given when this is at zero
     */
    void holdBack(String recipient, int nth, CountDownLatch asked, CountDownLatch answer) {
        pauses.put(recipient + " " + nth, () -> {
            asked.countDown();
            if (!answer.await(TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)) {
                System.out.println("Nobody has let the scripted peer answer " + recipient);
            }
            return null;
        });
    }

    List<Taken> taken() {
        return List.copyOf(taken);
    }

    /** All that clients have said, without messages. */
    List<String> commands() {
        return List.copyOf(commands);
    }

    /** Who has said EHLO: address and name. */
    List<String> clients() {
        return List.copyOf(clients);
    }

    /** With the connections that clients keep for their next message: another peer may be there by then. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }

    private void acceptAll() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            new Session(socket).run();
        } catch (IOException e) {
            if (!server.isClosed()) {
                System.out.println("The scripted peer lost a client: " + e);
            }
        } finally {
            open.remove(socket);
        }
    }

    private final class Session {

        private Socket socket;
        private BufferedReader in;
        private String sender = "";
        private final List<String> recipients = new ArrayList<>();

        Session(Socket socket) throws IOException {
            use(socket);
        }

        private void use(Socket opened) throws IOException {
            this.socket = opened;
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        void run() throws IOException {
            reply("220 peer.example");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                commands.add(line);
                switch (line.split("[ :]")[0].toUpperCase(Locale.ROOT)) {
                    case "EHLO" -> {
                        clients.add(socket.getInetAddress().getHostAddress() + " " + line.substring(5));
                        hello();
                    }
                    case "MAIL" -> {
                        sender = path(line);
                        recipients.clear();
                        reply("250 2.1.0 Ok");
                    }
                    case "STARTTLS" -> startTls();
                    case "RCPT" -> recipient(path(line));
                    case "AUTH" -> reply(next(line, "235 2.7.0 Ok"));
                    case "DATA" -> data();
                    case "QUIT" -> {
                        reply("221 2.0.0 Bye");
                        return;
                    }
                    default -> reply("250 2.0.0 Ok");
                }
            }
        }

        private void hello() throws IOException {
            StringBuilder reply = new StringBuilder("250-peer.example\r\n250-8BITMIME\r\n");
            extensions.forEach(
                    extension -> reply.append("250-").append(extension).append("\r\n"));
            reply(reply + "250 ENHANCEDSTATUSCODES");
        }

        private void startTls() throws IOException {
            if (tls.isEmpty()) {
                reply("502 5.5.1 No TLS here");
                return;
            }
            reply("220 2.0.0 Go on");
            SSLSocket secure =
                    (SSLSocket) tls.get().getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secure.setUseClientMode(false);
            use(secure);
        }

        private void recipient(String recipient) throws IOException {
            pause(recipient + " " + asked.merge(recipient, 1, Integer::sum));
            String reply = next(recipient, "250 2.1.5 Ok");
            if (reply.startsWith("2")) {
                recipients.add(recipient);
            }
            reply(reply);
        }

        private String next(String question, String otherwise) {
            Deque<String> script = replies.getOrDefault(question, new ConcurrentLinkedDeque<>(List.of(otherwise)));
            return script.size() > 1 ? script.poll() : script.peek();
        }

        private void pause(String recipient) throws IOException {
            try {
                pauses.getOrDefault(recipient, () -> null).call();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }

        private void data() throws IOException {
            reply(recipients.isEmpty() ? "554 5.5.1 No valid recipients" : "354 Go on");
            if (recipients.isEmpty()) {
                return;
            }
            StringBuilder source = new StringBuilder();
            for (String line = in.readLine(); !line.equals("."); line = in.readLine()) {
                source.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
            }
            taken.add(new Taken(sender, List.copyOf(recipients), source.toString()));
            reply("250 2.0.0 Ok");
        }

        private void reply(String reply) throws IOException {
            socket.getOutputStream().write((reply + "\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        private static String path(String line) {
            return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
        }
    }
}
