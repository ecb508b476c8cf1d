package org.valija.delivery;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A host that answers as it is told. By default it takes everything; {@link #answer} changes the answer to the commands
 * that begin with a text. Octets that it gets are ISO 8859-1 here, so that none is lost.
 */
final class ScriptedHost implements Closeable {

    /** As an answer: say nothing and close. */
    static final String CLOSE = "close";
    /** As an answer: say nothing and wait. */
    static final String SILENCE = "silence";
    /** As an answer to the end of data: the key. */
    static final String END_OF_DATA = ".";
    /** The key of the greeting. */
    static final String GREETING = "greeting";

    private final ServerSocket server;
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, String> onceAnswers = new ConcurrentHashMap<>();
    private final List<String> commands = Collections.synchronizedList(new ArrayList<>());
    private final List<String> contents = Collections.synchronizedList(new ArrayList<>());
    private final List<String> clients = Collections.synchronizedList(new ArrayList<>());
    private final Phaser sessions = new Phaser(1);
    private final SSLContext tls;
    private final boolean implicitTls;

    ScriptedHost() throws IOException {
        this(null, false);
    }

    ScriptedHost(SSLContext tls, boolean implicitTls) throws IOException {
        this.tls = tls;
        this.implicitTls = implicitTls;
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        answer(GREETING, "220 host.test ESMTP");
        answer("EHLO", "250-host.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 1000000");
        answer("DATA", "354 go on");
        answer("STARTTLS", tls == null ? "502 5.5.1 not here" : "220 2.0.0 go on");
        Thread accepting = new Thread(this::accept, "scripted host");
        accepting.setDaemon(true);
        accepting.start();
    }

    ScriptedHost answer(String command, String answer) {
        answers.put(command, answer);
        return this;
    }

    /** For the next command of this verb only. */
    ScriptedHost answerOnce(String verb, String answer) {
        onceAnswers.put(verb, answer);
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    /** What clients have sent, without contents; waits for the end of the sessions, since QUIT is not answered. */
    List<String> commands() {
        sessions.arriveAndAwaitAdvance();
        return List.copyOf(commands);
    }

    /** The addresses that sessions came from. */
    List<String> clients() {
        return List.copyOf(clients);
    }

    /** The contents, as they went over the wire. */
    List<String> contents() {
        return List.copyOf(contents);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                client.setSoTimeout(5_000);
                clients.add(client.getInetAddress().getHostAddress());
                sessions.register();
                Thread serving = new Thread(() -> serve(client), "scripted host session");
                serving.setDaemon(true);
                serving.start();
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket accepted) {
        try (Socket client = implicitTls ? secured(accepted) : accepted) {
            session(client, true);
        } catch (IOException | InterruptedException e) {
            commands.add("(" + e.getClass().getSimpleName() + ")");
        } finally {
            sessions.arriveAndDeregister();
        }
    }

    private Socket secured(Socket plain) throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        socket.setUseClientMode(false);
        return socket;
    }

    private void session(Socket client, boolean greet) throws IOException, InterruptedException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
        OutputStream out = client.getOutputStream();
        if (greet && !say(out, answers.get(GREETING))) {
            return;
        }
        for (String command = in.readLine(); command != null; command = in.readLine()) {
            commands.add(command);
            if (command.equals("QUIT")) {
                return;
            }
            String answer = answerTo(command);
            if (!say(out, answer)) {
                return;
            }
            if (command.equals("STARTTLS") && answer.startsWith("220")) {
                session(secured(client), false);
                return;
            }
            if (command.equals("DATA") && answer.startsWith("354")) {
                contents.add(content(in));
                if (!say(out, answers.getOrDefault(END_OF_DATA, "250 2.0.0 taken"))) {
                    return;
                }
            }
        }
    }

    private String answerTo(String command) {
        String once = onceAnswers.remove(command.split(" ")[0]);
        if (once != null) {
            return once;
        }
        return answers.entrySet().stream()
                .filter(answer -> command.startsWith(answer.getKey()))
                .max(Comparator.comparingInt(answer -> answer.getKey().length()))
                .map(Map.Entry::getValue)
                .orElse("250 2.0.0 fine");
    }

    /** Returns whether the session goes on. */
    private static boolean say(OutputStream out, String answer) throws IOException, InterruptedException {
        if (answer.equals(SILENCE)) {
            Thread.sleep(10_000);
            return false;
        }
        if (answer.equals(CLOSE)) {
            return false;
        }
        out.write((answer + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return true;
    }

    private static String content(BufferedReader in) throws IOException {
        StringBuilder content = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                throw new IOException("the client went away in its content");
            }
            content.append((char) c);
            int n = content.length();
            if (n >= 3 && content.substring(Math.max(0, n - 5)).endsWith("\r\n.\r\n")) {
                return content.substring(0, n - 3);
            }
            if (n == 3 && content.toString().equals(".\r\n")) {
                return "";
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
