package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.ConnectionReuse;
import org.valija.delivery.Patience;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.SmtpClient;
import org.valija.dkim.Algorithm;
import org.valija.dkim.KeyRing;
import org.valija.dkim.Signer;
import org.valija.dkim.SigningKey;
import org.valija.dkim.Submitter;
import org.valija.lane.Crew;
import org.valija.lane.LaneLimits;
import org.valija.lane.Lanes;
import org.valija.route.DnsLookup;
import org.valija.route.MailExchangers;
import org.valija.route.OwnHost;
import org.valija.route.RetryTerms;
import org.valija.route.Route;
import org.valija.route.Router;
import org.valija.route.SmartHost;
import org.valija.route.TestNameServer;
import org.valija.route.TestRoutes;
import org.valija.route.TlsPolicies;

class CourierTest {

    @TempDir
    Path directory;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
        threads.shutdownNow();
    }

    /** What the database has of its key is damaged. */
    private record Broken(String domain) implements KeyRing {

        @Override
        public List<SigningKey> keysOf(String asked) {
            return asked.equals(domain)
                    ? List.of(new SigningKey(domain, "uno", Algorithm.RSA, Optional.empty()))
                    : List.of();
        }

        @Override
        public boolean isEmpty() {
            return false;
        }
    }

    @Test
    void whatCanNotBeSignedIsDeferredAndDoesNotLeave() throws Exception {
        try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                DnsLookup dns = DnsLookup.by("");
                Content content = ContentSpool.spool(
                        new ByteArrayInputStream("From: ana@ejemplo.com\r\n\r\nHola\r\n".getBytes()), directory)) {
            Future<List<String>> said = threads.submit(() -> converse(host));

            Attempt attempt = courier(dns, TestRoutes.toPort(host.getLocalPort()))
                    .attempt(mail(), content, Patience.SHORT, new Crew(1, Duration.ZERO));

            assertThat(((Attempt.Tried) attempt).outcomes()).singleElement().satisfies(outcome -> {
                assertThat(outcome).isInstanceOf(RecipientOutcome.Deferred.class);
                RecipientOutcome.Deferred deferred = (RecipientOutcome.Deferred) outcome;
                assertThat(deferred.failure().status()).hasToString("4.7.5");
                assertThat(deferred.failure().reason()).contains("uno._domainkey.ejemplo.com");
            });
            assertThat(said.get()).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    /** Another route's mail for the same domain is not put off. */
    @Test
    void aSmartHostThatIsNotFoundIsLeftAloneByItself() throws Exception {
        Route bulk = TestRoutes.toPort(1, Optional.of("bulk"), 25, RetryTerms.DEFAULT);
        Route nowhere = new Route(
                1,
                bulk.conditions(),
                bulk.kind(),
                List.of(new SmartHost("nowhere.test", 25)),
                bulk.order(),
                bulk.tls(),
                List.of(),
                Optional.empty(),
                bulk.retry());
        int closed;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = free.getLocalPort();
        }
        try (TestNameServer names = new TestNameServer();
                DnsLookup dns = DnsLookup.by(names.address());
                Content content = ContentSpool.spool(new ByteArrayInputStream("Hola\r\n".getBytes()), directory)) {
            Courier courier = courier(
                    dns, TestRoutes.of(nowhere, TestRoutes.toPort(2, Optional.empty(), closed, RetryTerms.DEFAULT)));
            QueuedMail transactional = mail();
            QueuedMail inBulk = QueuedMail.split(
                            MailId.create(),
                            transactional.envelope(),
                            new Terms("bulk", Optional.empty(), false, Submitter.SERVER),
                            Instant.now(),
                            transactional.expires())
                    .get(0);
            Crew crew = new Crew(4, Duration.ZERO);

            assertThat(courier.attempt(inBulk, content, Patience.SHORT, crew)).isInstanceOf(Attempt.Tried.class);
            assertThat(courier.attempt(inBulk, content, Patience.SHORT, crew)).isInstanceOf(Attempt.Postponed.class);
            assertThat(courier.attempt(transactional, content, Patience.SHORT, crew))
                    .isInstanceOf(Attempt.Tried.class);
            courier.reopen("b.test");
            assertThat(courier.attempt(inBulk, content, Patience.SHORT, crew)).isInstanceOf(Attempt.Tried.class);
        }
    }

    private Courier courier(DnsLookup dns, TestRoutes routes) throws NoSuchAlgorithmException {
        LaneLimits limits = new LaneLimits(1, Duration.ofSeconds(30), Duration.ofMinutes(30));
        return new Courier(
                new Router(
                        routes,
                        new MailExchangers(dns, new OwnHost("mail.ejemplo.com", p -> false)),
                        TlsPolicies.NONE,
                        25),
                TestParts.traffic(limits),
                TestParts.noLimits(),
                limits,
                new Lanes(Clock.systemUTC()),
                new SmtpClient("mail.ejemplo.com", SSLContext.getDefault(), ConnectionReuse.NONE, scheduler),
                new Signer(new Broken("ejemplo.com"), "mail.ejemplo.com", Clock.systemUTC()),
                ReturnWatch.none());
    }

    private static QueuedMail mail() {
        return QueuedMail.split(
                        MailId.create(),
                        new Envelope(
                                Optional.of(MailAddress.parse("ana@ejemplo.com")),
                                List.of(MailAddress.parse("luis@b.test"))),
                        Submitter.SERVER,
                        Instant.now(),
                        Duration.ofDays(5))
                .get(0);
    }

    /** Says yes to everything; what the client has said. */
    private static List<String> converse(ServerSocket host) throws IOException {
        List<String> commands = new ArrayList<>();
        try (Socket client = host.accept();
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII))) {
            client.getOutputStream().write("220 b.test\r\n".getBytes(StandardCharsets.US_ASCII));
            for (String command = in.readLine(); command != null; command = in.readLine()) {
                commands.add(command);
                if (command.equals("QUIT")) { // it does not wait for an answer
                    break;
                }
                client.getOutputStream().write("250 b.test\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
        return commands;
    }
}
