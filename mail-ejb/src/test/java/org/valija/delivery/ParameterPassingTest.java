package org.valija.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.DeliverBy;
import org.valija.Envelope;
import org.valija.EnvelopeId;
import org.valija.MailAddress;
import org.valija.OriginalRecipient;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.TransmissionOptions;
import org.valija.TransmissionOptions.Body;
import org.valija.TransmissionOptions.Returned;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.route.NextHop;
import org.valija.route.Route.Tls;

/** What clients asked for, on its way to the next hop. */
class ParameterPassingTest {

    private static final Patience PATIENCE =
            new Patience(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(10), Duration.ofSeconds(20));
    private static final String PLAIN = "Subject: a\r\n\r\nb\r\n";
    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");
    private static final MailAddress EVA = MailAddress.parse("eva@b.test");

    @TempDir
    static Path directory;

    private static ScheduledExecutorService scheduler;
    private static TestCertificate right;
    private static TestCertificate unknown;

    @BeforeAll
    static void start() throws Exception {
        scheduler = Executors.newSingleThreadScheduledExecutor();
        right = TestCertificate.of("localhost", directory);
        unknown = TestCertificate.of("localhost", Files.createDirectory(directory.resolve("unknown")));
    }

    @AfterAll
    static void stop() {
        scheduler.shutdownNow();
    }

    private static TransmissionOptions options(boolean requireTls, int priority, DeliverBy by) {
        return new TransmissionOptions(
                Body.SEVEN_BIT,
                false,
                Optional.of(Returned.HDRS),
                Optional.of(new EnvelopeId("uno=1")),
                requireTls,
                Optional.empty(),
                priority,
                Optional.ofNullable(by));
    }

    private static Envelope envelope(TransmissionOptions options) {
        return new Envelope(
                Optional.of(MailAddress.parse("ana@ejemplo.com")),
                List.of(LUIS, EVA),
                options,
                Map.of(
                        LUIS,
                        new RecipientOptions(
                                Optional.of(Set.of(Event.DELAY, Event.SUCCESS)),
                                Optional.of(new OriginalRecipient("rfc822", "luis+x@a.test"))),
                        EVA,
                        new RecipientOptions(Optional.of(Set.of()), Optional.empty())));
    }

    private static RecipientOutcome deliver(TransmissionOptions options, String content, ScriptedHost... hosts)
            throws Exception {
        return deliver(envelope(options), content, hosts);
    }

    private static RecipientOutcome deliver(Envelope envelope, String content, ScriptedHost... hosts) throws Exception {
        List<NextHop> hops = List.of(hosts).stream()
                .map(host -> new NextHop(
                        "localhost",
                        List.of(InetAddress.getLoopbackAddress()),
                        host.port(),
                        Tls.OPPORTUNISTIC,
                        Optional.empty()))
                .toList();
        try (Content spooled =
                ContentSpool.spool(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), directory)) {
            return new SmtpClient("mail.ejemplo.com", right.trusted(), ConnectionReuse.NONE, scheduler)
                    .deliver(hops, envelope, spooled, PATIENCE)
                    .get(0);
        }
    }

    private static ScriptedHost offering(String... extensions) throws Exception {
        return new ScriptedHost()
                .answer("EHLO", "250-host.test\r\n250-" + String.join("\r\n250-", extensions) + "\r\n250 SIZE");
    }

    @Test
    void aHostThatOffersDsnIsToldWhatTheSenderWantsToHearOf() throws Exception {
        try (ScriptedHost host = offering("DSN")) {
            RecipientOutcome outcome = deliver(options(false, 0, null), PLAIN, host);

            assertThat(((Delivered) outcome).notifying()).isTrue();
            assertThat(host.commands())
                    .contains(
                            "MAIL FROM:<ana@ejemplo.com> SIZE=17 RET=HDRS ENVID=uno+3D1",
                            "RCPT TO:<luis@b.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;luis+2Bx@a.test",
                            "RCPT TO:<eva@b.test> NOTIFY=NEVER");
        }
    }

    @Test
    void aHostThatOffersNothingGetsNoParameters() throws Exception {
        try (ScriptedHost host = offering("8BITMIME")) {
            DeliverBy by = new DeliverBy(Instant.now().plusSeconds(600), DeliverBy.Mode.NOTIFY, false);
            RecipientOutcome outcome = deliver(options(false, 5, by), PLAIN, host);

            assertThat(((Delivered) outcome).notifying()).isFalse();
            assertThat(host.commands())
                    .contains("MAIL FROM:<ana@ejemplo.com> SIZE=17", "RCPT TO:<luis@b.test>", "RCPT TO:<eva@b.test>");
        }
    }

    /** RFC 2852 section 4.1.4.2. */
    @ParameterizedTest
    @CsvSource({
        "DSN, 600, , 'NOTIFY=FAILURE,DELAY'",
        "DSN, 600, SUCCESS, 'NOTIFY=SUCCESS,DELAY'",
        "DSN, 600, NEVER, NOTIFY=NEVER",
        "DSN, -600, , ''",
        "'DSN+DELIVERBY', 600, , ''"
    })
    void aHostThatDoesNotKnowTheDeadlineIsToTellOfADelay(String offered, int seconds, String asked, String passedOn)
            throws Exception {
        try (ScriptedHost host = offering(offered.split("\\+"))) {
            DeliverBy by = new DeliverBy(Instant.now().plusSeconds(seconds), DeliverBy.Mode.NOTIFY, false);
            Optional<Set<Event>> events = Optional.ofNullable(asked)
                    .map(event -> event.equals("NEVER") ? Set.of() : Set.of(Event.valueOf(event)));
            Envelope envelope = new Envelope(
                    Optional.of(MailAddress.parse("ana@ejemplo.com")),
                    List.of(LUIS),
                    options(false, 0, by),
                    Map.of(LUIS, new RecipientOptions(events, Optional.empty())));
            RecipientOutcome outcome = deliver(envelope, PLAIN, host);

            assertThat(((Delivered) outcome).minding()).isEqualTo(offered.contains("DELIVERBY"));
            assertThat(host.commands()).contains(("RCPT TO:<luis@b.test> " + passedOn).strip());
        }
    }

    @Test
    void priorityAndTheTimeThatIsLeftAreToldToHostsThatKnowThem() throws Exception {
        try (ScriptedHost host = offering("MT-PRIORITY MIXER", "DELIVERBY")) {
            DeliverBy by = new DeliverBy(Instant.now().plusSeconds(600), DeliverBy.Mode.RETURN, true);
            assertThat(deliver(options(false, -3, by), PLAIN, host)).isInstanceOf(Delivered.class);

            assertThat(host.commands()).anySatisfy(command -> assertThat(command)
                    .matches("MAIL FROM:<ana@ejemplo\\.com> SIZE=17 MT-PRIORITY=-3 BY=5\\d\\d;RT"));
        }
    }

    @ParameterizedTest
    @CsvSource({"8BITMIME, 5.3.3", "DELIVERBY 900, 5.4.7"})
    void whatIsToComeBackAtItsDeadlineGoesToNobodyElse(String extension, String status) throws Exception {
        try (ScriptedHost host = offering(extension)) {
            DeliverBy by = new DeliverBy(Instant.now().plusSeconds(600), DeliverBy.Mode.RETURN, false);

            assertThat(((Bounced) deliver(options(false, 0, by), PLAIN, host))
                            .failure()
                            .status())
                    .hasToString(status);
            assertThat(host.contents()).isEmpty();
        }
    }

    @Test
    void aDeadlineThatIsOverIsPassedOnWhereItOnlyAsksForAWord() throws Exception {
        try (ScriptedHost host = offering("DELIVERBY")) {
            DeliverBy by = new DeliverBy(Instant.now().minusSeconds(600), DeliverBy.Mode.NOTIFY, false);
            assertThat(deliver(options(false, 0, by), PLAIN, host)).isInstanceOf(Delivered.class);

            assertThat(host.commands())
                    .anySatisfy(command -> assertThat(command).matches("MAIL .* BY=-6\\d\\d;N"));
        }
    }

    @ParameterizedTest
    @CsvSource({"'Subject: a\r\n\r\nñ', 5.6.3", "'Subject: ñ\r\n\r\na', 5.6.7"})
    void eightBitsGoToNoHostThatHasNotOfferedToTakeThem(String content, String status) throws Exception {
        try (ScriptedHost host = offering("PIPELINING")) {
            assertThat(((Bounced) deliver(options(false, 0, null), content, host))
                            .failure()
                            .status())
                    .hasToString(status);
            assertThat(host.contents()).isEmpty();
        }
    }

    // ---- REQUIRETLS ----

    private static final String TLS_ONLY = "250-host.test\r\n250-REQUIRETLS\r\n250 STARTTLS";

    @Test
    void whatRequiresTlsGoesOverVerifiedTls() throws Exception {
        try (ScriptedHost host = new ScriptedHost(right.server(), false).answer("EHLO", TLS_ONLY)) {
            assertThat(deliver(options(true, 0, null), PLAIN, host)).isInstanceOf(Delivered.class);

            assertThat(host.commands()).contains("MAIL FROM:<ana@ejemplo.com> REQUIRETLS");
        }
    }

    @Test
    void andToNoHostWithTheWrongCertificate() throws Exception {
        try (ScriptedHost host = new ScriptedHost(unknown.server(), false).answer("EHLO", TLS_ONLY)) {
            assertRefused(deliver(options(true, 0, null), PLAIN, host), host);
        }
    }

    @Test
    void norToOneWithoutTls() throws Exception {
        try (ScriptedHost host = offering("REQUIRETLS")) {
            assertRefused(deliver(options(true, 0, null), PLAIN, host), host);
        }
    }

    @Test
    void norToOneThatMightPassItOnInTheClear() throws Exception {
        try (ScriptedHost host =
                new ScriptedHost(right.server(), false).answer("EHLO", "250-host.test\r\n250 STARTTLS")) {
            assertRefused(deliver(options(true, 0, null), PLAIN, host), host);
        }
    }

    private static void assertRefused(RecipientOutcome outcome, ScriptedHost host) {
        assertThat(((Bounced) outcome).failure().status()).hasToString("5.7.30");
        assertThat(host.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void aHostThatMayDoItLaterKeepsItFromBouncing() throws Exception {
        try (ScriptedHost busy = new ScriptedHost(right.server(), false)
                        .answer("EHLO", TLS_ONLY)
                        .answer("STARTTLS", "454 4.7.0 not now");
                ScriptedHost clear = offering("REQUIRETLS")) {
            assertThat(deliver(options(true, 0, null), PLAIN, busy, clear)).isInstanceOf(Deferred.class);
        }
    }

    @Test
    void theNextHostIsTried() throws Exception {
        try (ScriptedHost clear = offering("REQUIRETLS");
                ScriptedHost host = new ScriptedHost(right.server(), false).answer("EHLO", TLS_ONLY)) {
            assertThat(deliver(options(true, 0, null), PLAIN, clear, host)).isInstanceOf(Delivered.class);
        }
    }
}
