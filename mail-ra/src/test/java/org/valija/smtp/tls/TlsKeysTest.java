package org.valija.smtp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.spi.TlsReport;

/** Where keys come from, and what becomes of them when their files change; which of them a client sees. */
class TlsKeysTest {

    @TempDir
    Path folder;

    private final Logger logger = Logger.getLogger("org.valija.smtp.tls");
    private final List<String> warnings = new ArrayList<>();
    private final Handler warningsOnly = new Handler() {
        @Override
        public void publish(LogRecord message) {
            if (message.getLevel().intValue() >= Level.WARNING.intValue()) {
                warnings.add(new java.util.logging.SimpleFormatter().formatMessage(message));
            }
        }

        @Override
        public void flush() {
            // Nothing waits.
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    };

    private TestCertificates certificates;

    @BeforeEach
    void watchTheLog() throws Exception {
        certificates = new TestCertificates();
        logger.addHandler(warningsOnly);
    }

    @AfterEach
    void leaveTheLog() {
        logger.removeHandler(warningsOnly);
    }

    private static TlsKeys load(Path... places) throws IOException {
        return TlsKeys.load(TlsSettings.of(List.of(places)), "mail.example");
    }

    // ---- report ----

    @Test
    void reportsWhatIsInUseAndWhatIsWrong() throws Exception {
        X509Bundle a = certificates.server("a.example", "b.example");
        TestCertificates.certbot(folder, "mail", certificates.rsaServer("mail.example"));
        TestCertificates.certbot(folder, "a", a);
        Path broken = TestCertificates.certbot(folder, "z", certificates.server("z.example"));
        Files.writeString(broken.resolve("privkey.pem"), a.getPrivateKeyPEM());
        Path authority = Files.writeString(
                folder.resolve("clients.pem"), certificates.authority().getCertificatePEM());
        TlsReport report = TlsKeys.load(
                        TlsSettings.of(List.of(folder))
                                .with(new ClientTrustSettings(
                                        List.of(authority), new char[0], ClientTrustSettings.DEFAULT_NAMES)),
                        "mail.example")
                .report();
        assertThat(report.certificates())
                .extracting(TlsReport.Entry::names, TlsReport.Entry::kind, TlsReport.Entry::byDefault)
                .containsExactly(
                        tuple(List.of("a.example", "b.example"), "EC", false),
                        tuple(List.of("mail.example"), "RSA", true));
        assertThat(report.certificates().get(0))
                .isEqualTo(new TlsReport.Entry(
                        List.of("a.example", "b.example"),
                        "CN=Test authority",
                        "EC",
                        a.getCertificate().getNotAfter().toInstant(),
                        folder.resolve("a/fullchain.pem").toString(),
                        false));
        assertThat(report.authorities())
                .extracting(TlsReport.Entry::names, TlsReport.Entry::file)
                .containsExactly(tuple(List.of("CN=Test authority"), authority.toString()));
        assertThat(report.problems()).singleElement().asString().contains("z", "private key is not that");
        assertThat(report.warning()).isEqualTo(TlsSettings.DEFAULT_EXPIRY_WARNING);
    }

    // ---- places ----

    @Test
    void takesWhatCertbotLaysDown() throws Exception {
        Path live = folder.resolve("live");
        TestCertificates.certbot(live, "a.example", certificates.server("a.example"));
        TestCertificates.certbot(live, "b.example", certificates.rsaServer("b.example"));
        Files.writeString(live.resolve("README"), "This directory contains your keys and certificates.");
        assertThat(load(live).names()).containsExactly("a.example", "b.example");
        assertThat(load(live.resolve("b.example")).names()).containsExactly("b.example");
        assertThat(warnings).isEmpty();
    }

    @Test
    void takesPairsAndFilesThatHaveBoth() throws Exception {
        X509Bundle a = certificates.server("a.example");
        X509Bundle b = certificates.server("b.example");
        Files.writeString(folder.resolve("tls.crt"), a.getCertificatePathPEM());
        Files.writeString(folder.resolve("tls.key"), a.getPrivateKeyPEM());
        Files.writeString(folder.resolve("ca.crt"), a.getRootCertificatePEM());
        Path both = Files.writeString(folder.resolve("both.pem"), b.getPrivateKeyPEM() + b.getCertificatePathPEM());
        assertThat(load(folder, both).names()).containsExactly("a.example", "b.example");
        assertThat(warnings).isEmpty();
    }

    @Test
    void takesWhatKubernetesMountsOnce() throws Exception {
        X509Bundle a = certificates.server("a.example");
        Path version = Files.createDirectories(folder.resolve("..2026_11_24_16_00_00.1"));
        Files.writeString(version.resolve("tls.crt"), a.getCertificatePathPEM());
        Files.writeString(version.resolve("tls.key"), a.getPrivateKeyPEM());
        Files.createSymbolicLink(folder.resolve("..data"), version.getFileName());
        Files.createSymbolicLink(folder.resolve("tls.crt"), Path.of("..data", "tls.crt"));
        Files.createSymbolicLink(folder.resolve("tls.key"), Path.of("..data", "tls.key"));
        assertThat(new PemPlace(folder, Optional.empty()).sources())
                .extracting(IdentitySource::name)
                .containsExactly(folder.resolve("tls.crt"));
        assertThat(load(folder).names()).containsExactly("a.example");
    }

    @Test
    void takesSeveralKeysOfOneKeyStore() throws Exception {
        assertThat(TlsKeys.load(TlsSettings.of(keyStore("a.example", "b.example"), "changeit".toCharArray()), "x")
                        .names())
                .containsExactly("a.example", "b.example");
    }

    private Path keyStore(String... names) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (String name : names) {
            X509Bundle made = certificates.server(name);
            store.setKeyEntry(
                    name,
                    made.getKeyPair().getPrivate(),
                    "changeit".toCharArray(),
                    made.getCertificatePath().clone());
        }
        Path file = folder.resolve("keys.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, "changeit".toCharArray());
        }
        return file;
    }

    @Test
    void nothingUsableIsAnError() {
        assertThatThrownBy(() -> load(folder)).hasMessageContaining(folder.toString(), "fullchain.pem");
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> load(missing)).hasMessageContaining(missing.toString(), "does not exist");
    }

    @Test
    void oneBrokenPairDoesNotKeepTheOthersAway() throws Exception {
        TestCertificates.certbot(folder, "a.example", certificates.server("a.example"));
        Path broken = TestCertificates.certbot(folder, "b.example", certificates.server("b.example"));
        Files.writeString(broken.resolve("privkey.pem"), "");
        TlsKeys keys = load(folder);
        assertThat(keys.names()).containsExactly("a.example");
        assertThat(keys.problems()).singleElement().asString().contains("b.example", "no whole private key");
        assertThat(warnings).singleElement().asString().contains("b.example", "It is left out.");
    }

    // ---- changes ----

    @Test
    void takesNewFilesAndForgetsThoseThatAreGone() throws Exception {
        TestCertificates.certbot(folder, "a.example", certificates.server("a.example"));
        TlsKeys keys = load(folder);
        Path added = TestCertificates.certbot(folder, "b.example", certificates.server("b.example", "c.example"));
        keys.refresh();
        assertThat(keys.names()).containsExactly("a.example", "b.example", "c.example");
        Files.delete(added.resolve("fullchain.pem"));
        Files.delete(added.resolve("privkey.pem"));
        keys.refresh();
        assertThat(keys.names()).containsExactly("a.example");
        assertThat(warnings).isEmpty();
    }

    @Test
    void aHalfReplacedPairKeepsWhatWasThereAndIsReportedOnce() throws Exception {
        X509Bundle before = certificates.server("a.example");
        X509Bundle after = certificates.server("a.example", "new.example");
        Path pair = TestCertificates.certbot(folder, "a.example", before);
        TlsKeys keys = load(folder);

        Files.writeString(pair.resolve("fullchain.pem"), after.getCertificatePathPEM());
        keys.refresh();
        keys.refresh();
        assertThat(keys.names()).containsExactly("a.example");
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("fullchain.pem", "the private key is not that", "What was read from it before stays in use.");

        Files.writeString(pair.resolve("privkey.pem"), "-----BEGIN PRIVATE KEY-----\nMII");
        keys.refresh();
        keys.refresh();
        assertThat(warnings).as("another reason").hasSize(2);

        Files.writeString(pair.resolve("privkey.pem"), after.getPrivateKeyPEM());
        keys.refresh();
        assertThat(keys.names()).containsExactly("a.example", "new.example");
        assertThat(keys.problems()).isEmpty();
        assertThat(warnings).hasSize(2);
    }

    @Test
    void aPlaceThatIsGoneForAWhileKeepsWhatWasThere() throws Exception {
        Path live = folder.resolve("live");
        TestCertificates.certbot(live, "a.example", certificates.server("a.example"));
        TlsKeys keys = load(live);
        Files.move(live, folder.resolve("away"));
        keys.refresh();
        assertThat(keys.names()).containsExactly("a.example");
        assertThat(keys.problems()).isNotEmpty();
        Files.move(folder.resolve("away"), live);
        keys.refresh();
        assertThat(keys.problems()).isEmpty();
    }

    @Test
    void followsALinkThatMoves() throws Exception {
        Path archive = folder.resolve("archive");
        Path first = TestCertificates.certbot(archive, "1", certificates.server("a.example"));
        Path second = TestCertificates.certbot(archive, "2", certificates.server("a.example", "new.example"));
        Path live = Files.createDirectories(folder.resolve("live/a.example"));
        link(live, first);
        TlsKeys keys = load(folder.resolve("live"));
        link(live, second);
        keys.refresh();
        assertThat(keys.names()).containsExactly("a.example", "new.example");
    }

    private static void link(Path live, Path target) throws IOException {
        for (String name : List.of("fullchain.pem", "privkey.pem")) {
            Files.deleteIfExists(live.resolve(name));
            Files.createSymbolicLink(live.resolve(name), target.resolve(name));
        }
    }

    @Test
    void whatHasNotChangedStaysTheSame() throws Exception {
        Path pair = TestCertificates.certbot(folder, "a.example", certificates.server("a.example"));
        TlsKeys keys = load(folder);
        Object before = keys.context();
        Files.writeString(pair.resolve("privkey.pem"), Files.readString(pair.resolve("privkey.pem")) + "\n");
        keys.refresh();
        assertThat(keys.context()).as("sessions can still be resumed").isSameAs(before);
    }

    @Test
    void warnsOfTheEndOnceADay() throws Exception {
        TestCertificates.certbot(
                folder, "a.example", certificates.serverUntil(Instant.now().plus(Duration.ofDays(13)), "a.example"));
        TestCertificates.certbot(
                folder, "b.example", certificates.serverUntil(Instant.now().minus(Duration.ofDays(1)), "b.example"));
        TestCertificates.certbot(
                folder, "c.example", certificates.serverUntil(Instant.now().plus(Duration.ofDays(15)), "c.example"));
        TlsKeys keys = load(folder);
        keys.refresh();
        assertThat(warnings).hasSize(2);
        assertThat(warnings.get(0)).contains("a.example", "ends soon");
        assertThat(warnings.get(1)).contains("b.example", "has ended");
    }

    // ---- SNI ----

    @Test
    void picksTheCertificateByName() throws Exception {
        Certificate first = place("1", certificates.server("first.example"));
        Certificate own = place("2", certificates.server("mail.example", "smtp.example"));
        Certificate wild = place("3", certificates.server("*.kunde.example"));
        Certificate exact = place("4", certificates.server("mx.kunde.example"));
        SniKeyManager manager = load(folder).manager();
        assertThat(first).isNotNull();
        assertThat(chosen(manager, "smtp.example")).isEqualTo(own);
        assertThat(chosen(manager, "a.kunde.example")).isEqualTo(wild);
        assertThat(chosen(manager, "mx.kunde.example")).isEqualTo(exact);
        assertThat(chosen(manager, "a.b.kunde.example")).as("one label only").isEqualTo(own);
        assertThat(chosen(manager, "kunde.example")).isEqualTo(own);
        assertThat(chosen(manager, "unknown.example")).isEqualTo(own);
        assertThat(manager.getCertificateChain(
                                manager.alias("EC", Optional.empty()).orElseThrow())[0])
                .isEqualTo(own);
    }

    @Test
    void theFirstIsTheDefaultWhereNoneIsForTheHost() throws Exception {
        Certificate first = place("1", certificates.server("first.example"));
        place("2", certificates.server("second.example"));
        assertThat(chosen(load(folder).manager(), "unknown.example")).isEqualTo(first);
    }

    @Test
    void anRsaAndAnEcCertificateMayBeForTheSameName() throws Exception {
        Certificate rsa = place("1", certificates.rsaServer("mail.example"));
        Certificate ec = place("2", certificates.server("mail.example"));
        SniKeyManager manager = load(folder).manager();
        Optional<String> host = Optional.of("mail.example");
        assertThat(manager.getCertificateChain(manager.alias("RSA", host).orElseThrow())[0])
                .isEqualTo(rsa);
        assertThat(manager.getCertificateChain(manager.alias("EC", host).orElseThrow())[0])
                .isEqualTo(ec);
        assertThat(manager.alias("EdDSA", host)).isEmpty();
    }

    @Test
    void ofTwoOfAKindTheOneThatEndsLaterIsTaken() throws Exception {
        Certificate later = place("1", certificates.server("mail.example"));
        place("2", certificates.serverUntil(Instant.now().plus(Duration.ofDays(20)), "mail.example"));
        assertThat(chosen(load(folder).manager(), "mail.example")).isEqualTo(later);
    }

    private Certificate place(String name, X509Bundle certificate) throws IOException {
        TestCertificates.certbot(folder, name, certificate);
        return certificate.getCertificate();
    }

    private static Certificate chosen(SniKeyManager manager, String host) {
        return manager.getCertificateChain(
                        manager.alias("EC", Optional.of(host)).orElseThrow())[0];
    }
}
