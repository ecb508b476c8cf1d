package org.valija.outbound;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** A mail host that is polite up to a stage of the session, where it does what it is made for, in each session. */
final class HostilePeer implements Closeable {

    /** Where it happens, instead of the right reply. */
    enum Stage {
        GREETING("220 peer.test"),
        EHLO("250 peer.test"),
        /** Behind the 220 to STARTTLS. */
        HANDSHAKE(""),
        MAIL("250 2.1.0 fine"),
        RCPT("250 2.1.5 fine"),
        DATA("354 go on"),
        END_OF_DATA("250 2.0.0 taken"),
        /** Never: the peer is a good one. */
        NONE("");

        private final String reply;

        Stage(String reply) {
            this.reply = reply;
        }
    }

    /** What happens; afterwards the connection is closed. */
    enum Misdeed {
        CLOSES {
            @Override
            void commit(Talk talk) {}
        },
        RESETS {
            @Override
            void commit(Talk talk) throws IOException {
                talk.client.setSoLinger(true, 0);
            }
        },
        SAYS_NOTHING {
            @Override
            void commit(Talk talk) throws InterruptedException {
                Thread.sleep(LONG_MILLIS);
            }
        },
        SAYS_AN_OCTET_NOW_AND_THEN {
            @Override
            void commit(Talk talk) throws IOException, InterruptedException {
                // The head of a TLS record (handshake, TLS 1.2, 16 KiB), or of a line.
                talk.write(talk.stage == Stage.HANDSHAKE ? new byte[] {22, 3, 3, 64, 0} : ascii("2"));
                while (true) {
                    Thread.sleep(PAUSE_MILLIS);
                    talk.write(ascii("2"));
                }
            }
        },
        SAYS_A_LINE_WITHOUT_END {
            @Override
            void commit(Talk talk) throws IOException {
                talk.write(ascii("250-"));
                while (true) {
                    talk.write(ascii("a".repeat(16 * 1024)));
                }
            }
        },
        SAYS_LINES_WITHOUT_END {
            @Override
            void commit(Talk talk) throws IOException {
                while (true) {
                    talk.write(ascii("250-and more\r\n".repeat(1024)));
                }
            }
        },
        IS_BUSY {
            @Override
            void commit(Talk talk) throws IOException {
                talk.say("421 4.3.2 not now");
                talk.say("421 4.3.2 not now");
            }
        },
        TALKS_NONSENSE {
            @Override
            void commit(Talk talk) throws IOException {
                talk.write(new byte[] {0, (byte) 0xff, 27, '[', '3', '1', 'm', '2', '5', '0', '\r', '\n'});
                talk.say("nonsense");
            }
        },
        /** Reads the content as slowly. */
        READS_AN_OCTET_NOW_AND_THEN {
            @Override
            void commit(Talk talk) throws IOException, InterruptedException {
                talk.say("354 go on");
                while (talk.in.read() >= 0) {
                    Thread.sleep(PAUSE_MILLIS);
                }
            }
        },
        IS_RIGHT_BUT_LATE {
            @Override
            void commit(Talk talk) throws IOException, InterruptedException {
                Thread.sleep(LATE_MILLIS);
                talk.say(talk.stage.reply);
            }
        };

        abstract void commit(Talk talk) throws IOException, InterruptedException;
    }

    static final long LATE_MILLIS = 2_000;
    private static final long LONG_MILLIS = 20_000;
    private static final long PAUSE_MILLIS = 50;
    private static final int SMALL_BUFFER = 4 * 1024;

    private final Stage stage;
    private final Misdeed misdeed;
    private final ServerSocket server = new ServerSocket();
    private final ExecutorService sessions = Executors.newCachedThreadPool();
    private final AtomicLong said = new AtomicLong();

    HostilePeer(Stage stage, Misdeed misdeed) throws IOException {
        this.stage = stage;
        this.misdeed = misdeed;
        server.setReceiveBufferSize(SMALL_BUFFER);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        sessions.execute(this::accept);
    }

    static HostilePeer polite() throws IOException {
        return new HostilePeer(Stage.NONE, Misdeed.CLOSES);
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many octets it got rid of. */
    long said() {
        return said.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                sessions.execute(() -> serve(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            new Talk(client).run();
        } catch (IOException e) {
            // The client has had enough of it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private final class Talk {

        private final Socket client;
        private final InputStream in;
        private final OutputStream out;
        private Stage stage = Stage.GREETING;

        Talk(Socket client) throws IOException {
            this.client = client;
            this.in = new BufferedInputStream(client.getInputStream());
            this.out = client.getOutputStream();
        }

        void run() throws IOException, InterruptedException {
            boolean goesOn = reach(Stage.GREETING);
            while (goesOn) {
                goesOn = answer(line());
            }
        }

        private boolean answer(String command) throws IOException, InterruptedException {
            switch (command.split("[ :]")[0]) {
                case "EHLO", "HELO" -> {
                    if (HostilePeer.this.stage == Stage.HANDSHAKE) {
                        say("250-peer.test\r\n250 STARTTLS");
                        return true;
                    }
                    return reach(Stage.EHLO);
                }
                case "STARTTLS" -> {
                    say("220 go on");
                    return reach(Stage.HANDSHAKE);
                }
                case "MAIL" -> {
                    return reach(Stage.MAIL);
                }
                case "RCPT" -> {
                    return reach(Stage.RCPT);
                }
                case "DATA" -> {
                    return reach(Stage.DATA) && content() && reach(Stage.END_OF_DATA);
                }
                default -> {
                    return false;
                }
            }
        }

        private boolean content() throws IOException {
            while (!line().equals(".")) {
                // to its end
            }
            return true;
        }

        /** Returns whether the session goes on. */
        private boolean reach(Stage reached) throws IOException, InterruptedException {
            stage = reached;
            if (reached == HostilePeer.this.stage) {
                misdeed.commit(this);
                return false;
            }
            say(reached.reply);
            return true;
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("The client has gone");
                }
                line.append((char) c);
            }
            return line.toString().strip();
        }

        private void say(String reply) throws IOException {
            write(ascii(reply + "\r\n"));
        }

        private void write(byte[] octets) throws IOException {
            out.write(octets);
            said.addAndGet(octets.length);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        sessions.shutdownNow();
    }
}
