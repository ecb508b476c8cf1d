package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.ConnectionReuse;
import org.valija.delivery.SmtpClient;
import org.valija.dkim.KeyRing;
import org.valija.dkim.Signer;
import org.valija.dkim.SigningKey;
import org.valija.dkim.Submitter;
import org.valija.lane.Crew;
import org.valija.lane.LaneLimits;
import org.valija.lane.Lanes;
import org.valija.lane.Rate;
import org.valija.limit.SendingLimit;
import org.valija.limit.SendingLimiter;
import org.valija.limit.TestLimits;
import org.valija.route.DnsLookup;
import org.valija.route.MailExchangers;
import org.valija.route.OwnHost;
import org.valija.route.RetryTerms;
import org.valija.route.Router;
import org.valija.route.TestRoutes;
import org.valija.route.TlsPolicies;
import org.valija.shaping.Shaper;
import org.valija.shaping.TestShaping;

/** What becomes of the rows of a destination, with a real store, a real client and a host that is there or not. */
class RetryRunTest {

    private static final Backlog B_TEST = TestParts.backlog("b.test");

    @TempDir
    Path directory;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final DnsLookup dns = DnsLookup.by("");
    private final Agenda agenda = new Agenda();
    private final QueuedMails reports = new QueuedMails();
    private DeferredStore store;
    private RetryTransactions transactions;
    private SmtpClient client;

    @BeforeEach
    void open() throws Exception {
        JdbcDataSource database = TestDatabase.create();
        store = new DeferredStore(database);
        Settlement settlement = new Settlement(
                store,
                new Cancellations(database),
                reports,
                new PublishedEvents().of(EventSettings.Audience.NONE, Clock.systemUTC()),
                null,
                SettingsOfTests.standard(),
                TestRoutes.toPort(25),
                agenda,
                ReturnWatch.none(),
                Clock.systemUTC());
        transactions = TestParts.transactions(store, settlement);
        client = new SmtpClient("mail.ejemplo.com", SSLContext.getDefault(), ConnectionReuse.STANDARD, scheduler);
    }

    @AfterEach
    void stop() {
        client.close();
        dns.close();
        scheduler.shutdownNow();
    }

    private enum NoKeys implements KeyRing {
        NONE;

        @Override
        public List<SigningKey> keysOf(String domain) {
            return List.of();
        }

        @Override
        public boolean isEmpty() {
            return true;
        }
    }

    private RetryRun run(int port) {
        return run(TestRoutes.toPort(port));
    }

    private RetryRun run(TestRoutes routes) {
        return run(routes, TestShaping.of(), TestParts.noLimits());
    }

    private RetryRun run(TestRoutes routes, Shaper shaper, SendingLimiter limiter) {
        LaneLimits limits = new LaneLimits(20, Duration.ofMinutes(5), Duration.ofMinutes(5));
        Courier courier = new Courier(
                new Router(
                        routes,
                        new MailExchangers(dns, new OwnHost("mail.ejemplo.com", p -> false)),
                        TlsPolicies.NONE,
                        25),
                TestParts.traffic(limits, shaper),
                limiter,
                limits,
                new Lanes(Clock.systemUTC()),
                client,
                new Signer(NoKeys.NONE, "mail.ejemplo.com", Clock.systemUTC()),
                ReturnWatch.none());
        return new RetryRun(transactions, courier, agenda, new Crew(4, Duration.ZERO), () -> false);
    }

    private void insert(int count, Instant expires) throws Exception {
        insert("ana@ejemplo.com", count, expires);
    }

    private void insert(String sender, int count, Instant expires) throws Exception {
        for (int i = 0; i < count; i++) {
            Envelope envelope =
                    new Envelope(Optional.of(MailAddress.parse(sender)), List.of(MailAddress.parse("luis@b.test")));
            QueuedMail mail = new QueuedMail(
                    MailId.create(),
                    "b.test",
                    envelope,
                    Terms.by(Submitter.SERVER),
                    Instant.now().minusSeconds(60),
                    expires,
                    1,
                    false);
            try (Content content = ContentSpool.spool(
                    new ByteArrayInputStream("Subject: Hola\r\n\r\n".getBytes(StandardCharsets.US_ASCII)), directory)) {
                store.insert(
                        mail,
                        content,
                        "Hola",
                        new Waiting(Instant.now().minusSeconds(30), Optional.empty(), "mx.b.test was down"));
            }
        }
    }

    private static Instant inFiveDays() {
        return Instant.now().plus(Duration.ofDays(5));
    }

    @Test
    void aSiteThatIsDownCostsOneAttemptForAllItsRows() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        insert(30, inFiveDays());
        RetryRun run = run(port);

        for (int i = 0; i < 3; i++) {
            run.run(B_TEST, () -> {});
        }

        assertThat(store.waiting(0, 100)).hasSize(30);
        assertThat(store.waiting(0, 100))
                .filteredOn(mail -> mail.attempts() == 2)
                .hasSize(1);
        assertThat(agenda.poll(Instant.now())).isEmpty(); // while the site is left alone
        assertThat(agenda.poll(Instant.now().plus(Duration.ofMinutes(10)))).contains(B_TEST);
    }

    @Test
    void oneThatIsThereGetsThemOverOneConnection() throws Exception {
        try (TakingHost host = new TakingHost()) {
            insert(50, inFiveDays());
            RetryRun run = run(host.port());
            AtomicInteger more = new AtomicInteger();

            run.run(B_TEST, more::incrementAndGet);

            assertThat(more).hasValue(1); // a batch was full
            assertThat(store.count()).isEqualTo(29);
            run.run(B_TEST, more::incrementAndGet);
            run.run(B_TEST, more::incrementAndGet);
            assertThat(store.count()).isZero();
            assertThat(host.taken).hasValue(50);
            assertThat(host.connections).hasValue(1);
        }
    }

    /** They are all for the same domain; those that can go are behind those that can't. */
    @Test
    void oneRouteThatIsDownDoesNotHoldUpTheOthers() throws Exception {
        int dead;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            dead = free.getLocalPort();
        }
        try (TakingHost host = new TakingHost()) {
            insert("eva@ejemplo.com", 60, inFiveDays());
            insert(25, inFiveDays());
            RetryRun run = run(TestRoutes.of(
                    TestRoutes.toPort(1, Optional.of("eva@ejemplo.com"), dead, RetryTerms.DEFAULT),
                    TestRoutes.toPort(2, Optional.empty(), host.port(), RetryTerms.DEFAULT)));

            for (int i = 0; i < 3; i++) {
                run.run(B_TEST, () -> {});
            }

            assertThat(host.taken).hasValue(25);
            assertThat(store.waiting(0, 100))
                    .hasSize(60)
                    .allMatch(
                            mail -> mail.reversePath().orElseThrow().toString().equals("eva@ejemplo.com"));
            assertThat(store.waiting(0, 100))
                    .filteredOn(mail -> mail.attempts() == 2)
                    .hasSize(1);
            // It is looked at again for others that come, and not only when the dead host is.
            assertThat(agenda.poll(Instant.now().plus(Duration.ofSeconds(10)))).contains(B_TEST);
        }
    }

    @Test
    void aRateLetsOneGoAndTheOthersWaitWithoutAnAttempt() throws Exception {
        try (TakingHost host = new TakingHost()) {
            insert(5, inFiveDays());
            RetryRun run = run(
                    TestRoutes.toPort(host.port()), TestShaping.of(TestShaping.rate("1/minute")), TestParts.noLimits());

            for (int i = 0; i < 3; i++) {
                run.run(B_TEST, () -> {});
            }

            assertThat(host.taken).hasValue(1);
            assertThat(store.waiting(0, 10)).hasSize(4).allMatch(mail -> mail.attempts() == 1);
            assertThat(agenda.poll(Instant.now())).isEmpty();
            assertThat(agenda.poll(Instant.now().plusSeconds(61))).contains(B_TEST);
        }
    }

    @Test
    void aSendersLimitHoldsUpNobodyElse() throws Exception {
        SendingLimit twoADay = new SendingLimit(
                1,
                Optional.of("ana@ejemplo.com"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Rate.parse("2/day"),
                false);
        try (TakingHost host = new TakingHost()) {
            insert(5, inFiveDays());
            insert("eva@ejemplo.com", 5, inFiveDays());
            RetryRun run = run(
                    TestRoutes.toPort(host.port()),
                    TestShaping.of(),
                    TestLimits.of(Clock.systemUTC(), System::nanoTime, twoADay));

            run.run(B_TEST, () -> {});

            assertThat(host.taken).hasValue(7);
            assertThat(store.waiting(0, 10)).hasSize(3).allSatisfy(mail -> {
                assertThat(mail.reversePath()).map(MailAddress::toString).contains("ana@ejemplo.com");
                assertThat(mail.attempts()).isEqualTo(1);
                assertThat(mail.lastError()).contains("no more than 2/day from ana@ejemplo.com");
                assertThat(mail.nextAttempt()).isAfter(Instant.now().plusSeconds(600));
            });
        }
    }

    @Test
    void whatHasExpiredNeedsNoAttemptToBounce() throws Exception {
        insert(3, Instant.now().minusSeconds(60));
        insert(2, inFiveDays());

        new Decisions(transactions).run();

        assertThat(store.count()).isEqualTo(2);
        assertThat(reports.mails).hasSize(3);
        assertThat(reports.contents.get(0)).contains("Action: failed", "Status: 5.4.7", "mx.b.test was down");
    }

    /** Says yes to everything. */
    private static final class TakingHost implements Closeable {

        private final ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        private final AtomicInteger connections = new AtomicInteger();
        private final AtomicInteger taken = new AtomicInteger();

        TakingHost() throws IOException {
            Thread accepting = new Thread(this::accept, "taking host");
            accepting.setDaemon(true);
            accepting.start();
        }

        int port() {
            return server.getLocalPort();
        }

        private void accept() {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    Thread serving = new Thread(() -> serve(socket), "taking host's session");
                    serving.setDaemon(true);
                    serving.start();
                } catch (IOException e) {
                    return; // closed
                }
            }
        }

        private void serve(Socket accepted) {
            try (Socket socket = accepted;
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
                say(socket, "220 b.test");
                for (String line = in.readLine(); line != null && !line.equals("QUIT"); line = in.readLine()) {
                    if (line.equals("DATA")) {
                        say(socket, "354 go on");
                        while (!in.readLine().equals(".")) {
                            continue;
                        }
                        taken.incrementAndGet();
                    }
                    say(socket, "250 yes");
                }
            } catch (IOException e) {
                // the client has gone
            }
        }

        private static void say(Socket socket, String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }
}
