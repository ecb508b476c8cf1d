package org.valija.tlsreport;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
import org.valija.Cancellation;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.MailSender;
import org.valija.MailStatus;
import org.valija.OutboundMail;
import org.valija.SendOptions;
import org.valija.delivery.TestCertificate;
import org.valija.outbound.TestDatabase;
import org.valija.route.DnsLookup;
import org.valija.route.PublishedTls;
import org.valija.route.PublishedTls.Kind;
import org.valija.route.TestNameServer;
import org.valija.route.TlsResult;
import org.valija.route.Tlsa;
import org.valija.tlspolicy.HttpsExchange;
import org.valija.tlspolicy.TxtRecords;
import org.valija.tlspolicy.WebHost;
import org.xbill.DNS.Type;

/** From sessions to reports, which are read again. */
class ReportSenderTest {

    private static final Instant YESTERDAY = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant TODAY = Instant.parse("2026-03-02T00:10:00Z");
    private static final List<String> POLICY =
            List.of("version: STSv1", "mode: testing", "mx: mx.b.test", "max_age: 604800");

    @TempDir
    static Path directory;

    private static ScheduledExecutorService scheduler;
    private static TestCertificate certificate;

    private final DataSource database = TestDatabase.create();
    private final SessionTable table = new SessionTable(database);
    private final Sent sent = new Sent();
    private TestNameServer names;
    private WebHost web;

    /** Keeps what is sent. */
    private static final class Sent implements MailSender {

        private final List<MimeMessage> messages = new ArrayList<>();
        private final List<MailAddress> recipients = new ArrayList<>();

        @Override
        public MailId send(OutboundMail mail) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MailId send(MimeMessage message, SendOptions options) {
            throw new UnsupportedOperationException();
        }

        @Override
        public MailId send(
                MimeMessage message, Optional<MailAddress> reversePath, List<MailAddress> to, SendOptions options) {
            assertThat(reversePath).contains(MailAddress.parse("tls@ejemplo.com"));
            messages.add(message);
            recipients.addAll(to);
            return MailId.create();
        }

        @Override
        public Cancellation cancel(MailId id) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<MailStatus> status(MailId id) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeAll
    static void start() throws Exception {
        scheduler = Executors.newSingleThreadScheduledExecutor();
        certificate = TestCertificate.of("rpt.b.test", directory);
    }

    @AfterAll
    static void stop() {
        scheduler.shutdownNow();
    }

    @BeforeEach
    void open() throws Exception {
        names = new TestNameServer();
        web = new WebHost(certificate.server());
    }

    @AfterEach
    void close() {
        names.close();
        web.close();
    }

    private ReportSender sender(Instant now) {
        return new ReportSender(
                new TlsReportSettings(
                        "Ejemplo, S.L.", Optional.of(MailAddress.parse("tls@ejemplo.com")), Optional.empty()),
                table,
                new TxtRecords(DnsLookup.by(names.address())),
                new HttpsExchange(
                        certificate.trustedUnchecked().getSocketFactory(),
                        host -> List.of(InetAddress.getLoopbackAddress()),
                        scheduler,
                        Duration.ofSeconds(10)),
                ReportSender.Work::run,
                Clock.fixed(now, ZoneOffset.UTC));
    }

    private void count() {
        SessionCounts counts = new SessionCounts(Clock.fixed(YESTERDAY, ZoneOffset.UTC));
        PublishedTls sts = PublishedTls.sts(Kind.MTA_STS_TESTING, false, "b.test", POLICY);
        PublishedTls dane = PublishedTls.dane("b.test", "mx.b.test", List.of(new Tlsa(3, 1, 1, "ab".repeat(32))));
        for (int i = 0; i < 5; i++) {
            counts.succeeded(sts, "mx.b.test");
        }
        counts.failed(sts, "mx.b.test", "192.0.2.1", TlsResult.CERTIFICATE_EXPIRED, "it has ended");
        counts.failed(sts, "mx.b.test", "192.0.2.1", TlsResult.CERTIFICATE_EXPIRED, "it has ended");
        TlsSessionsBean.flush(counts, table);
        counts.succeeded(sts, "mx.b.test"); // another node, or the next minute
        counts.succeeded(dane, "mx.b.test");
        counts.succeeded(PublishedTls.nothing("", true), "smart.host.test");
        TlsSessionsBean.flush(counts, table);
    }

    private List<ReceivedReport> read(MimeMessage message) throws Exception {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        message.writeTo(octets);
        return ReportReader.read(new ByteArrayInputStream(octets.toByteArray()), TODAY);
    }

    @Test
    void aDayIsReportedOnceWhenItIsOver() throws Exception {
        names.add("_smtp._tls.b.test", Type.TXT, "\"v=TLSRPTv1; rua=mailto:tls@b.test\"");
        count();
        sender(YESTERDAY).sendAll(sent);
        assertThat(sent.messages).as("before the day is over").isEmpty();

        sender(TODAY).sendAll(sent);
        sender(TODAY).sendAll(sent);

        assertThat(sent.recipients).containsExactly(MailAddress.parse("tls@b.test"));
        MimeMessage message = sent.messages.get(0);
        assertThat(message.getSubject())
                .isEqualTo("Report Domain: b.test Submitter: ejemplo.com"
                        + " Report-ID: <2026-03-01_b.test_ejemplo.com@ejemplo.com>");
        assertThat(message.getHeader("TLS-Report-Domain")).containsExactly("b.test");
        assertThat(message.getHeader("TLS-Required")).containsExactly("No");
        message.saveChanges();
        assertThat(message.getContentType()).startsWith("multipart/report").contains("report-type=\"tlsrpt\"");
        assertThat(read(message))
                .extracting(
                        ReceivedReport::organization,
                        ReceivedReport::policyType,
                        ReceivedReport::policyDomain,
                        ReceivedReport::successes,
                        ReceivedReport::failures)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("Ejemplo, S.L.", "sts", "b.test", 6L, 2L),
                        org.assertj.core.groups.Tuple.tuple("Ejemplo, S.L.", "tlsa", "b.test", 1L, 0L));
        assertThat(read(message))
                .flatExtracting(ReceivedReport::details)
                .containsExactly(new ReceivedReport.Detail("certificate-expired", 2, "", "mx.b.test", "it has ended"));
    }

    @Test
    void whoWantsNoneGetsNoneAndNothingIsLeft() throws Exception {
        count();

        sender(TODAY).sendAll(sent);

        assertThat(sent.messages).isEmpty();
        assertThat(table.before(TODAY.atZone(ZoneOffset.UTC).toLocalDate(), 10)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"200, 1, true", "503, 1, false", "503, 2, true"})
    void aWebServerThatCannotTakeItIsTriedAgainForADay(int status, int days, boolean done) throws Exception {
        names.add(
                "_smtp._tls.b.test",
                Type.TXT,
                "\"v=TLSRPTv1; rua=https://rpt.b.test:" + web.port()
                        + "/.well-known/mta-sts.txt?x=1,mailto:a@b.test\"");
        web.answer(status, "text/plain", "");
        count();

        sender(TODAY.plus(Duration.ofDays(days - 1))).sendAll(sent);

        assertThat(web.asked()).isEqualTo(1);
        assertThat(sent.messages).hasSize(done ? 1 : 0);
        assertThat(table.before(TODAY.atZone(ZoneOffset.UTC).toLocalDate(), 10)).hasSize(done ? 0 : 1);
    }

    @ParameterizedTest
    @CsvSource({
        "http://rpt.b.test/x",
        "mailto:no-address",
        "mailto:?",
        "mailto:??",
        "https:///x",
        "'::'",
        "ftp://rpt.b.test/x"
    })
    void whatIsNoPlaceForReportsIsPassedOver(String uri) throws Exception {
        names.add("_smtp._tls.b.test", Type.TXT, "\"v=TLSRPTv1; rua=" + uri + ",mailto:a@b.test\"");
        count();

        sender(TODAY).sendAll(sent);

        assertThat(sent.recipients).containsExactly(MailAddress.parse("a@b.test"));
    }

    @Test
    void countsHaveABound() {
        SessionCounts counts = new SessionCounts(Clock.fixed(YESTERDAY, ZoneOffset.UTC));
        for (int i = 0; i < SessionCounts.MAX_KINDS + 10; i++) {
            counts.succeeded(PublishedTls.nothing("d" + i + ".test", false), "mx.test");
        }

        assertThat(counts.take()).hasSize(SessionCounts.MAX_KINDS);
    }
}
