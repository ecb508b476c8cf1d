package org.valija.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.route.NextHop;
import org.valija.route.Route.Tls;

class ConnectionReuseTest {

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20));

    /** So long that only what a test does ends a connection. */
    private static final Duration LONG = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    private SmtpClient client(ConnectionReuse reuse) {
        try {
            return new SmtpClient("mail.ejemplo.com", SSLContext.getDefault(), reuse, scheduler);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private SmtpClient client() {
        return client(new ConnectionReuse(100, LONG, LONG, 10));
    }

    private RecipientOutcome deliver(SmtpClient client, ScriptedHost host, Tls tls, String recipient)
            throws IOException {
        NextHop hop =
                new NextHop("localhost", List.of(InetAddress.getLoopbackAddress()), host.port(), tls, Optional.empty());
        Envelope envelope =
                new Envelope(Optional.of(MailAddress.parse("ana@ejemplo.com")), List.of(MailAddress.parse(recipient)));
        try (Content content = ContentSpool.spool(
                new ByteArrayInputStream("Subject: a\r\n\r\nb\r\n".getBytes(StandardCharsets.UTF_8)), directory)) {
            return client.deliver(List.of(hop), envelope, content, PATIENCE).get(0);
        }
    }

    private RecipientOutcome deliver(SmtpClient client, ScriptedHost host, String recipient) throws IOException {
        return deliver(client, host, Tls.NONE, recipient);
    }

    private static String greetingsIn(List<String> commands) {
        return String.join(
                " ",
                commands.stream()
                        .map(command -> command.split(" ")[0])
                        .filter(verb -> !verb.equals("RCPT") && !verb.equals("DATA"))
                        .toList());
    }

    @Test
    void sendsOneMessageAfterAnotherOverOneConnection() throws IOException {
        try (ScriptedHost host = new ScriptedHost()) {
            try (SmtpClient client = client()) {
                for (int i = 0; i < 3; i++) {
                    assertThat(deliver(client, host, "luis@b.test")).isInstanceOf(Delivered.class);
                }
            }
            assertThat(greetingsIn(host.commands())).isEqualTo("EHLO MAIL MAIL MAIL QUIT");
            assertThat(host.contents()).hasSize(3);
        }
    }

    @Test
    void clearsAwayWhatARefusalHasLeft() throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer("RCPT TO:<nadie@", "550 5.1.1 nobody")) {
            try (SmtpClient client = client()) {
                assertThat(deliver(client, host, "nadie@b.test")).isInstanceOf(Bounced.class);
                assertThat(deliver(client, host, "luis@b.test")).isInstanceOf(Delivered.class);
            }
            assertThat(greetingsIn(host.commands())).isEqualTo("EHLO MAIL RSET MAIL QUIT");
        }
    }

    @Test
    void takesANewConnectionAfterSoManyMessages() throws IOException {
        try (ScriptedHost host = new ScriptedHost()) {
            try (SmtpClient client = client(new ConnectionReuse(2, LONG, LONG, 10))) {
                for (int i = 0; i < 5; i++) {
                    deliver(client, host, "luis@b.test");
                }
            }
            assertThat(greetingsIn(host.commands()))
                    .matches("EHLO MAIL MAIL (QUIT EHLO|EHLO QUIT) MAIL MAIL (QUIT EHLO|EHLO QUIT) MAIL QUIT");
        }
    }

    @Test
    void takesANewConnectionWhenTheOldOneHasAnAge() throws IOException {
        try (ScriptedHost host = new ScriptedHost()) {
            try (SmtpClient client = client(new ConnectionReuse(100, Duration.ZERO, LONG, 10))) {
                deliver(client, host, "luis@b.test");
                deliver(client, host, "luis@b.test");
            }
            assertThat(host.commands())
                    .filteredOn(command -> command.startsWith("EHLO"))
                    .hasSize(2);
        }
    }

    /** commands() returns when the session has ended, and nobody but the timer ends it. */
    @Test
    void closesAConnectionThatNobodyNeeds() throws IOException {
        try (ScriptedHost host = new ScriptedHost()) {
            deliver(client(new ConnectionReuse(100, LONG, Duration.ofMillis(50), 10)), host, "luis@b.test");

            assertThat(greetingsIn(host.commands())).isEqualTo("EHLO MAIL QUIT");
        }
    }

    @Test
    void keepsNoMoreThanItMay() throws IOException {
        try (ScriptedHost host = new ScriptedHost();
                ScriptedHost other = new ScriptedHost();
                SmtpClient client = client(new ConnectionReuse(100, LONG, LONG, 1))) {
            deliver(client, host, "luis@b.test");
            deliver(client, other, "luis@b.test");

            assertThat(greetingsIn(other.commands())).isEqualTo("EHLO MAIL QUIT");
        }
    }

    /** Of a second message over one connection this host wants to know nothing, in one way or another. */
    @ParameterizedTest
    @ValueSource(strings = {ScriptedHost.CLOSE, "421 4.4.2 timeout", "451 4.7.0 too many messages"})
    void triesAgainOverANewConnectionWhereTheOldOneIsOfNoUse(String answer) throws IOException {
        try (ScriptedHost host = new ScriptedHost()) {
            try (SmtpClient client = client()) {
                deliver(client, host, "luis@b.test");
                host.answerOnce("MAIL", answer);

                assertThat(deliver(client, host, "eva@b.test")).isInstanceOf(Delivered.class);
            }
            assertThat(host.commands())
                    .filteredOn(command -> command.startsWith("EHLO"))
                    .hasSize(2);
            assertThat(host.contents()).hasSize(2);
        }
    }

    @Test
    void doesNotKeepAConnectionThatTheHostIsLeaving() throws IOException {
        try (ScriptedHost host = new ScriptedHost()) {
            try (SmtpClient client = client()) {
                host.answerOnce("RCPT", "421 4.3.2 going down");
                assertThat(deliver(client, host, "luis@b.test")).isInstanceOf(Deferred.class);
                assertThat(deliver(client, host, "luis@b.test")).isInstanceOf(Delivered.class);
            }
            assertThat(host.commands())
                    .filteredOn(command -> command.startsWith("EHLO"))
                    .hasSize(2);
        }
    }

    @Test
    void doesNotUseAClearConnectionWhereTlsIsRequired() throws IOException {
        try (ScriptedHost host = new ScriptedHost();
                SmtpClient client = client()) {
            assertThat(deliver(client, host, "luis@b.test")).isInstanceOf(Delivered.class);
            assertThat(deliver(client, host, Tls.REQUIRED, "luis@b.test")).isInstanceOf(Deferred.class);
        }
    }
}
