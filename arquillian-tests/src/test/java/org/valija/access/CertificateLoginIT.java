package org.valija.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import javax.net.ssl.KeyManager;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.RestListener;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.program.Program;
import org.valija.program.Tools;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Logins by a client's certificate: whom the realm knows is the bean's caller, with the realm's roles. */
@OnServer
class CertificateLoginIT {

    private static final String ROBOT = TestServer.ROBOT.user();
    private static final String NOBODY = "nadie@laboratorio.local";

    @TempDir
    private Path folder;

    private UserCertificates authority;
    private RestListener listener;

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("certificate.war")
                .addClasses(CallerBean.class, Callers.class, CallerServlet.class)
                .addAsWebInfResource(new StringAsset(AccessIT.ROLES), "ejb-jar.xml");
    }

    @BeforeEach
    void open() throws Exception {
        authority = UserCertificates.trusted();
        listener = RestListener.open("certificado", "submissions", ", \"asksCertificate\": true");
        KeyManager[] robot = shown(UserCertificates.of(ROBOT));
        Await.until("the authority is trusted", Duration.ofSeconds(20), () -> mechanisms(robot)
                .contains("EXTERNAL"));
    }

    @AfterEach
    void close() throws IOException {
        listener.close();
        authority.close();
    }

    private KeyManager[] shown(CertificateBuilder builder) throws Exception {
        return UserCertificates.shown(authority.issue(builder));
    }

    private SmtpClient connect(KeyManager... certificate) throws IOException {
        return SmtpClient.connectTls(listener.port(), certificate);
    }

    private String mechanisms(KeyManager... certificate) throws IOException {
        try (SmtpClient client = connect(certificate)) {
            return client.ehlo().lines().stream()
                    .filter(line -> line.startsWith("AUTH "))
                    .findFirst()
                    .orElse("none");
        }
    }

    @Test
    void aCertificatesUserIsTheBeansCallerWithTheRealmsRoles() throws Exception {
        try (SmtpClient client = connect(shown(UserCertificates.of(ROBOT)))) {
            client.ehlo();
            assertThat(client.command("AUTH EXTERNAL =").codes()).isEqualTo("235 2.7.0");
            assertThat(caller(client, ROBOT))
                    .isEqualTo("user=" + ROBOT + " principal=" + ROBOT + " mail-user=true otros=false");
        }
        String ana = TestServer.ANA.user();
        try (SmtpClient client = connect(shown(UserCertificates.of(ana)))) {
            client.ehlo();
            assertThat(client.command("AUTH EXTERNAL").code()).isEqualTo(334);
            assertThat(client.command(base64(ana)).codes()).isEqualTo("235 2.7.0");
            assertThat(caller(client, ana))
                    .isEqualTo("user=" + ana + " principal=" + ana + " mail-user=false otros=true");
        }
    }

    @Test
    void whomTheRealmDoesNotKnowIsRefusedAndNobodyActsForAnother() throws Exception {
        try (SmtpClient client = connect(shown(UserCertificates.of(NOBODY)))) {
            client.ehlo();
            assertThat(client.command("AUTH EXTERNAL =").codes()).isEqualTo("535 5.7.8");
            assertThat(client.command("AUTH EXTERNAL " + base64(ROBOT)).codes()).isEqualTo("535 5.7.8");
            assertThat(client.command("MAIL FROM:<" + ROBOT + ">").code()).isEqualTo(530);
            assertThat(client.login(TestServer.ROBOT).codes())
                    .as("the password still does")
                    .isEqualTo("235 2.7.0");
        }
    }

    @Test
    void otherCertificatesAndNoneAreNobodysAndDoNoHarm() throws Exception {
        Instant hour = Instant.now().minus(Duration.ofHours(1));
        List<KeyManager[]> shown = List.of(
                new KeyManager[0],
                UserCertificates.shown(UserCertificates.unknown().issue(UserCertificates.of(ROBOT))),
                shown(UserCertificates.of(ROBOT).notAfter(hour)),
                shown(new CertificateBuilder()
                        .subject("CN=" + ROBOT)
                        .notBefore(hour)
                        .ecp256()
                        .addExtendedKeyUsageServerAuth()));
        for (KeyManager[] certificate : shown) {
            assertThat(mechanisms(certificate)).endsWith(" PLAIN LOGIN").doesNotContain("EXTERNAL");
        }
        try (SmtpClient client =
                SmtpClient.connectTls(TestServer.submissionsPort(), shown(UserCertificates.of(ROBOT)))) {
            assertThat(client.ehlo().lines())
                    .as("of a listener that does not ask")
                    .noneMatch(line -> line.contains("EXTERNAL"));
        }
    }

    /** The brake on guesses counts these, too: by user, and so by a name that a certificate has. */
    @Test
    void whoHasFailedTooOftenIsNotEvenChecked() throws Exception {
        KeyManager[] wrong = shown(UserCertificates.of("frenado-" + UUID.randomUUID() + "@laboratorio.local"));
        int limit = Integer.parseInt(TestServer.setting("valija.login.failures.user"));
        for (int i = 0; i < limit; i++) {
            assertThat(external(wrong)).isEqualTo("535 5.7.8");
        }
        assertThat(external(wrong)).isEqualTo("454 4.7.0");
    }

    private String external(KeyManager... certificate) throws IOException {
        try (SmtpClient client = connect(certificate)) {
            client.ehlo();
            return client.command("AUTH EXTERNAL =").codes();
        }
    }

    // ---- real clients ----

    @Test
    void curlLogsInWithACertificate() throws Exception {
        Tools.require("curl", "apt-get install curl");
        Path pem = pem(authority.issue(UserCertificates.of(ROBOT)));
        String subject = UUID.randomUUID().toString();
        Program.Result sent = Program.of(
                        "curl",
                        "--verbose",
                        "--silent",
                        "--insecure",
                        "smtps://" + TestServer.HOST + ":" + listener.port(),
                        "--cert",
                        pem.toString(),
                        "--user",
                        ROBOT + ":",
                        "--login-options",
                        "AUTH=EXTERNAL",
                        "--mail-from",
                        ROBOT,
                        "--mail-rcpt",
                        "caller@acceso.example",
                        "--upload-file",
                        "-")
                .input("From: " + ROBOT + "\r\nSubject: " + subject + "\r\n\r\nHola.\r\n")
                .run();
        assertThat(sent.status()).as(sent.output()).isZero();
        assertThat(sent.output()).contains("AUTH EXTERNAL", "235 2.7.0");
        assertThat(callerOf(subject)).startsWith("user=" + ROBOT + " principal=" + ROBOT + " mail-user=true");
    }

    @Test
    void msmtpLogsInWithACertificate() throws Exception {
        Tools.require("msmtp", "apt-get install msmtp");
        // GnuTLS does not read the JDK's EC keys.
        Path pem = pem(authority.issue(UserCertificates.of(ROBOT).rsa2048()));
        Path configuration = Files.writeString(
                folder.resolve("msmtprc"),
                """
                account default
                host %s
                port %d
                from %s
                tls on
                tls_starttls off
                tls_certcheck off
                tls_cert_file %s
                tls_key_file %s
                auth external
                user %s
                """
                        .formatted(TestServer.HOST, listener.port(), ROBOT, pem, pem, ROBOT));
        String subject = UUID.randomUUID().toString();
        Program.Result sent = Program.of(
                        "msmtp", "--debug", "--file", configuration.toString(), "caller@acceso.example")
                .input("From: " + ROBOT + "\nSubject: " + subject + "\n\nHola.\n")
                .run();
        assertThat(sent.status()).as(sent.output()).isZero();
        assertThat(callerOf(subject)).startsWith("user=" + ROBOT + " principal=" + ROBOT + " mail-user=true");
    }

    /** As a mail server does it: a certificate that nobody here knows, and no login. */
    @Test
    void swaksBringsMailWithACertificateThatNobodyKnows() throws Exception {
        Tools.require("swaks", "apt-get install swaks");
        Path pem = pem(UserCertificates.unknown().issue(UserCertificates.of(ROBOT)));
        try (RestListener relay = RestListener.open("certificado-relay", "relay", ", \"asksCertificate\": true")) {
            Program.Result sent = Program.of(
                            "swaks",
                            "--server",
                            TestServer.HOST + ":" + relay.port(),
                            "--tls",
                            "--tls-cert",
                            pem.toString(),
                            "--tls-key",
                            pem.toString(),
                            "--from",
                            "server@otro.example",
                            "--to",
                            "caller@acceso.example")
                    .run();
            assertThat(sent.status()).as(sent.output()).isZero();
            assertThat(sent.output()).contains("250 2.0.0");
        }
    }

    private Path pem(X509Bundle certificate) throws IOException {
        return Files.writeString(
                folder.resolve("user.pem"), certificate.getPrivateKeyPEM() + certificate.getCertificatePathPEM());
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String caller(SmtpClient client, String sender) throws IOException {
        String subject = UUID.randomUUID().toString();
        SmtpReply reply = client.send(
                sender, List.of("caller@acceso.example"), "From: " + sender + "\nSubject: " + subject + "\n\nHola.\n");
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        return callerOf(subject);
    }

    private static String callerOf(String subject) throws IOException {
        return Http.get("/certificate/caller?subject=" + subject).body();
    }
}
