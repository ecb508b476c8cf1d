package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.ConnectionReuse;
import org.valija.delivery.Failure;
import org.valija.delivery.Patience;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.SmtpClient;
import org.valija.dkim.KeyRing;
import org.valija.dkim.Signer;
import org.valija.dkim.SigningKey;
import org.valija.dkim.Submitter;
import org.valija.lane.Crew;
import org.valija.lane.LaneLimits;
import org.valija.lane.Lanes;
import org.valija.outbound.HostilePeer.Misdeed;
import org.valija.outbound.HostilePeer.Stage;
import org.valija.route.DnsLookup;
import org.valija.route.MailExchangers;
import org.valija.route.OwnHost;
import org.valija.route.Route;
import org.valija.route.Router;
import org.valija.route.TestNameServer;
import org.valija.route.TestRoutes;
import org.valija.route.TlsPolicies;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/**
 * Promise 5 towards next hops: whatever one of them does, the attempt ends in time with a reason, in little memory, its message
 * is deferred, its lane is left alone, and the mail of others goes meanwhile.
 */
class HostilePeersTest {

    /** Enough for a peer that answers. */
    private static final Patience ENOUGH = patience(Duration.ofSeconds(10));

    /** For a peer by which it is used up in any case. */
    private static final Patience LITTLE = patience(Duration.ofMillis(700));

    /** What a peer may get rid of: 1 MiB that we read, and what the two ends of a connection hold. */
    private static final long FEW_OCTETS = 16L * 1024 * 1024;

    private static final Duration PAUSE = Duration.ofSeconds(1);

    @TempDir
    private Path directory;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Crew crew = new Crew(8, Duration.ZERO);
    private TestNameServer names;
    private DnsLookup dns;
    private HostilePeer good;

    @BeforeEach
    void start() throws IOException {
        names = new TestNameServer();
        dns = DnsLookup.by(names.address());
        good = HostilePeer.polite();
    }

    @AfterEach
    void stop() throws IOException {
        good.close();
        dns.close();
        names.close();
        scheduler.shutdownNow();
        threads.shutdownNow();
    }

    /** No single wait ends it, but the whole does. */
    private static Patience patience(Duration total) {
        return new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10), total);
    }

    static Stream<Arguments> everywhere() {
        return Stream.of(
                        Stage.GREETING,
                        Stage.EHLO,
                        Stage.HANDSHAKE,
                        Stage.MAIL,
                        Stage.RCPT,
                        Stage.DATA,
                        Stage.END_OF_DATA)
                .flatMap(stage -> Stream.of(
                                Arguments.of(Misdeed.CLOSES, ENOUGH, "closed the connection|peer shut down"),
                                Arguments.of(
                                        Misdeed.RESETS, ENOUGH, "reset|closed the connection|terminated|Broken pipe"),
                                Arguments.of(Misdeed.SAYS_NOTHING, LITTLE, "the time for this attempt is over"),
                                Arguments.of(
                                        Misdeed.SAYS_AN_OCTET_NOW_AND_THEN,
                                        LITTLE,
                                        "the time for this attempt is over"),
                                Arguments.of(
                                        Misdeed.SAYS_A_LINE_WITHOUT_END, ENOUGH, "replies without end|SSL message"),
                                Arguments.of(Misdeed.SAYS_LINES_WITHOUT_END, ENOUGH, "replies without end|SSL message"),
                                Arguments.of(Misdeed.IS_BUSY, ENOUGH, "421 4.3.2 not now|SSL message|peer shut down"),
                                Arguments.of(
                                        Misdeed.TALKS_NONSENSE,
                                        ENOUGH,
                                        "that is no reply: |SSL message|peer shut down"))
                        .map(each -> Arguments.of(each.get()[0], stage, each.get()[1], each.get()[2])));
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void theAttemptEndsAndTheOthersGo(Misdeed misdeed, Stage stage, Patience patience, String reason) throws Exception {
        assertThatItIsDeferred(misdeed, stage, patience, reason, "a: b\r\n\r\nHola.\r\n");
    }

    @Test
    void a250BehindTheDeadlineIsNone() throws Exception {
        assertThatItIsDeferred(
                Misdeed.IS_RIGHT_BUT_LATE, Stage.END_OF_DATA, LITTLE, "the time for this attempt is over", "a: b\r\n");
    }

    @Test
    void whoReadsSlowlyDoesNotHoldTheAttempt() throws Exception {
        String large = "a: b\r\n\r\n" + ("x".repeat(70) + "\r\n").repeat(150_000);
        assertThatItIsDeferred(
                Misdeed.READS_AN_OCTET_NOW_AND_THEN, Stage.DATA, LITTLE, "the time for this attempt is over", large);
    }

    private void assertThatItIsDeferred(Misdeed misdeed, Stage stage, Patience patience, String reason, String text)
            throws Exception {
        try (HostilePeer peer = new HostilePeer(stage, misdeed);
                Content content = content(text);
                Content small = content("a: b\r\n")) {
            Courier courier = courier(peer.port(), stage);
            Future<Attempt> attempt = threads.submit(() -> courier.attempt(mail("bad.test"), content, patience, crew));

            assertDelivered(courier.attempt(mail("good.test"), small, ENOUGH, crew));

            Failure failure = deferred(attempt.get(15, TimeUnit.SECONDS));
            assertThat(failure.status().statusClass()).isEqualTo(4);
            assertThat(failure.reason())
                    .contains("127.0.0.1")
                    .containsPattern(reason)
                    .doesNotContainPattern("\\p{Cntrl}");
            assertThat(peer.said()).isLessThan(FEW_OCTETS);
            // Its other mail waits, with that reason.
            Attempt next = courier.attempt(mail("bad.test"), content, patience, crew);
            assertThat(next).isInstanceOf(Attempt.Postponed.class);
            assertThat(((Attempt.Postponed) next).failure()).isEqualTo(failure);
            assertDelivered(courier.attempt(mail("good.test"), small, ENOUGH, crew));
        }
    }

    /** A negative code is silence. */
    @ParameterizedTest
    @ValueSource(ints = {-1, Rcode.SERVFAIL, Rcode.REFUSED})
    void withoutAnswersOfNameServersMailWaitsAndTheOthersGo(int code) throws Exception {
        names.fail("unknown.test", code);
        try (Content content = content("a: b\r\n")) {
            Courier courier = courier(good.port(), Stage.NONE);
            Future<Attempt> attempt =
                    threads.submit(() -> courier.attempt(mail("unknown.test"), content, ENOUGH, crew));
            assertDelivered(courier.attempt(mail("good.test"), content, ENOUGH, crew));

            Failure failure = deferred(attempt.get(40, TimeUnit.SECONDS));
            assertThat(failure.status()).hasToString("4.4.3");
            assertThat(failure.reason()).contains("unknown.test");
            int asked = names.questions();
            Attempt next = courier.attempt(mail("unknown.test"), content, ENOUGH, crew);
            assertThat(next).isInstanceOf(Attempt.Postponed.class);
            assertThat(names.questions())
                    .as("questions while the name is left alone")
                    .isEqualTo(asked);

            names.recover("unknown.test").add("unknown.test", Type.MX, "10 mx.unknown.test.");
            names.add("mx.unknown.test", Type.A, "127.0.0.1");
            Thread.sleep(Duration.between(Instant.now(), ((Attempt.Postponed) next).until())
                    .plusMillis(50)
                    .toMillis());
            assertDelivered(courier.attempt(mail("unknown.test"), content, ENOUGH, crew));
        }
    }

    private static Failure deferred(Attempt attempt) {
        assertThat(((Attempt.Tried) attempt).outcomes()).singleElement().isInstanceOf(Deferred.class);
        return ((Deferred) ((Attempt.Tried) attempt).outcomes().get(0)).failure();
    }

    private static void assertDelivered(Attempt attempt) {
        assertThat(attempt).isInstanceOf(Attempt.Tried.class);
        assertThat(((Attempt.Tried) attempt).outcomes()).singleElement().isInstanceOf(Delivered.class);
    }

    /** TLS is required at a host that is to fail in the handshake: else the message would go without. */
    private Courier courier(int port, Stage stage) throws NoSuchAlgorithmException {
        Route.Tls tls = stage == Stage.HANDSHAKE ? Route.Tls.REQUIRED : Route.Tls.NONE;
        LaneLimits limits = new LaneLimits(4, PAUSE, PAUSE);
        return new Courier(
                new Router(
                        TestRoutes.of(
                                route("good.test", Route.Kind.SMART_HOST, good.port(), Route.Tls.NONE),
                                route("bad.test", Route.Kind.SMART_HOST, port, tls),
                                route("unknown.test", Route.Kind.MX, port, Route.Tls.NONE)),
                        new MailExchangers(dns, new OwnHost("mail.ejemplo.com", p -> false)),
                        TlsPolicies.NONE,
                        port),
                TestParts.traffic(limits),
                TestParts.noLimits(),
                limits,
                new Lanes(Clock.systemUTC()),
                new SmtpClient("mail.ejemplo.com", SSLContext.getDefault(), ConnectionReuse.NONE, scheduler),
                new Signer(new NoKeys(), "mail.ejemplo.com", Clock.systemUTC()),
                ReturnWatch.none());
    }

    private static Route route(String domain, Route.Kind kind, int port, Route.Tls tls) {
        Optional<String> host = Optional.of("127.0.0.1").filter(any -> kind == Route.Kind.SMART_HOST);
        return new Route(1, domain, kind, host, port, tls, Optional.empty(), Optional.empty());
    }

    private record NoKeys() implements KeyRing {

        @Override
        public List<SigningKey> keysOf(String domain) {
            return List.of();
        }

        @Override
        public boolean isEmpty() {
            return true;
        }
    }

    private Content content(String text) throws IOException {
        return ContentSpool.spool(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)), directory);
    }

    private static QueuedMail mail(String domain) {
        return QueuedMail.split(
                        MailId.create(),
                        new Envelope(
                                Optional.of(MailAddress.parse("ana@ejemplo.com")),
                                List.of(MailAddress.parse("luis@" + domain))),
                        Submitter.SERVER,
                        Instant.now(),
                        Duration.ofDays(5))
                .get(0);
    }
}
