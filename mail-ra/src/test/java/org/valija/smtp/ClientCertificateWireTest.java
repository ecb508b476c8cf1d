package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.valija.smtp.RunningServer.await;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.ClientCertificate;
import org.valija.ListenerKind;
import org.valija.smtp.sasl.SaslMechanism;
import org.valija.smtp.tls.ClientTrustSettings;
import org.valija.smtp.tls.TestCertificates;
import org.valija.smtp.tls.TlsKeys;
import org.valija.smtp.tls.TlsSettings;
import org.valija.spi.ListenerOptions;

/** Client certificates over real sockets: whom they show, and whom they must not keep away. */
class ClientCertificateWireTest {

    private static final String USER = RecordingHandler.USER;

    @TempDir
    static Path folder;

    private static TestCertificates certificates;
    private static Path authorities;
    private static RunningServer running;
    /** Implicit TLS; asks for a certificate. */
    private static int asking;
    /** Implicit TLS; asks nobody. */
    private static int notAsking;
    /** STARTTLS; asks for a certificate. */
    private static int relay;

    @BeforeAll
    static void start() throws Exception {
        certificates = new TestCertificates();
        Path live = folder.resolve("live");
        TestCertificates.certbot(live, "mail.example", certificates.server("mail.example"));
        authorities = Files.createDirectory(folder.resolve("authorities"));
        Files.writeString(
                authorities.resolve("authority.pem"), certificates.authority().getCertificatePEM());
        TlsSettings often = new TlsSettings(
                Optional.empty(),
                new char[0],
                List.of(live),
                Optional.empty(),
                new ClientTrustSettings(List.of(authorities), new char[0], ClientTrustSettings.DEFAULT_NAMES),
                Duration.ofMillis(200),
                TlsSettings.DEFAULT_EXPIRY_WARNING);
        running = new RunningServer(RunningServer.settings(folder, TlsKeys.load(often, "mail.example")));
        running.handler.mechanisms = Set.of(SaslMechanism.EXTERNAL, SaslMechanism.PLAIN);
        ListenerOptions options =
                new ListenerOptions(Set.of(), ListenerOptions.LineBreaks.STRICT, List.of(), List.of(), true);
        asking = running.open("asking", ListenerKind.SUBMISSIONS, options);
        notAsking = running.open(ListenerKind.SUBMISSIONS);
        relay = running.open("asking relay", ListenerKind.RELAY, options);
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @BeforeEach
    void reset() {
        running.reset();
    }

    /** Shows its certificate whichever authorities the server names. */
    private static final class Shows extends X509ExtendedKeyManager {

        private final X509Bundle certificate;

        Shows(X509Bundle certificate) {
            this.certificate = certificate;
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, java.net.Socket socket) {
            return Stream.of(keyType)
                    .filter(certificate.getKeyPair().getPrivate().getAlgorithm()::equals)
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            return chooseClientAlias(keyType, issuers, null);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return certificate.getCertificatePath();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return certificate.getKeyPair().getPrivate();
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {keyType};
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, java.net.Socket socket) {
            return null;
        }
    }

    private static SSLContext client(Optional<X509Bundle> certificate) throws GeneralSecurityException {
        SSLContext client = SSLContext.getInstance("TLS");
        client.init(
                certificate.stream().map(Shows::new).toArray(KeyManager[]::new),
                new TrustManager[] {certificates.authority().toTrustManager()},
                null);
        return client;
    }

    /** @return the reply to EHLO, with the mechanisms in it */
    private static TestClient secured(int port, SSLContext tls, String version) throws IOException {
        TestClient client = new TestClient(port);
        client.handshake(tls, version);
        assertThat(client.reply()).startsWith("220 ");
        return client;
    }

    private static String mechanisms(TestClient client) throws IOException {
        return client.say("EHLO client.example")
                .lines()
                .filter(line -> line.startsWith("AUTH", 4))
                .findFirst()
                .orElse("none");
    }

    private static Optional<ClientCertificate> seen() {
        return running.handler
                .connected
                .get(running.handler.connected.size() - 1)
                .tls()
                .orElseThrow()
                .certificate();
    }

    // ---- who is shown ----

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aTrustedCertificateLogsIn(String version) throws Exception {
        X509Bundle certificate = certificates.client(USER);
        try (TestClient client = secured(asking, client(Optional.of(certificate)), version)) {
            assertThat(seen())
                    .contains(new ClientCertificate(
                            "CN=Client",
                            "CN=Test authority",
                            List.of(USER),
                            certificate.getCertificate().getNotAfter().toInstant()));
            assertThat(mechanisms(client)).endsWith("AUTH EXTERNAL PLAIN");
            assertThat(client.say("AUTH EXTERNAL =")).startsWith("235 2.7.0");
            assertThat(client.say("MAIL FROM:<" + USER + ">")).startsWith("250 ");
        }
    }

    @Test
    void anRsaCertificateDoesToo() throws Exception {
        X509Bundle certificate =
                certificates.issue(TestCertificates.clientBuilder(USER).rsa2048());
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            try (TestClient client = secured(asking, client(Optional.of(certificate)), version)) {
                assertThat(mechanisms(client)).endsWith("AUTH EXTERNAL PLAIN");
            }
        }
    }

    static Stream<Arguments> shownInVain() throws Exception {
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        return Stream.of("TLSv1.2", "TLSv1.3")
                .flatMap(version -> Stream.<Arguments>of(
                        Arguments.of(version, "none", null, certificates),
                        Arguments.of(version, "unknown authority", TestCertificates.clientBuilder(USER), stranger()),
                        Arguments.of(
                                version,
                                "expired",
                                TestCertificates.clientBuilder(USER).notAfter(yesterday),
                                certificates),
                        Arguments.of(
                                version,
                                "for servers",
                                new CertificateBuilder()
                                        .subject("CN=" + USER)
                                        .notBefore(yesterday)
                                        .ecp256()
                                        .addExtendedKeyUsageServerAuth(),
                                certificates)));
    }

    private static TestCertificates stranger() {
        try {
            return new TestCertificates();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nobody is shown, and nobody is kept away: neither a user with another way to log in, nor a server with mail. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("shownInVain")
    void whatShowsNobodyDoesNoHarm(String version, String what, CertificateBuilder builder, TestCertificates by)
            throws Exception {
        Optional<X509Bundle> certificate = builder == null ? Optional.empty() : Optional.of(by.issue(builder));
        try (TestClient client = secured(asking, client(certificate), version)) {
            assertThat(seen()).isEmpty();
            assertThat(mechanisms(client)).endsWith("AUTH PLAIN");
            assertThat(client.say("AUTH EXTERNAL =")).startsWith("504 ");
        }
        try (TestClient client = TestClient.greeted(relay)) {
            client.say("EHLO client.example");
            client.say("STARTTLS");
            client.handshake(client(certificate), version);
            client.beginData();
            assertThat(client.say("Subject: x\r\n\r\n.")).startsWith("250 ");
        }
        assertThat(running.handler.mails.get(0).client().tls().orElseThrow().certificate())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void showsItBehindStartTlsToo(String version) throws Exception {
        try (TestClient client = TestClient.greeted(relay)) {
            assertThat(mechanisms(client)).isEqualTo("none");
            client.say("STARTTLS");
            client.handshake(client(Optional.of(certificates.client(USER))), version);
            assertThat(client.say("AUTH EXTERNAL =")).startsWith("503 ");
            assertThat(mechanisms(client)).endsWith("AUTH EXTERNAL PLAIN");
            assertThat(client.say("AUTH EXTERNAL =")).startsWith("235 ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void whoIsNotAskedShowsNothing(String version) throws Exception {
        try (TestClient client = secured(notAsking, client(Optional.of(certificates.client(USER))), version)) {
            assertThat(seen()).isEmpty();
            assertThat(mechanisms(client)).endsWith("AUTH PLAIN");
        }
    }

    /** What a client sends behind its Finished waits until its certificate has been looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void commandsBehindTheHandshakeWait(String version) throws Exception {
        try (TestClient client = TestClient.greeted(relay)) {
            client.say("EHLO client.example");
            client.say("STARTTLS");
            client.handshake(client(Optional.of(certificates.client(USER))), version);
            client.send("NOOP\r\nRSET\r\nEHLO client.example\r\n");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.reply()).startsWith("250 ");
            assertThat(client.reply()).contains("AUTH EXTERNAL PLAIN");
        }
    }

    // ---- sessions that are resumed ----

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aResumedSessionIsStillTheSameUsers(String version) throws Exception {
        SSLContext tls = client(Optional.of(certificates.client(USER)));
        long first = established(asking, tls, version);
        assertThat(seen()).isPresent();
        assertThat(established(asking, tls, version))
                .as("when the session was made")
                .isEqualTo(first);
        assertThat(seen().orElseThrow().names()).containsExactly(USER);
    }

    /** A certificate may end while the session can still be resumed; so may the trust in who has issued it. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aResumedSessionIsNobodysWhenTheCertificateHasEnded(String version) throws Exception {
        Instant end = Instant.now().plusSeconds(3);
        SSLContext tls = client(Optional.of(
                certificates.issue(TestCertificates.clientBuilder(USER).notAfter(end))));
        long first = established(asking, tls, version);
        assertThat(seen()).isPresent();
        await("the end of the certificate", () -> Instant.now().isAfter(end.plusSeconds(1)));
        assertThat(established(asking, tls, version))
                .as("when the session was made")
                .isEqualTo(first);
        assertThat(seen()).isEmpty();
    }

    /** To the client both ports are one server, so it tries to resume the one's session with the other. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aSessionIsNotTakenFromWhereNobodyAskedToWhereSomebodyDoes(String version) throws Exception {
        SSLContext tls = client(Optional.of(certificates.client(USER)));
        long first = established(notAsking, tls, version);
        assertThat(seen()).isEmpty();
        long second = established(asking, tls, version);
        assertThat(second).isNotEqualTo(first);
        assertThat(seen()).isPresent();
        assertThat(established(notAsking, tls, version)).isNotEqualTo(second);
        assertThat(seen()).isEmpty();
    }

    /** When the client's session was made: by the first handshake, and kept by those that resume it. */
    private static long established(int port, SSLContext tls, String version) throws Exception {
        Thread.sleep(2); // so that another session has another time
        try (TestClient client = new TestClient(port)) {
            long created = client.handshakeAs("mail.example", 465, tls, version).getCreationTime();
            client.reply(); // TLS 1.3: the ticket comes with the first data
            return created;
        }
    }

    // ---- files that change ----

    @Test
    void anAuthorityThatComesAndGoesIsTrustedAndNoMore() throws Exception {
        TestCertificates other = new TestCertificates();
        SSLContext tls = client(Optional.of(other.client(USER)));
        try (TestClient before = secured(asking, client(Optional.of(certificates.client(USER))), "TLSv1.3")) {
            assertThat(isShown(tls)).isFalse();
            Path added = Files.writeString(
                    authorities.resolve("other.crt"), other.authority().getCertificatePEM());
            await("the new authority", () -> isShown(tls));
            Files.delete(added);
            await("its end", () -> !isShown(tls));
            assertThat(mechanisms(before)).endsWith("AUTH EXTERNAL PLAIN");
        }
    }

    private static boolean isShown(SSLContext tls) {
        try (TestClient client = secured(asking, tls, "TLSv1.3")) {
            return mechanisms(client).contains("EXTERNAL");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
