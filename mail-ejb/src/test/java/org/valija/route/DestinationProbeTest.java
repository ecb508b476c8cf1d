package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.route.Route.Kind;
import org.valija.route.Route.Tls;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

@Timeout(30)
class DestinationProbeTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final int SILENCE = -1;

    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private TestNameServer names;
    private MailExchangers exchangers;

    @BeforeEach
    void start() throws IOException {
        names = new TestNameServer()
                .add("good.test", Type.MX, "10 mx.good.test.")
                .add("mx.good.test", Type.A, "192.0.2.1")
                .add("implicit.test", Type.A, "192.0.2.2")
                .add("six.test", Type.AAAA, "2001:db8::2")
                .add("alias.test", Type.CNAME, "good.test.")
                .add("xn--and-6ma2c.cl", Type.MX, "10 mx.good.test.")
                .add("null-mx.test", Type.MX, "0 .")
                .add("no-address.test", Type.TXT, "hola")
                .add("half.test", Type.MX, "0 .")
                .add("half.test", Type.MX, "10 mx.good.test.");
        exchangers = new MailExchangers(
                DnsLookup.by(names.address(), Duration.ofSeconds(1)), new OwnHost("mx.ejemplo.com", port -> false));
    }

    @AfterEach
    void stop() {
        names.close();
        executor.shutdownNow();
    }

    private DestinationProbe probe(Kind kind, Duration limit) {
        Route route =
                new Route(1, "*", kind, Optional.of("smart.test"), 25, Tls.NONE, Optional.empty(), Optional.empty());
        return new DestinationProbe(TestRoutes.of(route), exchangers, executor, limit);
    }

    private static Optional<Reply> refusal(DestinationProbe probe, String recipient) throws Exception {
        return asked(probe, recipient).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static CompletionStage<Optional<Reply>> asked(DestinationProbe probe, String recipient) {
        return probe.refusal(MailAddress.parse(recipient));
    }

    /** It agrees with the first attempt, which would let the message come back. */
    @ParameterizedTest
    @CsvSource({"null-mx.test, 556 5.1.10", "nowhere.test, 550 5.1.2", "no-address.test, 550 5.1.2"})
    void whatCouldOnlyComeBackIsRefused(String domain, String reply) throws Exception {
        assertThat(refusal(probe(Kind.MX, LIMIT), "ana@" + domain))
                .hasValueSatisfying(refusal -> assertThat(refusal.toString()).startsWith(reply));
        assertThat(exchangers.find(domain, 25, Tls.NONE)).isInstanceOf(NextHops.Unroutable.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "good.test",
                "implicit.test",
                "six.test",
                "alias.test",
                "half.test",
                "ñandú.cl",
                "[192.0.2.7]",
                "[IPv6:2001:db8::7]"
            })
    void whatMayBeDeliveredIsTaken(String domain) throws Exception {
        assertThat(refusal(probe(Kind.MX, LIMIT), "ana@" + domain)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {Rcode.SERVFAIL, Rcode.REFUSED})
    void whatNobodyKnowsIsTaken(int rcode) throws Exception {
        names.fail("b.test", rcode);

        assertThat(refusal(probe(Kind.MX, LIMIT), "ana@b.test")).isEmpty();
    }

    /** Behind the limit it is taken, although the name server would let us wait for seconds. */
    @Test
    void aSilentNameServerHoldsNobodyUp() throws Exception {
        names.fail("b.test", SILENCE);
        DestinationProbe probe = probe(Kind.MX, SHORT);

        long begin = System.nanoTime();
        assertThat(refusal(probe, "ana@b.test")).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(SHORT, Duration.ofMillis(900));
        // Nor is the thread held up that began the look-up.
        assertThat(refusal(probe, "ana@null-mx.test")).isPresent();
    }

    @Test
    void tooManyThatWaitAreTakenUnseen() throws Exception {
        names.fail("b.test", SILENCE);
        DestinationProbe probe = probe(Kind.MX, LIMIT);
        List<CompletionStage<Optional<Reply>>> waiting = IntStream.range(0, 100)
                .mapToObj(i -> asked(probe, "ana@b.test"))
                .toList();

        assertThat(asked(probe, "ana@null-mx.test").toCompletableFuture()).isCompletedWithValue(Optional.empty());
        for (CompletionStage<Optional<Reply>> one : waiting) {
            assertThat(one.toCompletableFuture().get(10, TimeUnit.SECONDS)).isEmpty();
        }
        // The places are free again when the name server is given up, which may be after the clients were.
        Optional<Reply> later = refusal(probe, "ana@null-mx.test");
        while (later.isEmpty()) {
            Thread.sleep(50);
            later = refusal(probe, "ana@null-mx.test");
        }
        assertThat(later.get().code()).isEqualTo(556);
    }

    @ParameterizedTest
    @CsvSource({"SMART_HOST, 2000", "SANDBOX, 2000", "MX, 0"})
    void nobodyIsAskedWhereMailGoesElsewhereOrTheCheckIsOff(Kind kind, long millis) throws Exception {
        DestinationProbe probe = probe(kind, Duration.ofMillis(millis));

        assertThat(refusal(probe, "ana@null-mx.test")).isEmpty();
        assertThat(names.questions()).isZero();
    }

    /** Which of them it is depends on what is not known yet. */
    @Test
    void nobodyIsRefusedForWhomASmartHostMayBe() throws Exception {
        Route bulk = RouteSnapshotTest.route(1, "*", null, "bulk", 0);
        DestinationProbe probe = new DestinationProbe(TestRoutes.of(bulk), exchangers, executor, LIMIT);

        assertThat(refusal(probe, "ana@null-mx.test")).isEmpty();
    }

    /** The delivery finds in the cache what was looked up at RCPT, and RCPT what the delivery knows. */
    @Test
    void theDeliveryAsksNoSecondTime() throws Exception {
        assertThat(refusal(probe(Kind.MX, LIMIT), "ana@null-mx.test")).isPresent();
        assertThat(names.questions()).isEqualTo(1);
        exchangers.find("null-mx.test", 25, Tls.NONE);
        assertThat(names.questions()).isEqualTo(1);

        exchangers.find("good.test", 25, Tls.NONE);
        int questions = names.questions();
        assertThat(refusal(probe(Kind.MX, LIMIT), "ana@good.test")).isEmpty();
        assertThat(names.questions()).isEqualTo(questions);
    }

    @Test
    void aGoodDestinationIsNotLookedAtForEachRecipient() throws Exception {
        DestinationProbe probe = probe(Kind.MX, LIMIT);
        assertThat(refusal(probe, "ana@good.test")).isEmpty();
        executor.shutdownNow();

        assertThat(asked(probe, "eva@good.test").toCompletableFuture()).isCompletedWithValue(Optional.empty());
    }

    @Test
    void whereNoThreadIsToBeHadItIsTaken() throws Exception {
        executor.shutdownNow();

        assertThat(refusal(probe(Kind.MX, LIMIT), "ana@null-mx.test")).isEmpty();
    }
}
