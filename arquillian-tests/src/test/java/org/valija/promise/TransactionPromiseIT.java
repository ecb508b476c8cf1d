package org.valija.promise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.valija.promise.bean.Ending.ENLISTS_A_PARTICIPANT_THAT_REFUSES;
import static org.valija.promise.bean.Ending.OUTLASTS_THE_TRANSACTION;
import static org.valija.promise.bean.Ending.REJECTS;
import static org.valija.promise.bean.Ending.RETURNS;
import static org.valija.promise.bean.Ending.SETS_ROLLBACK_ONLY;
import static org.valija.promise.bean.Ending.THROWS_CHECKED_EXCEPTION;
import static org.valija.promise.bean.Ending.THROWS_CHECKED_EXCEPTION_WITH_ROLLBACK;
import static org.valija.promise.bean.Ending.THROWS_ERROR;
import static org.valija.promise.bean.Ending.THROWS_RUNTIME_EXCEPTION;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.Queue;
import org.valija.client.Sandbox;
import org.valija.client.SmtpClient;
import org.valija.client.SmtpReply;
import org.valija.promise.bean.Ending;
import org.valija.server.Administration;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/**
 * Promise 1: a 250 after the end of data means that the transaction of every bean that the message was for has committed;
 * any other reply, that nothing has happened. What is seen here stands in docs/promises.md, and is compared with it.
 */
@OnServer
class TransactionPromiseIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String FAILED = "451 4.3.0";
    private static final PromisesTable SEEN = new PromisesTable(
            TestServer.product().name(), "The bean, or the server", "The client gets", "Rows", "Mails");

    @Deployment(testable = false)
    static WebArchive application() {
        return TestServer.war("promise.war").addPackage(Ending.class.getPackage());
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                ending("returns", "250 2.0.0", 1, at("transacted", RETURNS)),
                ending("calls `setRollbackOnly` and returns", FAILED, 0, at("transacted", SETS_ROLLBACK_ONLY)),
                ending("throws a `RuntimeException`", FAILED, 0, at("transacted", THROWS_RUNTIME_EXCEPTION)),
                ending("throws an `Error`", FAILED, 0, at("transacted", THROWS_ERROR)),
                ending("throws a checked exception", FAILED, 0, at("transacted", THROWS_CHECKED_EXCEPTION)),
                ending(
                        "throws a checked exception with `@ApplicationException(rollback = true)`",
                        FAILED,
                        0,
                        at("transacted", THROWS_CHECKED_EXCEPTION_WITH_ROLLBACK)),
                ending(
                        "throws `MailRejectedException(554, \"5.6.0\", ...)`",
                        "554 5.6.0",
                        0,
                        at("transacted", REJECTS)),
                ending(
                        "returns, but an XA participant refuses to prepare",
                        FAILED,
                        0,
                        at("transacted", ENLISTS_A_PARTICIPANT_THAT_REFUSES)),
                ending(
                        "returns after the transaction has timed out",
                        FAILED,
                        0,
                        at("transacted", OUTLASTS_THE_TRANSACTION)),
                ending("two beans: both return", "250 2.0.0", 2, at("transacted", RETURNS), at("second", RETURNS)),
                ending(
                        "two beans: one returns, the other throws",
                        FAILED,
                        0,
                        at("transacted", RETURNS),
                        at("second", THROWS_RUNTIME_EXCEPTION)),
                ending(
                        "two beans: one throws, the other would return",
                        FAILED,
                        0,
                        at("transacted", THROWS_RUNTIME_EXCEPTION),
                        at("second", RETURNS)),
                ending(
                        "two beans: one returns, the other rejects",
                        "554 5.6.0",
                        0,
                        at("transacted", RETURNS),
                        at("second", REJECTS)),
                ending("`NOT_SUPPORTED`: returns", "250 2.0.0", 1, at("untransacted", RETURNS)),
                ending(
                        "`NOT_SUPPORTED`: throws, and what it did without a transaction stays",
                        FAILED,
                        1,
                        at("untransacted", THROWS_RUNTIME_EXCEPTION)),
                ending("bean-managed: commits and returns", "250 2.0.0", 1, at("bean-managed", RETURNS)),
                ending("bean-managed: rolls back and throws", FAILED, 0, at("bean-managed", THROWS_RUNTIME_EXCEPTION)),
                ending(
                        "bean-managed: its commit fails, since an XA participant refuses",
                        FAILED,
                        0,
                        at("bean-managed", ENLISTS_A_PARTICIPANT_THAT_REFUSES)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void theReplyIsTheTransactionsOutcome(String ending, String reply, int happened, List<String> recipients)
            throws Exception {
        String subject = newSubject();

        SmtpReply got = send(subject, recipients);
        drainOutbound();

        int rows = rows(subject);
        long mails = mails(subject);
        saw(ending, got.codes(), rows, mails);
        assertThat(got.codes()).as(got.toString()).isEqualTo(reply);
        assertThat(rows).as("rows").isEqualTo(happened);
        assertThat(mails).as("mails").isEqualTo(happened);
    }

    /** How the second of three beans ends; the first and the third return, and a fourth recipient is relayed. */
    static Stream<Arguments> secondEndings() {
        return Stream.of(
                second("returns", "250 2.0.0", 3, 4, at("second", RETURNS)),
                second("calls `setRollbackOnly` and returns", FAILED, 0, 0, at("second", SETS_ROLLBACK_ONLY)),
                second("throws a `RuntimeException`", FAILED, 0, 0, at("second", THROWS_RUNTIME_EXCEPTION)),
                second("throws an `Error`", FAILED, 0, 0, at("second", THROWS_ERROR)),
                second("throws a checked exception", FAILED, 0, 0, at("second", THROWS_CHECKED_EXCEPTION)),
                second(
                        "throws a checked exception with `@ApplicationException(rollback = true)`",
                        FAILED,
                        0,
                        0,
                        at("second", THROWS_CHECKED_EXCEPTION_WITH_ROLLBACK)),
                second("throws `MailRejectedException(554, \"5.6.0\", ...)`", "554 5.6.0", 0, 0, at("second", REJECTS)),
                second(
                        "returns, but an XA participant refuses to prepare",
                        FAILED,
                        0,
                        0,
                        at("second", ENLISTS_A_PARTICIPANT_THAT_REFUSES)),
                second(
                        "returns after the transaction has timed out",
                        FAILED,
                        0,
                        0,
                        at("second", OUTLASTS_THE_TRANSACTION)),
                second("is `NOT_SUPPORTED`, returns", "250 2.0.0", 3, 4, at("untransacted", RETURNS)),
                second(
                        "is `NOT_SUPPORTED`, throws; what it did without a transaction stays",
                        FAILED,
                        1,
                        1,
                        at("untransacted", THROWS_RUNTIME_EXCEPTION)),
                second(
                        "is bean-managed, rolls back and throws",
                        FAILED,
                        0,
                        0,
                        at("bean-managed", THROWS_RUNTIME_EXCEPTION)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("secondEndings")
    void threeBeansAndTheRelayAreOneTransaction(
            String ending, String reply, int rowsAfter, int mailsAfter, String second) throws Exception {
        String subject = newSubject();
        List<String> recipients =
                List.of(at("transacted", RETURNS), second, "anybody@third.example", "luis@elsewhere.example");

        SmtpReply got;
        try (SmtpClient client = SmtpClient.submission(TestServer.ROBOT)) { // a login, since it is to be relayed
            got = client.send(
                    TestServer.ROBOT.user(),
                    recipients,
                    "From: robot@laboratorio.local\nSubject: " + subject + "\n\nHola.\n");
        }
        drainOutbound();

        int rows = rows(subject);
        long mails = mails(subject);
        saw(ending, got.codes(), rows, mails);
        assertThat(got.codes()).as(got.toString()).isEqualTo(reply);
        assertThat(rows).as("rows").isEqualTo(rowsAfter);
        assertThat(mails).as("mails").isEqualTo(mailsAfter);
    }

    @Test
    void theRejectionsTextReachesTheClient() throws IOException {
        assertThat(send(newSubject(), List.of(at("transacted", REJECTS)))).hasToString("554 5.6.0 No pictures of cats");
    }

    @Test
    void aSurplusOfDeliveriesIsPutOffAndTheOthersAreDelivered() throws Exception {
        int places = Integer.parseInt(TestServer.setting("valija.deliveries"));
        int surplus = 2;
        ExecutorService clients = Executors.newFixedThreadPool(places + surplus);
        Http.postOk("/promise/close");
        try {
            String within = newSubject();
            List<Future<SmtpReply>> taken = sendAtOnce(clients, within, places);
            Await.until("beans that wait", LIMIT, () -> Http.getOk("/promise/waiting")
                    .equals(Integer.toString(places)));

            String beyond = newSubject();
            List<Future<SmtpReply>> refused = sendAtOnce(clients, beyond, surplus);
            for (Future<SmtpReply> reply : refused) {
                assertThat(reply.get(30, TimeUnit.SECONDS).codes()).isEqualTo("451 4.3.2");
            }

            Http.postOk("/promise/open");
            for (Future<SmtpReply> reply : taken) {
                assertThat(reply.get(30, TimeUnit.SECONDS).codes()).isEqualTo("250 2.0.0");
            }
            drainOutbound();

            assertThat(rows(within)).isEqualTo(places);
            assertThat(mails(within)).isEqualTo(places);
            saw("every place for a delivery is taken, no bean returns", "451 4.3.2", rows(beyond), mails(beyond));
            assertThat(rows(beyond)).isZero();
            assertThat(mails(beyond)).isZero();
        } finally {
            Http.postOk("/promise/open");
            clients.shutdownNow();
        }
    }

    @Test
    void aSuspendedServerPutsMailOff() throws Exception {
        String subject = newSubject();
        Administration.suspend("promise");
        SmtpReply got;
        try {
            got = sendToWhateverIsThere(subject, List.of(at("transacted", RETURNS)));
        } finally {
            Administration.resume("promise");
        }
        assertThat(got.code() / 100).as(got.toString()).isEqualTo(4);
        Await.until("delivery after the server is back", LIMIT, () -> sendToWhateverIsThere(
                        newSubject(), List.of(at("transacted", RETURNS)))
                .isPositive());
        drainOutbound();
        saw(
                "the server is suspended (WildFly), the application disabled (Payara)",
                got.codes(),
                rows(subject),
                mails(subject));
        assertThat(rows(subject)).isZero();
        assertThat(mails(subject)).isZero();
    }

    @AfterAll
    static void compareWithTheDocument() throws IOException {
        SEEN.compareOrWrite();
    }

    private static void saw(String what, String reply, int rows, long mails) {
        SEEN.add(what, "`" + reply + "`", Integer.toString(rows), Long.toString(mails));
    }

    private static Arguments ending(String what, String reply, int happened, String... recipients) {
        return Arguments.of(what, reply, happened, List.of(recipients));
    }

    private static Arguments second(String what, String reply, int rows, int mails, String second) {
        return Arguments.of("three beans and the relay: the second " + what, reply, rows, mails, second);
    }

    private static String at(String bean, Ending ending) {
        return ending.localPart() + "@" + bean + ".example";
    }

    private static String newSubject() {
        return "promise " + UUID.randomUUID();
    }

    private static SmtpReply send(String subject, List<String> recipients) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            client.ehlo();
            return client.send("ana@ejemplo.net", recipients, "Subject: " + subject + "\n\nHola.\n");
        }
    }

    /** Sends to a server that may greet with a refusal. */
    private static SmtpReply sendToWhateverIsThere(String subject, List<String> recipients) throws IOException {
        try (SmtpClient client = SmtpClient.connect(TestServer.relayPort())) {
            if (!client.greeting().isPositive()) {
                return client.greeting();
            }
            client.ehlo();
            return client.send("ana@ejemplo.net", recipients, "Subject: " + subject + "\n\nHola.\n");
        }
    }

    private static List<Future<SmtpReply>> sendAtOnce(ExecutorService clients, String subject, int number) {
        List<Future<SmtpReply>> replies = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            replies.add(clients.submit(() -> send(subject, List.of("anybody@waiting.example"))));
        }
        return replies;
    }

    /** Sends one more and waits until it has left: whatever was queued before has left too, or waits. */
    private static void drainOutbound() throws IOException, InterruptedException {
        String last = newSubject();
        SmtpReply reply = send(last, List.of(at("transacted", RETURNS)));
        assertThat(reply.isPositive()).as(reply.toString()).isTrue();
        Sandbox.awaitSubject(last);
    }

    private static int rows(String subject) throws IOException {
        return Integer.parseInt(
                Http.getOk("/promise/rows?subject=" + URLEncoder.encode(subject, StandardCharsets.UTF_8)));
    }

    /** Those that have left and those that wait. */
    private static long mails(String subject) throws IOException {
        return Sandbox.messages().stream()
                        .filter(mail -> mail.subject().equals(subject))
                        .count()
                + Queue.waiting().stream()
                        .filter(mail -> mail.subject().equals(subject))
                        .count();
    }
}
