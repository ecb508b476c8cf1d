package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerSettings;

/** The engine over real sockets. */
class SmtpServerTest {

    @TempDir
    Path folder;

    private final RecordingHandler handler = new RecordingHandler();
    private SmtpServer server;
    private int port;

    @BeforeEach
    void start() throws Exception {
        server = new SmtpServer(
                SmtpServerSettings.builder("mail.example", folder.resolve("spool"))
                        .build(),
                handler);
        port = server.apply(new ListenerSettings("relay", ListenerKind.RELAY, "127.0.0.1", 0, true, 1_000_000, 100))
                .port();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void takesAMessage() throws Exception {
        try (TestClient client = new TestClient(port)) {
            assertThat(client.reply()).isEqualTo("220 mail.example ESMTP Valija");
            assertThat(client.say("EHLO client.example"))
                    .isEqualTo(
                            """
                            250-mail.example
                            250-PIPELINING
                            250-SIZE 1000000
                            250-8BITMIME
                            250-SMTPUTF8
                            250-CHUNKING
                            250 ENHANCEDSTATUSCODES""");
            assertThat(client.say("MAIL FROM:<ana@ejemplo.com>")).isEqualTo("250 2.1.0 Ok");
            assertThat(client.say("RCPT TO:<soporte@ejemplo.com>")).isEqualTo("250 2.1.5 Ok");
            assertThat(client.say("DATA")).startsWith("354 ");
            assertThat(client.say("Subject: Hola\r\n\r\n..\r\n."))
                    .isEqualTo("250 2.0.0 Ok: " + handler.mails.get(0).id());
            assertThat(client.say("QUIT")).isEqualTo("221 2.0.0 Bye");
            assertThat(client.reply()).isEmpty();
        }
        IncomingMail mail = handler.mails.get(0);
        assertThat(handler.contents.get(0).substring(0, mail.returnPathLength()))
                .isEqualTo("Return-Path: <ana@ejemplo.com>\r\n");
        assertThat(handler.contents.get(0).substring(mail.returnPathLength()))
                .matches("(?s)Received: from client\\.example \\(\\[127\\.0\\.0\\.1]\\)\r\n"
                        + "\tby mail\\.example with ESMTP id " + mail.id() + "\r\n"
                        + "\tfor <soporte@ejemplo\\.com>;\r\n"
                        + "\t\\w{3}, \\d{1,2} \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d \\+0000\r\n"
                        + "Subject: Hola\r\n\r\n\\.\r\n");
        assertThat(server.spooledOctets()).isZero();
    }
}
