package org.valija.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A mail host on the loopback that takes no message, in a way of its own, however often it is asked. */
final class Nuisance extends LoopbackHost {

    /** What it does with a client. */
    enum Way {
        SAYS_NOTHING {
            @Override
            void serve(Socket client) throws IOException, InterruptedException {
                Thread.sleep(LONG_MILLIS);
            }
        },
        SAYS_AN_OCTET_A_SECOND {
            @Override
            void serve(Socket client) throws IOException, InterruptedException {
                for (long passed = 0; passed < LONG_MILLIS; passed += SECOND_MILLIS) {
                    say(client, "2");
                    Thread.sleep(SECOND_MILLIS);
                }
            }
        },
        NEVER_STOPS {
            @Override
            void serve(Socket client) throws IOException {
                while (true) {
                    say(client, "220-and more\r\n".repeat(1024));
                }
            }
        },
        IS_BUSY {
            @Override
            void serve(Socket client) throws IOException {
                say(client, "421 4.3.2 not now\r\n");
            }
        },
        CLOSES_BEHIND_THE_MESSAGE {
            @Override
            void serve(Socket client) throws IOException {
                converse(client);
            }
        };

        abstract void serve(Socket client) throws IOException, InterruptedException;

        /** Up to the end of a message. */
        private static void converse(Socket client) throws IOException {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            say(client, "220 peer.example\r\n");
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                switch (line.split("[ :]")[0]) {
                    case "EHLO", "MAIL", "RCPT" -> say(client, "250 2.0.0 Ok\r\n");
                    case "DATA" -> say(client, "354 Go on\r\n");
                    default -> {} // the message
                }
            }
        }
    }

    private static final long LONG_MILLIS = 300_000;
    private static final long SECOND_MILLIS = 1_000;

    private final Way way;

    Nuisance(Way way) throws IOException {
        this.way = way;
        open();
    }

    @Override
    void serve(Socket client) throws IOException, InterruptedException {
        way.serve(client);
    }

    private static void say(Socket client, String text) throws IOException {
        OutputStream out = client.getOutputStream();
        out.write(text.getBytes(StandardCharsets.US_ASCII));
    }
}
