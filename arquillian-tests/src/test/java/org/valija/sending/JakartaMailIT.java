package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.Sandbox;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/** Code that knows Jakarta Mail and not Valija sends in its transaction, wherever its session comes from. */
@OnServer
class JakartaMailIT {

    private static final String FROM = "actas@ejemplo.com";

    private final String subject = "jakarta mail " + UUID.randomUUID();

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("jakarta-mail.war")
                .addClasses(JakartaMailServlet.class, MailSession.class)
                .addAsWebInfResource(
                        new StringAsset(
                                "<jboss-web><resource-ref><res-ref-name>" + JakartaMailServlet.SERVERS
                                        + "</res-ref-name><jndi-name>java:jboss/mail/valija</jndi-name></resource-ref></jboss-web>"),
                        "jboss-web.xml")
                .addAsWebInfResource(
                        new StringAsset(
                                "<glassfish-web-app><resource-ref><res-ref-name>" + JakartaMailServlet.SERVERS
                                        + "</res-ref-name><jndi-name>mail/valija</jndi-name></resource-ref></glassfish-web-app>"),
                        "glassfish-web.xml");
    }

    static Stream<Arguments> waysThatSend() {
        return Stream.of(MailSession.values())
                .flatMap(session -> Stream.of(
                        Arguments.of(session, "static", "committed"),
                        Arguments.of(session, "static", "untransacted"),
                        Arguments.of(session, "addresses", "committed"),
                        Arguments.of(session, "connected", "committed")));
    }

    @ParameterizedTest
    @MethodSource("waysThatSend")
    void whatIsCommittedLeaves(MailSession session, String way, String how) throws Exception {
        send(session, way, how);
        Sandbox.Mail mail = Sandbox.awaitSubject(subject);
        assertThat(mail.sender()).isEqualTo(reversePath(session));
        assertThat(mail.recipients())
                .containsExactlyInAnyOrderElementsOf(
                        way.equals("addresses")
                                ? List.of("eva@ejemplo.org")
                                : List.of("ana@ejemplo.net", "oculto@ejemplo.net"));
        assertThat(Sandbox.source(mail))
                .contains("Message-ID: ", "Date: ", "To: ana@ejemplo.net", "filename=actas.pdf")
                .doesNotContain("oculto");
    }

    /** WildFly makes the address of a definition the envelope's, Payara that of messages without author: docs/send.md. */
    private static String reversePath(MailSession session) {
        boolean defined = session == MailSession.DEFINITION && TestServer.product() == TestServer.Product.WILDFLY;
        return defined ? JakartaMailServlet.DEFINED_FROM : FROM;
    }

    @ParameterizedTest
    @EnumSource(MailSession.class)
    void whatIsRolledBackDoesNot(MailSession session) throws Exception {
        for (String way : List.of("static", "addresses", "connected")) {
            send(session, way, "rolled-back");
        }
        drain();
        assertNothing();
    }

    @Test
    void theInjectedSessionSendsToo() throws Exception {
        Http.postOk("/jakarta-mail/injected?from=" + FROM + "&subject=" + subject.replace(' ', '+'));
        assertThat(Sandbox.awaitSubject(subject).sender()).isEqualTo(FROM);
    }

    @ParameterizedTest
    @EnumSource(MailSession.class)
    void anAddressThatCantExistIsListedAndNothingIsQueued(MailSession session) throws Exception {
        String answer = Http.postOk(
                "/jakarta-mail/refused?session=" + session + "&from=" + FROM + "&subject=" + subject.replace(' ', '+'));
        assertThat(answer).isEqualTo("invalid [nadie], unsent [eva@ejemplo.org], transaction active");
        drain();
        assertNothing();
    }

    private void send(MailSession session, String way, String how) throws IOException {
        send(session, way, how, subject);
    }

    private static void send(MailSession session, String way, String how, String subject) throws IOException {
        Http.postOk("/jakarta-mail/" + how + "?session=" + session + "&way=" + way + "&from=" + FROM + "&subject="
                + subject.replace(' ', '+'));
    }

    /** What was queued before the mail that this waits for has left too, or waits. */
    private static void drain() throws Exception {
        String last = "jakarta mail " + UUID.randomUUID();
        send(MailSession.CODE, "static", "committed", last);
        Sandbox.awaitSubject(last);
    }

    private void assertNothing() throws IOException {
        assertThat(Sandbox.messages()).noneMatch(mail -> mail.subject().contains(subject));
        assertThat(Queue.waiting()).noneMatch(mail -> mail.subject().contains(subject));
    }
}
