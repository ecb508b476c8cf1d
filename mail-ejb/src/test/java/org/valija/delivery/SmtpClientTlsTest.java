package org.valija.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
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
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.route.CertificatePin;
import org.valija.route.NextHop;
import org.valija.route.OAuth2.Grant;
import org.valija.route.Route.Tls;
import org.valija.token.TestTokenEndpoint;

class SmtpClientTlsTest {

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20));
    private static final String WITH_TLS = "250-host.test\r\n250-AUTH PLAIN\r\n250 STARTTLS";

    @TempDir
    static Path directory;

    private static ScheduledExecutorService scheduler;
    private static TestCertificate right;
    private static TestCertificate ofAnother;
    private static TestCertificate unknown;

    @BeforeAll
    static void start() throws Exception {
        scheduler = Executors.newSingleThreadScheduledExecutor();
        right = TestCertificate.of("localhost", directory);
        ofAnother = TestCertificate.of("otro.test", directory);
        unknown = TestCertificate.of("localhost", Files.createDirectory(directory.resolve("unknown")));
    }

    @AfterAll
    static void stop() {
        scheduler.shutdownNow();
    }

    private static RecipientOutcome deliver(ScriptedHost host, TestCertificate trusted, Tls tls, NextHop.Login login)
            throws Exception {
        return deliver(hop(host, tls, login), trusted);
    }

    private static NextHop hop(ScriptedHost host, Tls tls, NextHop.Login login) {
        return new NextHop(
                "localhost", List.of(InetAddress.getLoopbackAddress()), host.port(), tls, Optional.ofNullable(login));
    }

    private static RecipientOutcome deliver(NextHop hop, TestCertificate trusted) throws Exception {
        try (SmtpClient client =
                new SmtpClient("mail.ejemplo.com", trusted.trusted(), ConnectionReuse.NONE, scheduler)) {
            return deliver(client, hop);
        }
    }

    private static RecipientOutcome deliver(SmtpClient client, NextHop hop) throws Exception {
        Envelope envelope = new Envelope(Optional.empty(), List.of(MailAddress.parse("luis@b.test")));
        try (Content content = ContentSpool.spool(new ByteArrayInputStream(new byte[] {'a'}), directory)) {
            return client.deliver(List.of(hop), envelope, content, PATIENCE).get(0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "REQUIRED, right, right, true",
        "REQUIRED, unknown, right, false",
        "REQUIRED, ofAnother, ofAnother, false",
        "IMPLICIT, right, right, true",
        "IMPLICIT, unknown, right, false",
        "IMPLICIT, ofAnother, ofAnother, false",
        "OPPORTUNISTIC, unknown, right, true",
        "OPPORTUNISTIC, ofAnother, right, true"
    })
    void asksForTheCertificateThatTheRouteAsksFor(Tls tls, String shown, String trusted, boolean delivered)
            throws Exception {
        try (ScriptedHost host =
                new ScriptedHost(certificate(shown).server(), tls == Tls.IMPLICIT).answer("EHLO", WITH_TLS)) {
            RecipientOutcome outcome = deliver(host, certificate(trusted), tls, null);

            assertThat(outcome).isInstanceOf(delivered ? Delivered.class : Deferred.class);
            assertThat(host.contents()).hasSize(delivered ? 1 : 0);
            if (delivered && tls != Tls.IMPLICIT) {
                assertThat(host.commands()).startsWith("EHLO mail.ejemplo.com", "STARTTLS", "EHLO mail.ejemplo.com");
            }
        }
    }

    private static TestCertificate certificate(String name) {
        return switch (name) {
            case "right" -> right;
            case "unknown" -> unknown;
            default -> ofAnother;
        };
    }

    @ParameterizedTest
    @CsvSource({"454 4.7.0 no TLS now", "220 but no handshake follows"})
    void whereStarttlsFailsOnlyTheOpportunisticGoOn(String answer) throws Exception {
        for (Tls tls : List.of(Tls.OPPORTUNISTIC, Tls.REQUIRED)) {
            // Shows no certificate: the handshake fails.
            try (ScriptedHost host = new ScriptedHost(right.trusted(), false)
                    .answer("EHLO", WITH_TLS)
                    .answer("STARTTLS", answer)) {
                RecipientOutcome outcome = deliver(host, right, tls, null);

                assertThat(outcome).isInstanceOf(tls == Tls.OPPORTUNISTIC ? Delivered.class : Deferred.class);
                assertThat(host.contents()).hasSize(tls == Tls.OPPORTUNISTIC ? 1 : 0);
            }
        }
    }

    @Test
    void requiredTlsThatIsNotOfferedIsADeferral() throws Exception {
        try (ScriptedHost host = new ScriptedHost()) {
            RecipientOutcome outcome = deliver(host, right, Tls.REQUIRED, null);

            assertThat(((Deferred) outcome).failure().reason()).contains("STARTTLS");
            assertThat(host.commands()).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    @ParameterizedTest
    @CsvSource({"OPPORTUNISTIC", "REQUIRED", "IMPLICIT"})
    void logsInBehindTls(Tls tls) throws Exception {
        try (ScriptedHost host = new ScriptedHost(right.server(), tls == Tls.IMPLICIT)
                .answer("EHLO", WITH_TLS)
                .answer("AUTH", "235 2.7.0 welcome")) {
            RecipientOutcome outcome = deliver(host, right, tls, new NextHop.Login("robot", "ClaveSecreta!"));

            assertThat(outcome).isInstanceOf(Delivered.class);
            assertThat(host.commands()).contains("AUTH PLAIN cm9ib3QAcm9ib3QAQ2xhdmVTZWNyZXRhIQ==");
        }
    }

    @Test
    void neverShowsThePasswordToAHostWithoutTheRightCertificate() throws Exception {
        try (ScriptedHost host = new ScriptedHost(unknown.server(), false)
                .answer("EHLO", WITH_TLS)
                .answer("AUTH", "235 thanks")) {
            RecipientOutcome outcome =
                    deliver(host, right, Tls.OPPORTUNISTIC, new NextHop.Login("robot", "ClaveSecreta!"));

            assertThat(outcome).isInstanceOf(Deferred.class);
            assertThat(host.commands()).noneMatch(command -> command.startsWith("AUTH"));
        }
    }

    @ParameterizedTest
    @CsvSource({"535 5.7.8 wrong", "454 4.7.0 later"})
    void aRefusedLoginIsADeferralWithTheReply(String answer) throws Exception {
        try (ScriptedHost host =
                new ScriptedHost(right.server(), false).answer("EHLO", WITH_TLS).answer("AUTH", answer)) {
            RecipientOutcome outcome = deliver(host, right, Tls.REQUIRED, new NextHop.Login("robot", "ClaveSecreta!"));

            Failure failure = ((Deferred) outcome).failure();
            assertThat(failure.reply()).get().hasToString(answer);
            assertThat(failure.reason()).doesNotContain("ClaveSecreta!");
        }
    }

    @Test
    void aHostThatOffersNoLoginGetsNoMail() throws Exception {
        try (ScriptedHost host = new ScriptedHost(right.server(), true)) {
            RecipientOutcome outcome = deliver(host, right, Tls.IMPLICIT, new NextHop.Login("robot", "ClaveSecreta!"));

            assertThat(((Deferred) outcome).failure().reason()).contains("no login");
            assertThat(host.contents()).isEmpty();
        }
    }

    /** Nobody trusts this certificate, and it is for another name; that does not matter where it is pinned. */
    @ParameterizedTest
    @CsvSource({
        "REQUIRED, certificate, true",
        "REQUIRED, key, true",
        "REQUIRED, other, false",
        "IMPLICIT, certificate, true",
        "IMPLICIT, key, true",
        "IMPLICIT, other, false"
    })
    void aPinDecidesAlone(Tls tls, String pinned, boolean delivered) throws Exception {
        X509Certificate certificate = ofAnother.certificate();
        byte[] known =
                switch (pinned) {
                    case "certificate" -> certificate.getEncoded();
                    case "key" -> certificate.getPublicKey().getEncoded();
                    default -> right.certificate().getEncoded();
                };
        CertificatePin unused = new CertificatePin("0".repeat(64));
        try (ScriptedHost host = new ScriptedHost(ofAnother.server(), tls == Tls.IMPLICIT).answer("EHLO", WITH_TLS)) {
            NextHop hop = hop(host, tls, null).withPins(List.of(unused, new CertificatePin(CertificatePin.of(known))));

            RecipientOutcome outcome = deliver(hop, right);

            assertThat(outcome).isInstanceOf(delivered ? Delivered.class : Deferred.class);
            assertThat(host.contents()).hasSize(delivered ? 1 : 0);
            if (!delivered) {
                assertThat(((Deferred) outcome).failure().reason())
                        .contains(CertificatePin.of(certificate.getEncoded()));
            }
        }
    }

    /** It is right for the name, and signed by whom we trust. */
    @Test
    void aRightCertificateThatIsNotPinnedIsRefused() throws Exception {
        try (ScriptedHost host = new ScriptedHost(right.server(), false).answer("EHLO", WITH_TLS)) {
            RecipientOutcome outcome =
                    deliver(hop(host, Tls.REQUIRED, null).withPins(List.of(new CertificatePin("0".repeat(64)))), right);

            assertThat(outcome).isInstanceOf(Deferred.class);
            assertThat(host.commands()).noneMatch(command -> command.startsWith("MAIL"));
        }
    }

    private static final String WITH_XOAUTH2 = "250-host.test\r\n250-AUTH PLAIN XOAUTH2\r\n250 STARTTLS";

    private static String xoauth2(String token) {
        return "AUTH XOAUTH2 "
                + Base64.getEncoder()
                        .encodeToString(("user=robot\u0001auth=Bearer " + token + "\u0001\u0001")
                                .getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void logsInWithAnAccessTokenAndFetchesAnotherOnceWhenItIsRefused() throws Exception {
        try (TestTokenEndpoint endpoint =
                        new TestTokenEndpoint().token("uno", 3600).token("dos", 3600);
                ScriptedHost host = new ScriptedHost(right.server(), false)
                        .answer("EHLO", WITH_XOAUTH2)
                        .answer("AUTH XOAUTH2", "235 2.7.0 welcome");
                SmtpClient client =
                        new SmtpClient("mail.ejemplo.com", right.trusted(), ConnectionReuse.NONE, scheduler)) {
            NextHop hop = hop(
                    host,
                    Tls.REQUIRED,
                    new NextHop.Login("robot", "", Optional.of(endpoint.settings(Grant.CLIENT_CREDENTIALS))));

            assertThat(deliver(client, hop)).isInstanceOf(Delivered.class);
            assertThat(deliver(client, hop)).isInstanceOf(Delivered.class);
            assertThat(endpoint.requests()).hasSize(1);
            host.answer(xoauth2("uno"), "535 5.7.8 it has been revoked");
            assertThat(deliver(client, hop)).isInstanceOf(Delivered.class);

            assertThat(host.commands())
                    .filteredOn(command -> command.startsWith("AUTH"))
                    .containsExactly(xoauth2("uno"), xoauth2("uno"), xoauth2("uno"), xoauth2("dos"));
            assertThat(endpoint.requests()).hasSize(2);
        }
    }

    /** Google and Microsoft answer 334 with what is wrong, in Base64. */
    @ParameterizedTest
    @CsvSource({"535 5.7.8 no", "334 eyJzdGF0dXMiOiI0MDEifQ=="})
    void aFreshTokenThatIsRefusedIsADeferral(String answer) throws Exception {
        try (TestTokenEndpoint endpoint = new TestTokenEndpoint().token("ClaveSecreta", 3600);
                ScriptedHost host = new ScriptedHost(right.server(), false)
                        .answer("EHLO", WITH_XOAUTH2)
                        .answer("AUTH XOAUTH2", answer)) {
            RecipientOutcome outcome = deliver(
                    hop(
                            host,
                            Tls.REQUIRED,
                            new NextHop.Login("robot", "", Optional.of(endpoint.settings(Grant.REFRESH_TOKEN)))),
                    right);

            assertThat(((Deferred) outcome).failure().reason()).doesNotContain("ClaveSecreta");
            assertThat(endpoint.requests()).hasSize(1);
            assertThat(host.contents()).isEmpty();
        }
    }

    @Test
    void whereNoTokenIsToBeHadTheHostIsNotBothered() throws Exception {
        try (TestTokenEndpoint endpoint = new TestTokenEndpoint().answer(400, "{\"error\": \"invalid_grant\"}");
                ScriptedHost host = new ScriptedHost(right.server(), false).answer("EHLO", WITH_XOAUTH2)) {
            RecipientOutcome outcome = deliver(
                    hop(
                            host,
                            Tls.REQUIRED,
                            new NextHop.Login("robot", "", Optional.of(endpoint.settings(Grant.REFRESH_TOKEN)))),
                    right);

            Failure failure = ((Deferred) outcome).failure();
            assertThat(failure.status()).hasToString("4.4.3");
            assertThat(failure.reason()).contains("invalid_grant").doesNotContain("Renovar", "Secreto");
            assertThat(host.commands()).isEmpty();
        }
    }
}
