package org.valija.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.client.Http;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.OnServer;
import org.valija.server.TestServer;
import org.valija.server.TestServer.Account;

/** Users log in against the server's own realm; nobody relays without it; beans see the user as their caller. */
@OnServer
class AccessIT {

    /** Payara knows a role only when it is declared here; WildFly needs nothing. */
    static final String ROLES =
            """
            <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0">
              <assembly-descriptor>
                <security-role><role-name>mail-user</role-name></security-role>
                <security-role><role-name>otros</role-name></security-role>
              </assembly-descriptor>
            </ejb-jar>
            """;

    private static final String HOLA = "From: robot@laboratorio.local\nSubject: Hola\n\nHola.\n";

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("access.war")
                .addClasses(
                        CallerBean.class, MembersBean.class, SmallMailBean.class, Callers.class, CallerServlet.class)
                .addAsWebInfResource(new StringAsset(ROLES), "ejb-jar.xml");
    }

    static Stream<Arguments> users() {
        return Stream.of(
                Arguments.of(TestServer.ROBOT, "mail-user=true otros=false"),
                Arguments.of(TestServer.ANA, "mail-user=false otros=true"));
    }

    @ParameterizedTest
    @MethodSource("users")
    void theUserIsTheBeansCallerWithTheRealmsRoles(Account account, String roles) throws IOException {
        String subject = UUID.randomUUID().toString();
        SmtpReply reply;
        try (SmtpClient client = SmtpClient.submission(account)) {
            reply = client.send(
                    account.user(),
                    List.of("caller@acceso.example"),
                    "From: robot@laboratorio.local\nSubject: " + subject + "\n\nHola.\n");
        }
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        assertThat(Http.get("/access/caller?subject=" + subject).body())
                .isEqualTo("user=" + account.user() + " principal=" + account.user() + " " + roles);
    }

    @Test
    void aStrangerIsNobodyToTheBean() throws IOException {
        String subject = UUID.randomUUID().toString();
        SmtpReply reply =
                stranger("caller@acceso.example", "From: robot@laboratorio.local\nSubject: " + subject + "\n\nHola.\n");
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        assertThat(Http.get("/access/caller?subject=" + subject).body())
                .isEqualTo("user= principal= mail-user=false otros=false");
    }

    @Test
    void theImplicitTlsPortTakesALoginToo() throws IOException {
        try (SmtpClient client = SmtpClient.connectTls(TestServer.submissionsPort())) {
            client.ehlo();
            assertThat(client.login(TestServer.ROBOT).codes()).isEqualTo("235 2.7.0");
            SmtpReply reply = client.send(TestServer.ROBOT.user(), List.of("caller@acceso.example"), HOLA);
            assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        }
    }

    @Test
    void authLoginWorksLikeAuthPlain() throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.submissionPort())) {
            client.ehlo();
            client.startTls();
            client.ehlo();
            assertThat(client.command("AUTH LOGIN").toString()).isEqualTo("334 VXNlcm5hbWU6");
            assertThat(client.command(base64(TestServer.ROBOT.user())).toString())
                    .isEqualTo("334 UGFzc3dvcmQ6");
            assertThat(client.command(base64(TestServer.ROBOT.password())).codes())
                    .isEqualTo("235 2.7.0");
        }
    }

    static Stream<Account> wrongAccounts() {
        return Stream.of(
                new Account(TestServer.ROBOT.user(), "claveSecreta!"),
                new Account(TestServer.ROBOT.user(), ""),
                new Account("nadie@laboratorio.local", TestServer.ROBOT.password()));
    }

    @ParameterizedTest
    @MethodSource("wrongAccounts")
    void aWrongLoginIsRefusedAndMakesNobodyAUser(Account account) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.submissionPort())) {
            client.ehlo();
            client.startTls();
            client.ehlo();
            assertThat(client.login(account).codes()).isEqualTo("535 5.7.8");
            assertThat(client.command("MAIL FROM:<" + TestServer.ROBOT.user() + ">")
                            .codes())
                    .isEqualTo("530 5.7.0");
        }
    }

    @Test
    void noPasswordIsTakenWithoutTls() throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.submissionPort())) {
            SmtpReply capabilities = client.ehlo();
            assertThat(capabilities.lines()).noneMatch(line -> line.startsWith("AUTH"));
            assertThat(client.login(TestServer.ROBOT).codes()).isEqualTo("538 5.7.11");
        }
    }

    @Test
    void theSubmissionPortAsksForALogin() throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.submissionPort())) {
            client.ehlo();
            assertThat(client.command("MAIL FROM:<ana@ejemplo.net>").code()).isEqualTo(530);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ana@ejemplo.net", "ana@[192.0.2.1]", "\"ana@ejemplo.net\"@otra.example"})
    void aStrangerCannotRelay(String recipient) throws IOException {
        assertThat(stranger(recipient, HOLA).codes()).isEqualTo("550 5.7.1");
    }

    @Test
    void aUserRelays() throws Exception {
        String subject = UUID.randomUUID().toString();
        SmtpReply reply;
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            reply = client.send(
                    TestServer.ROBOT.user(),
                    List.of("ana@ejemplo.net", "luis@ejemplo.org"),
                    "From: robot@laboratorio.local\nSubject: " + subject + "\n\nHola.\n");
        }
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        for (String recipient : List.of("ana@ejemplo.net", "luis@ejemplo.org")) {
            Sandbox.Mail mail = Sandbox.await(
                    m -> m.subject().equals(subject) && m.recipients().contains(recipient),
                    subject + " to " + recipient);
            assertThat(mail.sender()).isEqualTo(TestServer.ROBOT.user());
            // RFC 5321 section 4.4: only final delivery adds Return-Path.
            assertThat(Sandbox.source(mail)).contains("Received: ").doesNotContain("Return-Path:");
        }
    }

    /** RFC 6409 section 6.1. */
    @Test
    void aUserSendsAsHimselfOnly() throws IOException {
        try (SmtpClient client = SmtpClient.submission(TestServer.ANA)) {
            assertThat(client.command("MAIL FROM:<" + TestServer.ROBOT.user() + ">")
                            .codes())
                    .isEqualTo("553 5.7.1");
            assertThat(client.command("MAIL FROM:<" + TestServer.ANA.user() + ">")
                            .code())
                    .isEqualTo(250);
        }
    }

    @Test
    void anUnknownRecipientInABeansDomainIsRefused() throws IOException {
        assertThat(stranger("nadie@acceso.example", HOLA).codes()).isEqualTo("550 5.1.1");
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.send(TestServer.ROBOT.user(), List.of("nadie@acceso.example"), HOLA)
                            .codes())
                    .isEqualTo("550 5.1.1");
        }
    }

    @Test
    void aBeanForUsersTakesNothingFromStrangers() throws IOException {
        assertThat(stranger("members@acceso.example", HOLA).code()).isEqualTo(530);
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            assertThat(client.send(TestServer.ROBOT.user(), List.of("members@acceso.example"), HOLA)
                            .code())
                    .isEqualTo(250);
        }
    }

    @Test
    void aBeanTakesMailUpToItsOwnSizeOnly() throws IOException {
        assertThat(stranger("small@acceso.example", HOLA).code()).isEqualTo(250);
        assertThat(stranger("small@acceso.example", HOLA + "Hola.\n".repeat(500))
                        .codes())
                .isEqualTo("552 5.3.4");
    }

    @Test
    void aBeanOfOneListenerReceivesNothingOnTheOthers() throws IOException {
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) {
            SmtpReply reply = client.send(TestServer.ROBOT.user(), List.of("small@acceso.example"), HOLA);
            assertThat(reply.codes()).isEqualTo("550 5.1.1");
        }
    }

    /** RFC 5321 section 4.5.1; and no other mail that nobody here wants. */
    @ParameterizedTest
    @ValueSource(strings = {"Postmaster", "POSTMASTER@acceso.example"})
    void thePostmasterGetsMailFromAnybody(String postmaster) throws IOException, InterruptedException {
        String subject = "para " + UUID.randomUUID();
        SmtpReply reply = stranger(postmaster, "From: ana@ejemplo.net\nSubject: " + subject + "\n\nHola.\n");
        assertThat(reply.codes()).isEqualTo("250 2.0.0");
        Sandbox.Mail kept = Sandbox.awaitSubject(subject);
        assertThat(kept.recipients()).singleElement().asString().startsWithIgnoringCase("postmaster@");
        assertThat(stranger("postmaster@ajeno.example", HOLA).codes()).isEqualTo("550 5.7.1");
    }

    private static SmtpReply stranger(String recipient, String message) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            return client.send("ana@ejemplo.net", List.of(recipient), message);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
