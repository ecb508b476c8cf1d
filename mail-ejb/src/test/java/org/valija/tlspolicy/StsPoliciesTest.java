package org.valija.tlspolicy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.delivery.TestCertificate;
import org.valija.outbound.TestDatabase;
import org.valija.route.DnsLookup;
import org.valija.route.PublishedTls;
import org.valija.route.TestNameServer;
import org.valija.route.TlsOutcomes;
import org.valija.route.TlsResult;
import org.xbill.DNS.Type;

/** With a name server, a web server and a database of its own. */
class StsPoliciesTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String POLICY = "version: STSv1\nmode: enforce\nmx: mx.b.test\nmax_age: 604800\n";

    @TempDir
    static Path directory;

    private static ScheduledExecutorService scheduler;
    private static TestCertificate right;
    private static TestCertificate ofAnother;

    private final DataSource database = TestDatabase.create();
    private final List<TlsResult> failures = new ArrayList<>();
    private Instant now = START;
    private TestNameServer names;
    private DnsLookup dns;
    private WebHost web;

    @BeforeAll
    static void start() throws Exception {
        scheduler = Executors.newSingleThreadScheduledExecutor();
        right = TestCertificate.of("mta-sts.b.test", directory);
        ofAnother = TestCertificate.of("otro.test", Files.createDirectory(directory.resolve("otro")));
    }

    @AfterAll
    static void stop() {
        scheduler.shutdownNow();
    }

    @BeforeEach
    void open() throws Exception {
        web = new WebHost(right.server()).answer(200, "text/plain", POLICY);
        publish("v=STSv1; id=1;");
    }

    @AfterEach
    void close() throws Exception {
        names.close();
        web.close();
    }

    /** Changes the record as if what was known before had run out. */
    private void publish(String... records) throws Exception {
        if (names != null) {
            names.close();
        }
        names = new TestNameServer();
        for (String record : records) {
            names.add("_mta-sts.b.test", Type.TXT, '"' + record + '"');
        }
        dns = DnsLookup.by(names.address());
    }

    private StsPolicies policies(Executor executor) {
        HttpsExchange https = new HttpsExchange(
                right.trustedUnchecked().getSocketFactory(),
                host -> List.of(InetAddress.getLoopbackAddress()),
                scheduler,
                Duration.ofSeconds(10));
        TlsOutcomes outcomes = new TlsOutcomes() {

            @Override
            public void succeeded(PublishedTls published, String host) {}

            @Override
            public void failed(PublishedTls published, String host, String address, TlsResult result, String reason) {
                failures.add(result);
            }
        };
        StsPolicies policies = new StsPolicies(
                new TxtRecords(dns),
                new HttpsPolicySource(https, web.port()),
                new PolicyTable(database),
                executor,
                Duration.ofMillis(100),
                new Clock() {

                    @Override
                    public java.time.ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(java.time.ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                },
                outcomes);
        policies.load();
        return policies;
    }

    /** Fetches on the thread that asks. */
    private StsPolicies policies() {
        return policies(Runnable::run);
    }

    @Test
    void fetchesAPolicyOnce() {
        StsPolicies policies = policies();

        assertThat(policies.find("b.test")).get().satisfies(cached -> {
            assertThat(cached.policy()).isEqualTo(StsPolicy.parse(POLICY));
            assertThat(cached.id()).isEqualTo("1");
            assertThat(cached.expires()).isEqualTo(START.plus(Duration.ofDays(7)));
        });
        assertThat(policies.find("b.test")).isPresent();
        assertThat(web.asked()).isEqualTo(1);
    }

    @Test
    void withoutTheRecordNobodyIsAsked() {
        assertThat(policies().find("c.test")).isEmpty();
        assertThat(web.asked()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"v=STSv2; id=1;, ''", "v=STSv1;, ''", "v=STSv1; id=1;, v=STSv1; id=2;", "v=STSv1; id=no_id;, ''"})
    void aRecordThatIsNoneOrNotTheOnlyOneDoesNotCount(String first, String second) throws Exception {
        publish(second.isEmpty() ? new String[] {first} : new String[] {first, second});

        assertThat(policies().find("b.test")).isEmpty();
        assertThat(web.asked()).isZero();
    }

    @Test
    void otherRecordsBesideItDoNoHarm() throws Exception {
        publish("v=STSv1; id=1;", "algo distinto");

        assertThat(policies().find("b.test")).isPresent();
    }

    @Test
    void survivesARestart() throws Exception {
        policies().find("b.test");
        web.answer(500, "text/plain", "");

        assertThat(policies().find("b.test")).isPresent();
        assertThat(web.asked()).isEqualTo(1);
    }

    @Test
    void holdsUntilItExpiresWhateverBecomesOfTheRecord() throws Exception {
        policies().find("b.test");
        publish();
        StsPolicies later = policies();

        now = START.plus(Duration.ofDays(7)).minusSeconds(1);
        assertThat(later.find("b.test")).isPresent();
        now = now.plusSeconds(1);
        assertThat(later.find("b.test")).isEmpty();
    }

    @Test
    void anotherIdBringsAnotherPolicy() throws Exception {
        policies().find("b.test");
        publish("v=STSv1; id=2;");
        web.answer(200, "text/plain", POLICY.replace("enforce", "testing"));

        assertThat(policies().find("b.test").orElseThrow().policy().mode()).isEqualTo(StsPolicy.Mode.TESTING);
        assertThat(policies().find("b.test").orElseThrow().id())
                .as("from the database")
                .isEqualTo("2");
    }

    @Test
    void theOldPolicyHoldsWhereTheNewOneCannotBeHad() throws Exception {
        policies().find("b.test");
        publish("v=STSv1; id=2;");
        web.answer(500, "text/plain", "");
        StsPolicies policies = policies();

        assertThat(policies.find("b.test").orElseThrow().id()).isEqualTo("1");
        assertThat(policies.find("b.test")).isPresent();
        assertThat(web.asked()).as("asked again before five minutes are over").isEqualTo(2);
        assertThat(failures).containsExactly(TlsResult.STS_POLICY_FETCH_ERROR);

        now = START.plus(Duration.ofMinutes(5));
        policies.find("b.test");
        assertThat(web.asked()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "301, text/plain, STS_POLICY_FETCH_ERROR",
        "404, text/plain, STS_POLICY_FETCH_ERROR",
        "200, text/html, STS_POLICY_FETCH_ERROR",
        "200, text/plain, STS_POLICY_INVALID"
    })
    void whatIsNoPolicyIsNone(int status, String type, TlsResult result) {
        web.answer(status, type, status == 200 && type.equals("text/plain") ? "hola" : POLICY);

        assertThat(policies().find("b.test")).isEmpty();
        assertThat(failures).containsExactly(result);
    }

    @Test
    void aPolicyWithoutEndIsNone() {
        web.answer(200, "text/plain", POLICY + "mx: a.test\n".repeat(10_000));

        assertThat(policies().find("b.test")).isEmpty();
        assertThat(failures).containsExactly(TlsResult.STS_POLICY_FETCH_ERROR);
    }

    @Test
    void theWebServerMustProveItsName() throws Exception {
        web.close();
        web = new WebHost(ofAnother.server()).answer(200, "text/plain", POLICY);

        assertThat(policies().find("b.test")).isEmpty();
        assertThat(failures).containsExactly(TlsResult.STS_WEBPKI_INVALID);
    }

    @Test
    void nobodyWaitsForLong() {
        List<Runnable> later = new ArrayList<>();
        StsPolicies policies = policies(later::add);

        assertThat(policies.find("b.test")).isEmpty();
        assertThat(policies.find("b.test")).isEmpty();
        assertThat(later).as("one fetch for both").hasSize(1);
        later.get(0).run();
        assertThat(policies.find("b.test")).isPresent();
    }

    @Test
    void isFetchedAnewAfterADayAndForgottenWhenItHasExpired() throws Exception {
        StsPolicies policies = policies();
        policies.find("b.test");
        policies.refresh();
        assertThat(web.asked()).isEqualTo(1);

        now = START.plus(Duration.ofDays(1)).plusSeconds(1);
        policies.refresh();
        assertThat(web.asked()).isEqualTo(2);
        assertThat(policies.list()).singleElement().satisfies(cached -> assertThat(cached.fetched())
                .isEqualTo(now));

        web.answer(500, "text/plain", "");
        now = now.plus(Duration.ofDays(8));
        policies.refresh();
        assertThat(policies.list()).isEmpty();
        assertThat(new PolicyTable(database).load(START, 10)).isEmpty();
    }
}
