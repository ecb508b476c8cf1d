package org.valija.smtp.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.ClientCertificate;

class ClientAuthoritiesTest {

    private static final String ANA = "ana@ejemplo.com";

    @TempDir
    Path folder;

    private TestCertificates certificates;

    @BeforeEach
    void makeAnAuthority() throws Exception {
        certificates = new TestCertificates();
        Files.writeString(
                folder.resolve("authority.pem"), certificates.authority().getCertificatePEM());
    }

    private ClientAuthorities load(Path place, CertificateName... names) {
        ClientAuthorities authorities = new ClientAuthorities(new ClientTrustSettings(
                List.of(place),
                "changeit".toCharArray(),
                names.length == 0 ? ClientTrustSettings.DEFAULT_NAMES : List.of(names)));
        authorities.refresh();
        return authorities;
    }

    private static List<String> namesOf(ClientAuthorities authorities, X509Bundle shown) throws CertificateException {
        return authorities.verify(shown.getCertificatePathList()).names();
    }

    // ---- what shows somebody ----

    @Test
    void anAuthoritysCertificateShowsItsUser() throws Exception {
        X509Bundle ana = certificates.client(ANA);
        ClientCertificate shown = load(folder).verify(ana.getCertificatePathList());
        assertThat(shown)
                .isEqualTo(new ClientCertificate(
                        "CN=Client",
                        "CN=Test authority",
                        List.of(ANA),
                        ana.getCertificate().getNotAfter().toInstant()));
    }

    /** RFC 5280 section 4.2.1.12: without the extension there is no restriction. */
    @Test
    void oneWithoutExtendedKeyUsageIsForAnything() throws Exception {
        X509Bundle plain = certificates.issue(new CertificateBuilder()
                .subject("CN=ana")
                .notBefore(yesterday())
                .ecp256());
        assertThat(namesOf(load(folder), plain)).containsExactly("ana");
    }

    @Test
    void anAuthorityBetweenIsFollowedIfTheClientShowsIt() throws Exception {
        X509Bundle between = certificates.issue(new CertificateBuilder()
                .subject("CN=Between")
                .notBefore(yesterday())
                .ecp256()
                .setIsCertificateAuthority(true));
        X509Bundle ana = TestCertificates.clientBuilder(ANA).buildIssuedBy(between);
        assertThat(namesOf(load(folder), ana)).containsExactly(ANA);
        assertThatThrownBy(() -> load(folder).verify(List.of(ana.getCertificate())))
                .isInstanceOf(CertificateException.class);
    }

    // ---- what shows nobody ----

    private static Instant yesterday() {
        return Instant.now().minus(Duration.ofDays(1));
    }

    static Stream<Arguments> wrong() {
        Instant now = Instant.now();
        return Stream.of(
                Arguments.of("expired", TestCertificates.clientBuilder(ANA).notAfter(yesterday())),
                Arguments.of("not yet", TestCertificates.clientBuilder(ANA).notBefore(now.plus(Duration.ofDays(1)))),
                Arguments.of(
                        "for servers",
                        new CertificateBuilder()
                                .subject("CN=ana")
                                .notBefore(yesterday())
                                .ecp256()
                                .addExtendedKeyUsageServerAuth()),
                Arguments.of(
                        "for e-mail",
                        new CertificateBuilder()
                                .subject("CN=ana")
                                .notBefore(yesterday())
                                .ecp256()
                                .addExtendedKeyUsageEmailProtection()),
                Arguments.of(
                        "key not for signatures",
                        new CertificateBuilder()
                                .subject("CN=ana")
                                .notBefore(yesterday())
                                .ecp256()
                                .setKeyUsage(true, CertificateBuilder.KeyUsage.keyAgreement)
                                .addExtendedKeyUsageClientAuth()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrong")
    void whatIsNotRightShowsNobody(String name, CertificateBuilder wrong) throws Exception {
        X509Bundle shown = certificates.issue(wrong);
        assertThatThrownBy(() -> load(folder).verify(shown.getCertificatePathList()))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void whomNobodyTrustsShowsNobody() throws Exception {
        ClientAuthorities authorities = load(folder);
        X509Bundle stranger = new TestCertificates().client(ANA); // of an authority of the same name
        X509Bundle selfSigned = TestCertificates.clientBuilder(ANA)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        for (X509Bundle shown : List.of(stranger, selfSigned, certificates.authority())) {
            assertThatThrownBy(() -> authorities.verify(shown.getCertificatePathList()))
                    .isInstanceOf(CertificateException.class);
        }
    }

    /** A user has a certificate of the authority's, and plays an authority himself. */
    @Test
    void aUserIssuesNoCertificates() throws Exception {
        KeyPair luis = KeyPairGenerator.getInstance("EC").generateKeyPair();
        X509Bundle own = certificates.issue(TestCertificates.clientBuilder("luis@ejemplo.com")
                .subject("CN=Luis")
                .keyPair(luis));
        X509Bundle played = new CertificateBuilder()
                .subject("CN=Luis")
                .notBefore(yesterday())
                .keyPair(luis)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        X509Bundle ana = TestCertificates.clientBuilder(ANA).buildIssuedBy(played);
        ClientAuthorities authorities = load(folder);
        assertThat(namesOf(authorities, own)).containsExactly("luis@ejemplo.com");
        assertThatThrownBy(() -> authorities.verify(List.of(ana.getCertificate(), own.getCertificate())))
                .isInstanceOf(CertificateException.class);
    }

    // ---- names ----

    @Test
    void namesComeFromTheFirstPlaceThatHasAny() throws Exception {
        X509Bundle both = certificates.issue(TestCertificates.clientBuilder(ANA)
                .subject("CN=Ana García,OU=Ventas,O=Ejemplo")
                .addSanDnsName("portatil.ejemplo.com")
                .addSanRfc822Name("ana@otro.example"));
        X509Bundle noEmail = certificates.issue(new CertificateBuilder()
                .subject("O=Ejemplo,CN=luis")
                .notBefore(yesterday())
                .ecp256());
        X509Bundle noName = certificates.issue(new CertificateBuilder()
                .subject("O=Ejemplo")
                .notBefore(yesterday())
                .ecp256());
        assertThat(namesOf(load(folder), both)).containsExactly(ANA, "ana@otro.example");
        assertThat(namesOf(load(folder), noEmail)).containsExactly("luis");
        assertThat(namesOf(load(folder), noName)).isEmpty();
        assertThat(namesOf(load(folder, CertificateName.CN), both)).containsExactly("Ana García");
        assertThat(namesOf(load(folder, CertificateName.DN), both))
                .containsExactly("CN=Ana García,OU=Ventas,O=Ejemplo");
        assertThat(namesOf(load(folder, CertificateName.EMAIL), noEmail)).isEmpty();
    }

    /** What an authority has signed is a stranger's text all the same. */
    @Test
    void noTextHasALineInIt() throws Exception {
        X509Bundle evil = certificates.issue(new CertificateBuilder()
                .subject("CN=\"ana\r\n2026-11-24 INFO admin has logged in\",O=Ejemplo")
                .notBefore(yesterday())
                .ecp256());
        ClientCertificate shown = load(folder).verify(evil.getCertificatePathList());
        assertThat(shown.subject()).contains("ana??2026").doesNotContain("\r", "\n");
        assertThat(shown.names()).isEmpty();
    }

    // ---- files ----

    @Test
    void takesAFileWithSeveralAndKeyStores() throws Exception {
        TestCertificates other = new TestCertificates();
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path bundle = Files.writeString(
                elsewhere.resolve("bundle"),
                "# two\n" + certificates.authority().getCertificatePEM()
                        + other.authority().getCertificatePEM());
        assertThat(load(bundle).all()).hasSize(2);
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("other", other.authority().getCertificate());
        try (OutputStream out = Files.newOutputStream(folder.resolve("other.p12"))) {
            store.store(out, "changeit".toCharArray());
        }
        ClientAuthorities both = load(folder);
        assertThat(both.all()).hasSize(2);
        assertThat(namesOf(both, other.client(ANA))).containsExactly(ANA);
        assertThat(both.problems()).isEmpty();
    }

    /** Its user could issue certificates of his own for others. */
    @Test
    void whatIsNoAuthorityIsNotTakenForOne() throws Exception {
        Path file = Files.writeString(
                folder.resolve("ana.crt"), certificates.client(ANA).getCertificatePEM());
        ClientAuthorities authorities = load(folder);
        assertThat(authorities.all()).containsExactly(certificates.authority().getCertificate());
        assertThat(authorities.problems()).singleElement().asString().contains(file.toString(), "CN=Client", "cA");
    }

    @Test
    void takesWhatChangesAndKeepsWhatIsBroken() throws Exception {
        ClientAuthorities authorities = load(folder);
        X509Bundle ana = certificates.client(ANA);
        TestCertificates other = new TestCertificates();
        Path added =
                Files.writeString(folder.resolve("other.crt"), other.authority().getCertificatePEM());
        authorities.refresh();
        assertThat(namesOf(authorities, other.client(ANA))).containsExactly(ANA);

        Files.writeString(folder.resolve("authority.pem"), "half of it");
        authorities.refresh();
        assertThat(namesOf(authorities, ana)).containsExactly(ANA);
        assertThat(authorities.problems()).singleElement().asString().contains("authority.pem");

        Files.delete(added);
        Files.delete(folder.resolve("authority.pem"));
        authorities.refresh();
        assertThat(authorities.areKnown()).isFalse();
        assertThat(authorities.problems()).isEmpty();
        assertThatThrownBy(() -> authorities.verify(ana.getCertificatePathList()))
                .isInstanceOf(CertificateException.class);
    }

    @Test
    void saysWhatIsMissing() {
        ClientAuthorities authorities = load(folder.resolve("nowhere"));
        assertThat(authorities.areKnown()).isFalse();
        assertThat(authorities.problems()).singleElement().asString().contains("nowhere", "does not exist");
    }
}
