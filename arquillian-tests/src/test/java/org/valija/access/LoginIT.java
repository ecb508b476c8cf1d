package org.valija.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.server.OnServer;
import org.valija.server.TestServer;
import org.valija.server.TestServer.Account;

/** Logins without a password: by token on both servers, by SCRAM where the realm has verifiers; and the brake. */
@OnServer
class LoginIT {

    /** In no realm: only the tokens speak of her. */
    private static final String EVA = "eva@laboratorio.local";

    private static final Account SCRAM = new Account("scram@laboratorio.local", "ClaveScram!");

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("login.war")
                .addClasses(CallerBean.class, Callers.class, CallerServlet.class)
                .addAsWebInfResource(new StringAsset(AccessIT.ROLES), "ejb-jar.xml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"OAUTHBEARER", "XOAUTH2"})
    void aTokensUserIsTheBeansCallerWithItsGroupsAsRoles(String mechanism) throws Exception {
        TestTokens tokens = TestTokens.publish();
        try (SmtpClient client = secured()) {
            SmtpReply reply = bearer(client, mechanism, EVA, tokens.token(EVA, "mail-user"));
            assertThat(reply.codes()).as(reply.toString()).isEqualTo("235 2.7.0");
            assertThat(caller(client, EVA))
                    .isEqualTo("user=" + EVA + " principal=" + EVA + " mail-user=true otros=false");
        }
    }

    @Test
    void anotherGroupIsAnotherRole() throws Exception {
        TestTokens tokens = TestTokens.publish();
        try (SmtpClient client = secured()) {
            bearer(client, "OAUTHBEARER", EVA, tokens.token(EVA, "otros"));
            assertThat(caller(client, EVA))
                    .isEqualTo("user=" + EVA + " principal=" + EVA + " mail-user=false otros=true");
        }
    }

    @Test
    void wrongTokensAreRefusedWithTheErrorFirst() throws Exception {
        TestTokens gone = TestTokens.publish();
        TestTokens tokens = TestTokens.publish();
        Instant soon = Instant.now().plusSeconds(300);
        List<String> wrong = List.of(
                gone.token(EVA, "mail-user"),
                tokens.signed("RS256", TestTokens.claims(EVA, "mail-user", soon, "otra-aplicacion")),
                tokens.token(
                        "RS256",
                        TestTokens.claims(EVA, "mail-user", Instant.now().minusSeconds(300), "correo")),
                tokens.signed("none", TestTokens.claims(EVA, "mail-user", soon, "correo")),
                tokens.token("luis@laboratorio.local", "mail-user"));
        for (String token : wrong) {
            try (SmtpClient client = secured()) {
                SmtpReply challenge = bearer(client, "OAUTHBEARER", EVA, token);
                assertThat(challenge.code()).as(token).isEqualTo(334);
                assertThat(client.command("AQ==").codes()).isEqualTo("535 5.7.8");
            }
        }
    }

    @Test
    void scramShowsThePasswordToNobodyAndTheBeanSeesTheRealmsRoles() throws Exception {
        assumeTrue(TestServer.product() == TestServer.Product.WILDFLY, "Payara's realms have no verifiers");
        try (SmtpClient client = secured()) {
            assertThat(ScramClient.login(client, SCRAM).codes()).isEqualTo("235 2.7.0");
            assertThat(caller(client, SCRAM.user()))
                    .isEqualTo("user=" + SCRAM.user() + " principal=" + SCRAM.user() + " mail-user=true otros=false");
        }
    }

    @Test
    void scramTellsNobodyWhichUsersThereAre() throws Exception {
        assumeTrue(TestServer.product() == TestServer.Product.WILDFLY, "Payara's realms have no verifiers");
        try (SmtpClient client = secured()) {
            String known = ScramClient.salt(client, SCRAM.user());
            String unknown = ScramClient.salt(client, "nadie@laboratorio.local");
            assertThat(unknown).hasSameSizeAs(known).isNotEqualTo(known);
            assertThat(unknown.split(" ")[1]).isEqualTo(known.split(" ")[1]);
            assertThat(ScramClient.salt(client, "nadie@laboratorio.local")).isEqualTo(unknown);
            for (Account wrong :
                    List.of(new Account(SCRAM.user(), "otra"), new Account("nadie@laboratorio.local", "ClaveScram!"))) {
                assertThat(ScramClient.login(client, wrong).codes()).isEqualTo("535 5.7.8");
            }
        }
    }

    @Test
    void scramIsNotOfferedWhereTheRealmHasNoVerifiers() throws Exception {
        assumeTrue(TestServer.product() == TestServer.Product.PAYARA);
        try (SmtpClient client = secured()) {
            assertThat(client.ehlo().lines()).contains("AUTH OAUTHBEARER XOAUTH2 PLAIN LOGIN");
        }
    }

    @Test
    void theThirdWrongPasswordHasItsReplyAndThenTheSessionEnds() throws Exception {
        Account wrong = new Account("nadie-" + UUID.randomUUID() + "@laboratorio.local", "adivina");
        try (SmtpClient client = secured()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.login(wrong).codes()).isEqualTo("535 5.7.8");
            }
            assertThat(client.command("NOOP").codes()).isEqualTo("421 4.7.0");
        }
    }

    /** The limit of the server under test, for each user's name. */
    @Test
    void whoHasFailedTooOftenIsNotEvenChecked() throws Exception {
        Account wrong = new Account("frenado-" + UUID.randomUUID() + "@laboratorio.local", "adivina");
        int limit = Integer.parseInt(TestServer.setting("valija.login.failures.user"));
        for (int i = 0; i < limit; i++) {
            try (SmtpClient client = secured()) {
                assertThat(client.login(wrong).codes()).isEqualTo("535 5.7.8");
            }
        }
        try (SmtpClient client = secured()) {
            assertThat(client.login(wrong).codes()).isEqualTo("454 4.7.0");
            assertThat(client.login(TestServer.ROBOT).codes()).isEqualTo("235 2.7.0");
        }
    }

    private static SmtpClient secured() throws IOException {
        SmtpClient client = SmtpClient.connectTls(TestServer.submissionsPort());
        client.ehlo();
        return client;
    }

    private static SmtpReply bearer(SmtpClient client, String mechanism, String user, String token) throws IOException {
        String head = mechanism.equals("XOAUTH2") ? "user=" + user + "\u0001" : "n,a=" + user + ",\u0001";
        String response = head + "auth=Bearer " + token + "\u0001\u0001";
        return client.command("AUTH " + mechanism + " "
                + Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.UTF_8)));
    }

    private static String caller(SmtpClient client, String sender) throws IOException {
        String subject = UUID.randomUUID().toString();
        SmtpReply reply = client.send(
                sender, List.of("caller@acceso.example"), "From: " + sender + "\nSubject: " + subject + "\n\nHola.\n");
        assertThat(reply.code()).as(reply.toString()).isEqualTo(250);
        return Http.get("/login/caller?subject=" + subject).body();
    }
}
