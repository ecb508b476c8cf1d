package org.valija.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.route.NextHop;
import org.valija.route.Route.Tls;

class SmtpClientTest {

    private static final SessionTerms ORDINARY = SessionTerms.of("mail.ejemplo.com", ConnectionReuse.NONE);

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20));

    @TempDir
    Path directory;

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    private SmtpClient client() {
        try {
            return new SmtpClient("mail.ejemplo.com", SSLContext.getDefault(), ConnectionReuse.NONE, scheduler);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static NextHop hop(ScriptedHost host) {
        return hop(host.port(), Tls.NONE, Optional.empty());
    }

    private static NextHop hop(int port, Tls tls, Optional<NextHop.Login> login) {
        return new NextHop("localhost", List.of(InetAddress.getLoopbackAddress()), port, tls, login);
    }

    private static Envelope to(String... recipients) {
        return from("ana@ejemplo.com", recipients);
    }

    private static Envelope from(String sender, String... recipients) {
        return new Envelope(
                sender.isEmpty() ? Optional.empty() : Optional.of(MailAddress.parse(sender)),
                Arrays.stream(recipients).map(MailAddress::parse).toList());
    }

    private Content content(String text) throws IOException {
        return ContentSpool.spool(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), directory);
    }

    private List<RecipientOutcome> deliver(ScriptedHost host, Envelope envelope) throws IOException {
        return client().deliver(List.of(hop(host)), envelope, content("Subject: a\r\n\r\nb\r\n"), PATIENCE);
    }

    @Test
    void deliversTheContentAsItIs() throws IOException {
        String text = "Subject: a\r\n\r\n.uno\r\n..\r\n  \r\nsin fin de línea";
        try (ScriptedHost host = new ScriptedHost()) {
            List<RecipientOutcome> outcomes =
                    client().deliver(List.of(hop(host)), to("luis@b.test", "eva@b.test"), content(text), PATIENCE);

            assertThat(outcomes).hasSize(2).allSatisfy(outcome -> {
                assertThat(outcome).isInstanceOf(Delivered.class);
                assertThat(((Delivered) outcome).reply()).hasToString("250 2.0.0 taken");
            });
            assertThat(host.commands())
                    .containsExactly(
                            "EHLO mail.ejemplo.com",
                            "MAIL FROM:<ana@ejemplo.com> SIZE=" + text.getBytes(StandardCharsets.UTF_8).length
                                    + " BODY=8BITMIME",
                            "RCPT TO:<luis@b.test>",
                            "RCPT TO:<eva@b.test>",
                            "DATA",
                            "QUIT");
            String wire = "Subject: a\r\n\r\n..uno\r\n...\r\n  \r\nsin fin de línea\r\n";
            assertThat(host.contents())
                    .containsExactly(new String(wire.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1));
        }
    }

    @Test
    void fieldsThatAreMadeForTheAttemptGoBeforeIt() throws IOException {
        AtomicInteger made = new AtomicInteger();
        AddedFields fields = () -> ("Added: " + made.incrementAndGet() + "\r\n").getBytes(StandardCharsets.US_ASCII);
        try (ScriptedHost first = new ScriptedHost().answer("MAIL FROM", "421 later");
                ScriptedHost second = new ScriptedHost()) {
            client().deliver(
                            List.of(hop(first), hop(second)),
                            to("luis@b.test"),
                            content("A: b\r\n\r\nc\r\n"),
                            fields,
                            ORDINARY,
                            PATIENCE);

            assertThat(second.contents()).containsExactly("Added: 1\r\nA: b\r\n\r\nc\r\n");
            assertThat(second.commands()).contains("MAIL FROM:<ana@ejemplo.com> SIZE=21");
        }
    }

    @Test
    void theyAreNotMadeWhereNobodyListens() throws IOException {
        AddedFields fields = () -> {
            throw new AssertionError("nobody has asked for them");
        };
        List<RecipientOutcome> outcomes = client().deliver(
                        List.of(hop(freePort(), Tls.NONE, Optional.empty())),
                        to("luis@b.test"),
                        content("A: b\r\n\r\n"),
                        fields,
                        ORDINARY,
                        PATIENCE);

        assertThat(outcomes).singleElement().isInstanceOf(Deferred.class);
    }

    @Test
    void whatMustNotLeaveWithoutThemStays() throws IOException {
        Failure why = Failure.local(EnhancedStatus.parse("4.7.5"), "no key");
        AddedFields fields = () -> {
            throw new NotReadyException(why, null);
        };
        try (ScriptedHost first = new ScriptedHost();
                ScriptedHost second = new ScriptedHost()) {
            List<RecipientOutcome> outcomes = client().deliver(
                            List.of(hop(first), hop(second)),
                            to("luis@b.test", "eva@b.test"),
                            content("A: b\r\n\r\n"),
                            fields,
                            ORDINARY,
                            PATIENCE);

            assertThat(outcomes).hasSize(2).allSatisfy(outcome -> assertThat(((Deferred) outcome).failure())
                    .isSameAs(why));
            assertThat(first.commands()).containsExactly("EHLO mail.ejemplo.com", "QUIT");
            assertThat(second.commands()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a\nb", "a\rb", "a\r\rb", "a\n\nb", "a\r\n\nb\r", "\n.\n", "\r.\r", "a\n.\nMAIL FROM:<x@y.z>\n"})
    void neverSendsABareLineBreak(String body) throws IOException {
        try (ScriptedHost host = new ScriptedHost()) {
            client().deliver(List.of(hop(host)), to("luis@b.test"), content("A: b\r\n\r\n" + body), PATIENCE);

            assertThat(host.contents()).singleElement().satisfies(wire -> assertThat(wire)
                    .doesNotContainPattern("(?<!\r)\n|\r(?!\n)")
                    .isEqualTo("A: b\r\n\r\n"
                            + body.replaceAll("\r\n|\r|\n", "\r\n").replaceAll("(?m)^\\.", "..")
                            + (body.matches("(?s).*[\r\n]") ? "" : "\r\n")));
            assertThat(host.commands()).doesNotContain("MAIL FROM:<x@y.z>");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // command that is refused | with | status of the outcome
                "MAIL FROM|451 4.3.0 later|4.3.0",
                "MAIL FROM|550 5.7.1 never|5.7.1",
                "MAIL FROM|550 never|5.0.0",
                "RCPT TO|450 4.2.0 greylisted|4.2.0",
                "RCPT TO|550-5.1.1 no|5.1.1",
                "RCPT TO|552 5.5.3 too many|5.5.3",
                "RCPT TO|421 4.3.2 closing|4.3.2",
                "DATA|451 4.3.0 later|4.3.0",
                "DATA|554 5.5.1 never|5.5.1",
                ".|452 4.3.1 full|4.3.1",
                ".|550 5.6.0 spam|5.6.0",
                ".|550 4.6.0 the status does not fit|5.0.0",
            })
    void keepsTheReply(String command, String reply, String status) throws IOException {
        String sent = reply.startsWith("550-") ? reply + "\r\n550 5.1.1 such user" : reply;
        try (ScriptedHost host = new ScriptedHost().answer(command, sent)) {
            List<RecipientOutcome> outcomes = deliver(host, to("luis@b.test", "eva@b.test"));

            boolean deferred = status.startsWith("4") || reply.startsWith("552");
            assertThat(outcomes).hasSize(2).allSatisfy(outcome -> {
                assertThat(outcome).isInstanceOf(deferred ? Deferred.class : Bounced.class);
                Failure failure = outcome instanceof Deferred d ? d.failure() : ((Bounced) outcome).failure();
                if (!reply.startsWith("552")) {
                    assertThat(failure.status()).hasToString(status);
                }
                assertThat(failure.reply()).get().hasToString(sent.replace("\r\n", " "));
                assertThat(failure.host()).contains("localhost");
            });
        }
    }

    @Test
    void keepsTheRecipientsApart() throws IOException {
        try (ScriptedHost host = new ScriptedHost()
                .answer("RCPT TO:<nadie@", "550 5.1.1 no such user")
                .answer("RCPT TO:<luego@", "450 4.2.1 later")) {
            List<RecipientOutcome> outcomes = deliver(host, to("nadie@b.test", "luis@b.test", "luego@b.test"));

            assertThat(outcomes)
                    .extracting(outcome -> outcome.recipient().localPart() + " "
                            + outcome.getClass().getSimpleName())
                    .containsExactly("nadie Bounced", "luis Delivered", "luego Deferred");
            assertThat(host.contents()).hasSize(1);
        }
    }

    @Test
    void aRefusalOfTheContentIsForThoseOnlyWhoseAddressWasTaken() throws IOException {
        try (ScriptedHost host = new ScriptedHost()
                .answer("RCPT TO:<nadie@", "550 5.1.1 no such user")
                .answer(".", "452 4.3.1 full")) {
            List<RecipientOutcome> outcomes = deliver(host, to("nadie@b.test", "luis@b.test"));

            assertThat(((Bounced) outcomes.get(0)).failure().status()).hasToString("5.1.1");
            assertThat(((Deferred) outcomes.get(1)).failure().status()).hasToString("4.3.1");
        }
    }

    @ParameterizedTest
    @CsvSource({"greeting", "EHLO", "MAIL FROM", "RCPT TO", "DATA", "."})
    void aConnectionThatDropsIsADeferral(String at) throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer(at, ScriptedHost.CLOSE)) {
            if (at.equals("EHLO")) {
                host.answer("HELO", ScriptedHost.CLOSE);
            }
            assertThat(deliver(host, to("luis@b.test"))).singleElement().satisfies(outcome -> {
                Failure failure = ((Deferred) outcome).failure();
                assertThat(failure.status()).hasToString("4.4.2");
                assertThat(failure.reason()).contains("localhost");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"greeting", "MAIL FROM", "RCPT TO", "DATA", "."})
    void garbageIsADeferral(String at) throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer(at, "\u0001\u0002 hola\u001b[31m 250")) {
            assertThat(deliver(host, to("luis@b.test"))).singleElement().satisfies(outcome -> assertThat(
                            ((Deferred) outcome).failure().reason())
                    .doesNotContainPattern("\\p{Cntrl}"));
        }
    }

    /** 999 is no reply at all (RFC 5321 section 4.2); the RSET that follows it is answered by 250. */
    @ParameterizedTest
    @ValueSource(strings = {"250 2.0.0 fine", "200 fine", "999 what"})
    void nothingIsDeliveredToAHostThatHasNotAskedForTheContent(String answerToData) throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer("DATA", answerToData)) {
            assertThat(deliver(host, to("luis@b.test"))).singleElement().satisfies(outcome -> assertThat(
                            ((Deferred) outcome).failure().reason())
                    .contains(answerToData));
            assertThat(host.contents()).isEmpty();
        }
    }

    @Test
    void repliesWithoutEndDoNotFillTheMemory() throws IOException {
        String endless = ("250-" + "a".repeat(1000) + "\r\n").repeat(2000) + "250 end";
        try (ScriptedHost host = new ScriptedHost().answer("RCPT TO", endless)) {
            assertThat(deliver(host, to("luis@b.test"))).singleElement().satisfies(outcome -> assertThat(
                            ((Deferred) outcome).failure().reason())
                    .contains("without end"));
        }
    }

    @ParameterizedTest
    @CsvSource({"greeting", "RCPT TO", "."})
    void theDeadlineEndsAnAttempt(String silentAt) throws IOException {
        Patience little = new Patience(
                Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(1));
        try (ScriptedHost host = new ScriptedHost().answer(silentAt, ScriptedHost.SILENCE)) {
            long start = System.nanoTime();
            List<RecipientOutcome> outcomes =
                    client().deliver(List.of(hop(host), hop(host)), to("luis@b.test"), content("A: b\r\n\r\n"), little);

            assertThat(System.nanoTime() - start).isCloseTo(1_000_000_000L, within(3_000_000_000L));
            assertThat(((Deferred) outcomes.get(0)).failure().reason()).contains("the time for this attempt is over");
        }
    }

    @Test
    void theDeadlineEndsAnAttemptAtAHostThatReadsNothing() throws IOException {
        Patience little = new Patience(
                Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(2));
        try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try (var client = deaf.accept()) {
                    client.getOutputStream()
                            .write("220 a\r\n250 a\r\n250 a\r\n250 a\r\n354 a\r\n".getBytes(StandardCharsets.US_ASCII));
                    Thread.sleep(10_000);
                } catch (IOException | InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            thread.setDaemon(true);
            thread.start();
            Content large =
                    content("A: b\r\n\r\n" + "a".repeat(70).concat("\r\n").repeat(300_000));
            long start = System.nanoTime();

            List<RecipientOutcome> outcomes = client().deliver(
                            List.of(hop(deaf.getLocalPort(), Tls.NONE, Optional.empty())),
                            to("luis@b.test"),
                            large,
                            little);

            assertThat(System.nanoTime() - start).isLessThan(6_000_000_000L);
            assertThat(outcomes).singleElement().isInstanceOf(Deferred.class);
            large.close();
        }
    }

    @ParameterizedTest
    @CsvSource({"greeting,421 busy", "greeting,554 go away", "EHLO,421 busy", "MAIL FROM,421 busy", "MAIL FROM,close"})
    void goesToTheNextHostBeforeAnythingWasSaidOfARecipient(String at, String answer) throws IOException {
        try (ScriptedHost first = new ScriptedHost().answer(at, answer);
                ScriptedHost second = new ScriptedHost()) {
            if (at.equals("EHLO")) {
                first.answer("HELO", answer);
            }
            List<RecipientOutcome> outcomes = client().deliver(
                            List.of(hop(freePort(), Tls.NONE, Optional.empty()), hop(first), hop(second)),
                            to("luis@b.test"),
                            content("A: b\r\n\r\n"),
                            PATIENCE);

            assertThat(outcomes).singleElement().isInstanceOf(Delivered.class);
            assertThat(second.contents()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"RCPT TO,450 later", "RCPT TO,550 never", ".,close", "DATA,451 later"})
    void staysWithAHostThatHasSaidSomethingOfARecipient(String at, String answer) throws IOException {
        try (ScriptedHost first = new ScriptedHost().answer(at, answer);
                ScriptedHost second = new ScriptedHost()) {
            client().deliver(List.of(hop(first), hop(second)), to("luis@b.test"), content("A: b\r\n\r\n"), PATIENCE);

            assertThat(second.commands()).isEmpty();
        }
    }

    @Test
    void tellsWhyNoHostCouldBeReached() throws IOException {
        int port = freePort();
        List<RecipientOutcome> outcomes = client().deliver(
                        List.of(hop(port, Tls.NONE, Optional.empty())), to("luis@b.test"), content(""), PATIENCE);

        assertThat(((Deferred) outcomes.get(0)).failure().reason())
                .isEqualTo("localhost: no SMTP session with 127.0.0.1 port " + port + ": Connection refused");
    }

    @Test
    void sendsABounceWithTheNullReversePath() throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer("EHLO", "250 host.test")) {
            deliver(host, from("", "luis@b.test"));

            assertThat(host.commands()).contains("MAIL FROM:<>");
        }
    }

    @Test
    void doesNotSendWhatTheHostHasSaidToBeTooLarge() throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer("EHLO", "250-host.test\r\n250 SIZE 10")) {
            assertThat(deliver(host, to("luis@b.test"))).singleElement().satisfies(outcome -> assertThat(
                            ((Bounced) outcome).failure().status())
                    .hasToString("5.3.4"));
            assertThat(host.commands()).containsExactly("EHLO mail.ejemplo.com", "QUIT");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "250 SMTPUTF8|josé@correo.es|RCPT TO:<josÃ©@correo.es>",
                "250 SMTPUTF8|ana@ñandú.cl|RCPT TO:<ana@Ã±andÃº.cl>",
                "250 SIZE|ana@ñandú.cl|RCPT TO:<ana@xn--and-6ma2c.cl>",
                "250 SIZE|josé@correo.es|",
            })
    void writesAddressesAsTheHostUnderstandsThem(String extension, String address, String command) throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer("EHLO", "250-host.test\r\n" + extension)) {
            List<RecipientOutcome> outcomes = deliver(host, to(address));

            if (command == null) {
                assertThat(((Bounced) outcomes.get(0)).failure().status()).hasToString("5.6.7");
                assertThat(host.contents()).isEmpty();
            } else {
                assertThat(outcomes).singleElement().isInstanceOf(Delivered.class);
                assertThat(host.commands()).contains(command);
            }
        }
    }

    @Test
    void neverLogsInOverAClearChannel() throws IOException {
        Optional<NextHop.Login> login = Optional.of(new NextHop.Login("robot", "ClaveSecreta!"));
        for (Tls tls : List.of(Tls.NONE, Tls.OPPORTUNISTIC, Tls.REQUIRED)) {
            try (ScriptedHost host = new ScriptedHost().answer("EHLO", "250-host.test\r\n250 AUTH PLAIN LOGIN")) {
                List<RecipientOutcome> outcomes = client().deliver(
                                List.of(hop(host.port(), tls, login)), to("luis@b.test"), content(""), PATIENCE);

                assertThat(outcomes).singleElement().isInstanceOf(Deferred.class);
                assertThat(host.commands()).noneMatch(command -> command.startsWith("AUTH"));
                assertThat(((Deferred) outcomes.get(0)).failure().reason()).contains("does not offer STARTTLS");
            }
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** The next host of a pool gets it, whichever command it is that the first has no service for. */
    @ParameterizedTest
    @ValueSource(strings = {ScriptedHost.GREETING, "MAIL", "RCPT"})
    void aHostWithoutServiceIsPassedOver(String command) throws IOException {
        try (ScriptedHost first = new ScriptedHost().answer(command, "421 4.3.2 closing");
                ScriptedHost second = new ScriptedHost()) {
            List<RecipientOutcome> outcomes =
                    client().deliver(List.of(hop(first), hop(second)), to("luis@b.test"), content("a\r\n"), PATIENCE);

            assertThat(outcomes).singleElement().isInstanceOf(Delivered.class);
            assertThat(second.contents()).hasSize(1);
        }
    }

    /** What it has said of one recipient counts; the message is not shown to others for the rest of them. */
    @Test
    void whatAHostHasSaidCountsWhenItHasNoServiceLater() throws IOException {
        try (ScriptedHost first = new ScriptedHost()
                        .answer("RCPT TO:<nadie@b.test>", "550 5.1.1 unknown")
                        .answer("RCPT TO:<luis@b.test>", "421 4.3.2 closing");
                ScriptedHost second = new ScriptedHost()) {
            List<RecipientOutcome> outcomes = client().deliver(
                            List.of(hop(first), hop(second)),
                            to("nadie@b.test", "luis@b.test"),
                            content("a\r\n"),
                            PATIENCE);

            assertThat(outcomes.get(0)).isInstanceOf(Bounced.class);
            assertThat(outcomes.get(1)).isInstanceOf(Deferred.class);
            assertThat(second.contents()).isEmpty();
        }
    }

    /** One that can't be talked with is not tried first again, however often it is named first. */
    @Test
    void aHostThatWasNotThereIsTriedBehindTheOthers() throws IOException {
        try (ScriptedHost dead =
                        new ScriptedHost().answer("EHLO", ScriptedHost.CLOSE).answer("HELO", ScriptedHost.CLOSE);
                ScriptedHost alive = new ScriptedHost();
                SmtpClient client = client()) {
            for (int i = 0; i < 3; i++) {
                List<RecipientOutcome> outcomes =
                        client.deliver(List.of(hop(dead), hop(alive)), to("luis@b.test"), content("a\r\n"), PATIENCE);
                assertThat(outcomes).singleElement().isInstanceOf(Delivered.class);
            }

            assertThat(dead.commands()).hasSize(1);
            alive.answer("EHLO", ScriptedHost.CLOSE).answer("HELO", ScriptedHost.CLOSE);
            dead.answer("EHLO", "250 host.test");
            assertThat(client.deliver(List.of(hop(dead), hop(alive)), to("luis@b.test"), content("a\r\n"), PATIENCE))
                    .as("the last resort")
                    .singleElement()
                    .isInstanceOf(Delivered.class);
        }
    }

    @Test
    void leavesFromTheSourceAddressAndCallsItselfByItsName() throws IOException {
        Source source = new Source(Optional.of(InetAddress.getByName("127.0.0.2")), "mail2.ejemplo.com");
        try (ScriptedHost host = new ScriptedHost()) {
            deliver(host, new Origin(Optional.of(source), Optional.empty()), 100, "luis@b.test");

            assertThat(host.commands()).contains("EHLO mail2.ejemplo.com");
            assertThat(host.clients()).containsExactly("127.0.0.2");
        }
    }

    @Test
    void whereTheFamilyHasNoSourceAddressNothingIsTried() throws IOException {
        try (ScriptedHost host = new ScriptedHost()) {
            List<RecipientOutcome> outcomes = deliver(
                    host,
                    new Origin(Optional.empty(), Origin.any("mail.ejemplo.com").ipv6()),
                    100,
                    "luis@b.test");

            assertThat(outcomes).singleElement().satisfies(outcome -> {
                assertThat(outcome).isInstanceOf(Deferred.class);
                assertThat(outcome.problem().orElseThrow().reason()).contains("no source address in IPv4");
            });
            assertThat(host.commands()).isEmpty();
        }
    }

    @Test
    void aMessageForMoreRecipientsThanOneMayHaveBecomesSeveral() throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer("RCPT TO:<dos@", "550 5.1.1 nobody")) {
            List<RecipientOutcome> outcomes =
                    deliver(host, Origin.any("mail.ejemplo.com"), 2, "uno@b.test", "dos@b.test", "tres@b.test");

            assertThat(outcomes)
                    .extracting(outcome -> outcome.recipient().toString())
                    .containsExactly("uno@b.test", "dos@b.test", "tres@b.test");
            assertThat(outcomes.get(1)).isInstanceOf(Bounced.class);
            assertThat(host.contents()).hasSize(2);
            assertThat(host.commands())
                    .filteredOn(command -> command.startsWith("MAIL"))
                    .hasSize(2);
        }
    }

    @Test
    void whatOneRecipientCanNotHaveTheOthersGetAllTheSame() throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer("EHLO", "250 host.test")) {
            List<RecipientOutcome> outcomes =
                    deliver(host, Origin.any("mail.ejemplo.com"), 1, "ñandú@b.test", "dos@b.test");

            assertThat(outcomes.get(0)).isInstanceOf(Bounced.class);
            assertThat(outcomes.get(1)).isInstanceOf(Delivered.class);
        }
    }

    @Test
    void aHostThatIsNotThereIsTriedOnceForAllItsRecipients() throws IOException {
        try (ScriptedHost host = new ScriptedHost().answer(ScriptedHost.GREETING, ScriptedHost.CLOSE)) {
            List<RecipientOutcome> outcomes =
                    deliver(host, Origin.any("mail.ejemplo.com"), 1, "uno@b.test", "dos@b.test", "tres@b.test");

            assertThat(outcomes).hasSize(3).allMatch(Deferred.class::isInstance);
            assertThat(host.clients()).hasSize(1);
        }
    }

    private List<RecipientOutcome> deliver(ScriptedHost host, Origin origin, int most, String... recipients)
            throws IOException {
        return client().deliver(
                        List.of(hop(host)),
                        to(recipients),
                        content("A: b\r\n\r\n"),
                        () -> new byte[0],
                        new SessionTerms(origin, 10, Duration.ofMinutes(5), most),
                        PATIENCE);
    }
}
