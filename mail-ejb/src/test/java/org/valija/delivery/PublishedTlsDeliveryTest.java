package org.valija.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.TransmissionOptions;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.route.NextHop;
import org.valija.route.PublishedTls;
import org.valija.route.PublishedTls.Kind;
import org.valija.route.Route.Tls;
import org.valija.route.TlsOutcomes;
import org.valija.route.TlsResult;
import org.valija.route.Tlsa;

/** What DANE and MTA-STS ask for, at hosts that have it and at hosts that don't. */
class PublishedTlsDeliveryTest {

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20));
    private static final String WITH_TLS = "250-host.test\r\n250-REQUIRETLS\r\n250 STARTTLS";

    @TempDir
    static Path directory;

    private static ScheduledExecutorService scheduler;
    private static Map<String, TestCertificate> certificates;

    private final List<String> told = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        scheduler = Executors.newSingleThreadScheduledExecutor();
        certificates = Map.of(
                "self", TestCertificate.of("localhost", directory("self")),
                "unknown", TestCertificate.of("localhost", directory("unknown")),
                "otherName", TestCertificate.of("otro.test", directory("otherName")),
                "expired", TestCertificate.expired("localhost", directory("expired")),
                "issued", TestCertificate.issued("localhost", directory("issued")),
                "issuedOther", TestCertificate.issued("otro.test", directory("issuedOther")));
    }

    private static Path directory(String name) throws Exception {
        return Files.createDirectory(directory.resolve(name));
    }

    @AfterAll
    static void stop() {
        scheduler.shutdownNow();
    }

    private final TlsOutcomes outcomes = new TlsOutcomes() {

        @Override
        public void succeeded(PublishedTls published, String host) {
            told.add("success");
        }

        @Override
        public void failed(PublishedTls published, String host, String address, TlsResult result, String reason) {
            told.add(result.code());
        }
    };

    private RecipientOutcome deliver(ScriptedHost host, PublishedTls published, boolean requireTls) throws Exception {
        NextHop hop = new NextHop(
                "localhost",
                List.of(InetAddress.getLoopbackAddress()),
                host.port(),
                Tls.OPPORTUNISTIC,
                Optional.empty(),
                List.of(),
                published);
        TransmissionOptions options = requireTls
                ? new TransmissionOptions(
                        TransmissionOptions.NONE.body(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        Optional.empty(),
                        0,
                        Optional.empty())
                : TransmissionOptions.NONE;
        Envelope envelope =
                new Envelope(Optional.empty(), List.of(MailAddress.parse("luis@b.test")), options, Map.of());
        try (Content content = ContentSpool.spool(new ByteArrayInputStream(new byte[] {'a'}), directory)) {
            return new SmtpClient(
                            "mail.ejemplo.com",
                            certificates.get("self").trusted(),
                            ConnectionReuse.NONE,
                            scheduler,
                            outcomes)
                    .deliver(List.of(hop), envelope, content, PATIENCE)
                    .get(0);
        }
    }

    private static ScriptedHost host(String certificate) throws Exception {
        return new ScriptedHost(certificates.get(certificate).server(), false).answer("EHLO", WITH_TLS);
    }

    private static Tlsa record(int usage, int selector, int matching, X509Certificate certificate) throws Exception {
        byte[] selected = selector == 0
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        byte[] association = matching == 0
                ? selected
                : MessageDigest.getInstance(matching == 1 ? "SHA-256" : "SHA-512")
                        .digest(selected);
        return new Tlsa(usage, selector, matching, HexFormat.of().formatHex(association));
    }

    @ParameterizedTest
    @CsvSource({
        // record, of which certificate of the chain, shown, delivered
        "3 1 1, self, 0, self, true",
        "3 1 2, self, 0, self, true",
        "3 1 0, self, 0, self, true",
        "3 0 1, self, 0, self, true",
        "3 0 2, self, 0, self, true",
        "3 0 0, self, 0, self, true",
        "3 1 1, self, 0, unknown, false",
        // RFC 7671 section 5.1: neither name nor dates matter.
        "3 1 1, otherName, 0, otherName, true",
        "3 1 1, expired, 0, expired, true",
        "3 0 1, issued, 0, issued, true",
        // DANE-TA: chain, name and dates.
        "2 0 1, issued, 1, issued, true",
        "2 1 1, issued, 1, issued, true",
        "2 0 0, issued, 1, issued, true",
        "2 1 0, issued, 1, issued, true",
        "2 0 1, issuedOther, 1, issuedOther, false",
        "2 0 1, issued, 1, self, false",
        "2 0 0, issued, 1, self, false",
        "2 1 0, issued, 1, self, false",
        "2 0 1, expired, 0, expired, false"
    })
    void takesTheCertificateThatTheRecordsName(String fields, String named, int place, String shown, boolean delivered)
            throws Exception {
        String[] numbers = fields.split(" ");
        Tlsa record = record(
                Integer.parseInt(numbers[0]),
                Integer.parseInt(numbers[1]),
                Integer.parseInt(numbers[2]),
                certificates.get(named).chain(place));
        try (ScriptedHost host = host(shown)) {
            RecipientOutcome outcome = deliver(host, PublishedTls.dane("b.test", "localhost", List.of(record)), false);

            assertThat(host.contents()).hasSize(delivered ? 1 : 0);
            assertThat(told).containsExactly(delivered ? "success" : "validation-failure");
            if (delivered) {
                assertThat(outcome).isInstanceOf(Delivered.class);
            } else {
                assertThat(outcome).isInstanceOfSatisfying(Deferred.class, deferred -> {
                    assertThat(deferred.failure().status()).hasToString("4.7.5");
                    assertThat(deferred.failure().reason()).contains("DANE", "matches none of the host's TLSA records");
                });
            }
        }
    }

    @Test
    void oneOfSeveralRecordsIsEnough() throws Exception {
        List<Tlsa> records = List.of(
                record(3, 1, 1, certificates.get("unknown").chain(0)),
                record(2, 0, 1, certificates.get("issuedOther").chain(1)),
                record(3, 1, 1, certificates.get("self").chain(0)));
        try (ScriptedHost host = host("self")) {
            assertThat(deliver(host, PublishedTls.dane("b.test", "localhost", records), false))
                    .isInstanceOf(Delivered.class);
        }
    }

    @ParameterizedTest
    @CsvSource({"DANE", "DANE_UNUSABLE", "MTA_STS"})
    void goesToNoHostWithoutTls(Kind kind) throws Exception {
        try (ScriptedHost host = new ScriptedHost()) {
            RecipientOutcome outcome = deliver(host, published(kind), false);

            assertThat(outcome).isInstanceOfSatisfying(Deferred.class, deferred -> {
                assertThat(deferred.failure().status()).hasToString("4.7.4");
                assertThat(deferred.failure().reason())
                        .contains(kind == Kind.MTA_STS ? "the MTA-STS policy of b.test" : "DANE", "STARTTLS");
            });
            assertThat(host.commands()).noneMatch(command -> command.startsWith("MAIL"));
            assertThat(told).containsExactly("starttls-not-supported");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // what is published, shown, delivered with TLS, told
        "MTA_STS, self, true, success",
        "MTA_STS, unknown, false, certificate-not-trusted",
        "MTA_STS, otherName, false, certificate-not-trusted",
        "DANE_UNUSABLE, unknown, true, success",
        "MTA_STS_TESTING, self, true, success",
        "MTA_STS_TESTING, unknown, true, 'certificate-not-trusted,success'",
        "MTA_STS_TESTING_OTHER_HOST, self, true, 'validation-failure,success'",
        "NONE, unknown, true, success"
    })
    void checksWhatIsPublished(Kind kind, String shown, boolean delivered, String expected) throws Exception {
        try (ScriptedHost host = host(shown)) {
            RecipientOutcome outcome = deliver(host, published(kind), false);

            assertThat(outcome).isInstanceOf(delivered ? Delivered.class : Deferred.class);
            assertThat(host.contents()).hasSize(delivered ? 1 : 0);
            assertThat(host.commands()).contains("STARTTLS");
            assertThat(told).containsExactly(expected.split(","));
        }
    }

    @Test
    void aPolicyThatIsBeingTestedStopsNoMailWithoutTls() throws Exception {
        try (ScriptedHost host = new ScriptedHost()) {
            assertThat(deliver(host, published(Kind.MTA_STS_TESTING), false)).isInstanceOf(Delivered.class);
            assertThat(told).first().isEqualTo("starttls-not-supported");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "DANE, true, unknown, true",
        "DANE, true, self, false",
        "MTA_STS, true, self, true",
        "NONE, true, self, true",
        "NONE, true, unknown, false",
        "NONE, false, self, false",
        "MTA_STS_TESTING, false, self, false",
        "DANE_UNUSABLE, true, unknown, false"
    })
    void whatIsForTlsOnlyGoesToHostsThatSomebodyVouchesFor(
            Kind kind, boolean authentic, String shown, boolean delivered) throws Exception {
        PublishedTls published = kind == Kind.DANE
                ? PublishedTls.dane(
                        "b.test",
                        "localhost",
                        List.of(record(3, 1, 1, certificates.get("unknown").chain(0))))
                : new PublishedTls(kind, authentic, "b.test", "", List.of(), List.of());
        try (ScriptedHost host = host(shown)) {
            RecipientOutcome outcome = deliver(host, published, true);

            assertThat(outcome).isInstanceOf(delivered ? Delivered.class : Bounced.class);
            if (!delivered) {
                // RFC 8689 section 5
                assertThat(((Bounced) outcome).failure().status()).hasToString("5.7.30");
            }
        }
    }

    private static PublishedTls published(Kind kind) throws Exception {
        return switch (kind) {
            case DANE ->
                PublishedTls.dane(
                        "b.test",
                        "localhost",
                        List.of(record(3, 1, 1, certificates.get("self").chain(0))));
            case DANE_UNUSABLE -> PublishedTls.dane("b.test", "localhost", List.of());
            default -> PublishedTls.sts(kind, true, "b.test", List.of("version: STSv1"));
        };
    }
}
