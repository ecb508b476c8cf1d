package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.InvalidPropertyException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.Client;
import org.valija.Envelope;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.MailRejectedException;
import org.valija.ReceivedMail;
import org.valija.RecipientDecision;
import org.valija.RecipientListener;
import org.valija.RecipientRequest;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.RecipientAnswer;
import org.valija.smtp.SpooledContent;
import org.valija.spi.DeliveryTransaction;
import org.valija.spi.DestinationCheck;
import org.valija.spi.Registry;
import org.valija.spi.SessionPolicy;

@Timeout(20)
class ReceptionTest {

    private static final Client STRANGER = client(Optional.empty());
    private static final Client USER = client(Optional.of("robot"));
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ServerThreads server = new ServerThreads();
    private final WorkQueue.Limits limits = new WorkQueue.Limits(2, 10, SECOND);
    private final WorkQueue works = new WorkQueue("test", server, limits);
    private Instant time = Instant.parse("2026-11-23T12:00:00Z");
    private final Endpoints endpoints =
            new Endpoints(((InstantSource) () -> time).withZone(ZoneOffset.UTC), patterns -> {});
    private final Reception reception = new Reception(
            endpoints,
            recipient -> recipient.toString().equalsIgnoreCase("postmaster@local"),
            TestRealm.of(works),
            new RecipientQuestions(works),
            new Deliveries(works, limits));
    private final Rules rules = new Rules();
    private final Map<String, List<MailAddress>> delivered = new ConcurrentHashMap<>();
    private Registry.Registration policy;
    private Registry.Registration transaction;

    /** Users relay; recipients of the domain refused are refused, those of named are relayed by name, those of byname for anybody. */
    private static final class Rules implements SessionPolicy {

        private volatile boolean refusing;

        @Override
        public CompletionStage<ConnectDecision> connect(Client client) {
            return CompletableFuture.completedStage(
                    refusing ? new Refuse(Reply.of(554, "5.7.1", "Not you")) : new Accept());
        }

        @Override
        public CompletionStage<RecipientDecision> recipient(
                Client client, Optional<MailAddress> reversePath, MailAddress recipient) {
            if (refusing || recipient.domain().equals("refused")) {
                return CompletableFuture.completedStage(new Refuse(Reply.of(550, "5.7.1", "Not there")));
            }
            if (recipient.domain().equals("byname")) {
                return CompletableFuture.completedStage(new Relay(false));
            }
            boolean named = recipient.domain().equals("named");
            return CompletableFuture.completedStage(
                    client.isAuthenticated() || named ? new Relay(named) : new Accept());
        }
    }

    @BeforeEach
    void open() throws InvalidPropertyException {
        policy = Registry.register(SessionPolicy.class, rules);
        transaction = Registry.register(DeliveryTransaction.class, calls -> {
            try {
                calls.run();
                return new DeliveryTransaction.Outcome(true, Optional.empty());
            } catch (Exception e) {
                return new DeliveryTransaction.Outcome(false, Optional.of(e));
            }
        });
        MailActivationSpec soporte = new MailActivationSpec();
        soporte.setRecipients("soporte@local, *@refused, x@named");
        soporte.setMaxMessageSize("1K");
        activate("soporte", soporte);
        MailActivationSpec users = new MailActivationSpec();
        users.setRecipients("users@local");
        users.setAuthenticatedOnly("true");
        activate("users", users);
    }

    private BeanFactory activate(String name, MailActivationSpec spec) throws InvalidPropertyException {
        BeanFactory bean = new BeanFactory(mail -> keep(name, mail));
        endpoints.activate(bean, spec.selection());
        return bean;
    }

    private BeanFactory activateRelay() throws InvalidPropertyException {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRelay("true");
        return activate("relay", spec);
    }

    private void keep(String bean, ReceivedMail mail) {
        delivered.put(bean, mail.envelope().recipients());
    }

    @AfterEach
    void close() {
        policy.close();
        transaction.close();
        works.close();
        server.close();
    }

    @Test
    void clientsWaitUntilThereAreRules() throws Exception {
        assertThat(now(reception.connect(STRANGER)).isPositive()).isTrue();
        rules.refusing = true;
        assertThat(now(reception.connect(STRANGER))).hasToString("554 5.7.1 Not you");
        policy.close();
        assertThat(now(reception.connect(STRANGER))).isEqualTo(Replies.NOT_READY);
        assertThat(rcpt(STRANGER, 0, "soporte@local")).isEqualTo(Replies.RULES_NOT_READY);
    }

    @ParameterizedTest
    @CsvSource({
        "false, 0,    soporte@local,  250 2.1.5",
        "false, 1024, soporte@local,  250 2.1.5",
        "false, 1025, soporte@local,  552 5.3.4",
        "false, 0,    other@local,    550 5.1.1",
        "true,  0,    other@local,    550 5.1.1",
        "false, 0,    users@local,    530 5.7.0",
        "true,  0,    users@local,    250 2.1.5",
        "false, 0,    soporte@refused,550 5.7.1 Not there",
        "false, 0,    ana@elsewhere,  550 5.7.1 Relaying denied",
        "true,  0,    ana@elsewhere,  250 2.1.5",
        "false, 0,    x@named,        250 2.1.5",
        "false, 0,    y@named,        250 2.1.5",
    })
    void answersRcpt(boolean authenticated, long size, String recipient, String reply) throws Exception {
        activateRelay();
        assertThat(rcpt(authenticated ? USER : STRANGER, size, recipient).toString())
                .startsWith(reply);
    }

    /** Only what a client may relay is looked at; beans, and our postmaster, have their mail whatever the name servers say. */
    @ParameterizedTest
    @CsvSource({
        "true,  ana@elsewhere,    556 5.1.10 Takes no mail, true",
        "true,  eva@other,        250 2.1.5, true",
        "false, y@named,          250 2.1.5, true",
        "false, ana@elsewhere,    550 5.7.1 Relaying denied, false",
        "true,  soporte@local,    250 2.1.5, false",
        "true,  other@local,      550 5.1.1, false",
        "false, postmaster@local, 250 2.1.5, false"
    })
    void whatCouldOnlyComeBackIsRefusedToThoseWhoMayRelay(
            boolean authenticated, String recipient, String reply, boolean looked) throws Exception {
        activateRelay();
        List<MailAddress> seen = new CopyOnWriteArrayList<>();
        Registry.Registration check = Registry.register(DestinationCheck.class, address -> {
            seen.add(address);
            return CompletableFuture.supplyAsync(() -> address.domain().equals("elsewhere")
                    ? Optional.of(Reply.of(556, "5.1.10", "Takes no mail"))
                    : Optional.empty());
        });
        try {
            assertThat(rcpt(authenticated ? USER : STRANGER, 0, recipient).toString())
                    .startsWith(reply);
        } finally {
            check.close();
        }
        assertThat(seen).hasSize(looked ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "BINARY_MIME, false, soporte@local, 250 2.1.5",
        "BINARY_MIME, false, ana@elsewhere, 554 5.6.3",
        "EIGHT_BIT_MIME, true, soporte@local, 554 5.3.3",
        "EIGHT_BIT_MIME, true, ana@elsewhere, 250 2.1.5"
    })
    void refusesWhatCannotBeDoneForARecipient(
            TransmissionOptions.Body body, boolean held, String recipient, String reply) throws Exception {
        activateRelay();
        TransmissionOptions options = new TransmissionOptions(
                body,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                held ? Optional.of(Instant.now().plusSeconds(60)) : Optional.empty(),
                0,
                Optional.empty());
        assertThat(now(reception.recipient(USER, Optional.empty(), 0, options, MailAddress.parse(recipient)))
                        .reply()
                        .toString())
                .startsWith(reply);
    }

    @Test
    void withoutTheRelayBeanWhatIsRelayedWaits() throws Exception {
        assertThat(rcpt(USER, 0, "ana@elsewhere")).isEqualTo(Replies.RELAY_AWAY);
        BeanFactory relay = activateRelay();
        assertThat(rcpt(USER, 0, "ana@elsewhere")).isEqualTo(Replies.RECIPIENT_OK);
        endpoints.deactivate(relay);
        assertThat(rcpt(USER, 0, "ana@elsewhere")).isEqualTo(Replies.RELAY_AWAY);
    }

    @Test
    void aSuspendedBeanIsWaitedFor() throws Exception {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients("late@local");
        BeanFactory bean = activate("late", spec);
        endpoints.deactivate(bean);
        assertThat(rcpt(STRANGER, 0, "late@local")).isEqualTo(Replies.RECIPIENT_AWAY);
        assertThat(deliver(STRANGER, 10, "soporte@local", "late@local")).isEqualTo(Replies.RECIPIENT_GONE);
        assertThat(delivered).isEmpty();
    }

    @Test
    void aCatchAllThatWentForGoodHoldsUpNoUser() throws Exception {
        activateRelay();
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients("*, *@gone");
        endpoints.deactivate(activate("all", spec));
        assertThat(rcpt(USER, 0, "ana@elsewhere")).isEqualTo(Replies.RECIPIENT_AWAY);
        time = time.plus(GonePatterns.HIDING);
        assertThat(rcpt(USER, 0, "ana@elsewhere")).isEqualTo(Replies.RECIPIENT_OK);
        assertThat(rcpt(USER, 0, "ana@gone")).isEqualTo(Replies.RECIPIENT_AWAY);
        assertThat(rcpt(STRANGER, 0, "ana@elsewhere")).isEqualTo(Replies.RECIPIENT_AWAY);
    }

    @Test
    void aDomainThatNoBeanReceivesInAnyMoreIsRelayedTo() throws Exception {
        activateRelay();
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients("demo@gone");
        endpoints.deactivate(activate("trial", spec));
        assertThat(rcpt(USER, 0, "ana@gone")).isEqualTo(Replies.RECIPIENT_AWAY);
        time = time.plus(GonePatterns.HIDING);
        assertThat(rcpt(USER, 0, "ana@gone")).isEqualTo(Replies.RECIPIENT_OK);
        assertThat(rcpt(STRANGER, 0, "ana@gone")).isEqualTo(Replies.RECIPIENT_AWAY);
    }

    @Test
    void aCatchAllForUsersHoldsUpNoNetworkThatMayRelay() throws Exception {
        activateRelay();
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients("*");
        spec.setAuthenticatedOnly("true");
        activate("all", spec);
        assertThat(rcpt(STRANGER, 0, "ana@byname")).isEqualTo(Replies.RECIPIENT_OK);
        assertThat(rcpt(STRANGER, 0, "y@named")).isEqualTo(Replies.RECIPIENT_OK);
        assertThat(rcpt(STRANGER, 0, "ana@elsewhere")).isEqualTo(Replies.LOGIN_NEEDED);
        assertThat(rcpt(STRANGER, 0, "nobody@local")).isEqualTo(Replies.LOGIN_NEEDED);
        assertThat(rcpt(STRANGER, 0, "users@local")).isEqualTo(Replies.LOGIN_NEEDED);
        assertThat(deliver(USER, 10, "ana@byname")).isEqualTo(Replies.delivered("ID1"));
        assertThat(delivered).containsOnlyKeys("all");
    }

    @Test
    void oneMessageForBeansAndTheRelay() throws Exception {
        activateRelay();
        assertThat(deliver(USER, 10, "ana@elsewhere", "soporte@local", "users@local", "y@named"))
                .isEqualTo(Replies.delivered("ID1"));
        assertThat(delivered)
                .containsOnly(
                        Map.entry("soporte", addresses("soporte@local")),
                        Map.entry("users", addresses("users@local")),
                        Map.entry("relay", addresses("ana@elsewhere", "y@named")));
    }

    @Test
    void theSizeIsCheckedAgain() throws Exception {
        assertThat(deliver(STRANGER, 1025, "soporte@local")).isEqualTo(Replies.TOO_LARGE);
        assertThat(delivered).isEmpty();
    }

    @Test
    void rulesThatChangedSinceRcptAreRespected() throws Exception {
        activateRelay();
        assertThat(rcpt(USER, 0, "ana@elsewhere")).isEqualTo(Replies.RECIPIENT_OK);
        rules.refusing = true;
        assertThat(deliver(USER, 10, "ana@elsewhere")).isEqualTo(Replies.RECIPIENT_GONE);
        assertThat(delivered).isEmpty();
    }

    @Test
    void aRefusalAddedSinceRcptHoldsForBeansToo() throws Exception {
        assertThat(rcpt(STRANGER, 0, "soporte@local")).isEqualTo(Replies.RECIPIENT_OK);
        rules.refusing = true;
        assertThat(deliver(STRANGER, 10, "soporte@local")).isEqualTo(Replies.RECIPIENT_GONE);
        policy.close();
        rules.refusing = false;
        assertThat(deliver(STRANGER, 10, "soporte@local")).isEqualTo(Replies.RECIPIENT_GONE);
        assertThat(delivered).isEmpty();
    }

    /** What a bean decides by the recipient's local part. */
    private final class Asked implements RecipientListener {

        @Override
        public void onMail(ReceivedMail mail) {
            keep("asked", mail);
        }

        @Override
        public RecipientDecision onRecipient(RecipientRequest request) throws Exception {
            String decision = request.recipient().localPart();
            return switch (decision) {
                case "accepted" -> RecipientDecision.accept();
                case "refused" -> RecipientDecision.refuse(Reply.of(451, "4.2.2", "The box is full"));
                case "rejected" -> throw new MailRejectedException(550, "5.1.6", "Moved away");
                case "failing" -> throw new IllegalStateException("the database is down");
                case "silent" -> null;
                case "to-another" -> redirect("soporte@local");
                case "to-itself" -> redirect("to-itself@asked");
                case "elsewhere" -> redirect("ana@elsewhere");
                case "to-nobody" -> redirect("nobody@local");
                case "beyond-ascii" -> redirect("\u00f1u@local");
                default -> throw new AssertionError(decision);
            };
        }

        private RecipientDecision redirect(String address) {
            return RecipientDecision.redirect(MailAddress.parse(address));
        }
    }

    private BeanFactory activateAsked() throws InvalidPropertyException {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients("*@asked");
        BeanFactory bean = new BeanFactory(new Asked());
        endpoints.activate(bean, spec.selection());
        return bean;
    }

    @ParameterizedTest
    @CsvSource({
        "false, accepted,     accepted@asked,     250 2.1.5 Recipient ok",
        "false, refused,      refused@asked,      451 4.2.2 The box is full",
        "false, rejected,     rejected@asked,     550 5.1.6 Moved away",
        "false, failing,      failing@asked,      451 4.3.0",
        "false, silent,       silent@asked,       451 4.3.0",
        "false, to-another,   soporte@local,      250 2.1.5 Recipient ok",
        // Nobody is asked about where another one sent it: that ends every circle.
        "false, to-itself,    to-itself@asked,    250 2.1.5 Recipient ok",
        // Where the client itself may not send, no bean sends it by redirection.
        "false, elsewhere,    ana@elsewhere,      550 5.7.1 Relaying denied",
        "true,  elsewhere,    ana@elsewhere,      250 2.1.5 Recipient ok",
        "false, to-nobody,    nobody@local,       550 5.1.1",
        "false, beyond-ascii, \u00f1u@local,      553 5.6.7",
    })
    void aBeanDecidesAtRcpt(boolean authenticated, String decision, String recipient, String reply) throws Exception {
        activateRelay();
        BeanFactory bean = activateAsked();
        RecipientAnswer answer = now(reception.recipient(
                authenticated ? USER : STRANGER,
                Optional.empty(),
                0,
                TransmissionOptions.NONE,
                new MailAddress(decision, "asked")));
        assertThat(answer.reply().toString()).startsWith(reply);
        assertThat(answer.recipient()).isEqualTo(MailAddress.parse(recipient));
        assertThat(bean.released()).isEqualTo(bean.created()).isEqualTo(1);
    }

    @Test
    void aBeanIsNotAskedForWhatIsRefusedAnyway() throws Exception {
        BeanFactory bean = activateAsked();
        rules.refusing = true;
        assertThat(rcpt(STRANGER, 0, "accepted@asked")).hasToString("550 5.7.1 Not there");
        assertThat(bean.created()).isZero();
    }

    @Test
    void aBeanThatIsNotAvailableIsAway() throws Exception {
        activateAsked().makeUnavailable();
        assertThat(rcpt(STRANGER, 0, "accepted@asked")).isEqualTo(Replies.RECIPIENT_AWAY);
    }

    @Test
    void aQuestionThatFindsNoPlaceIsAskedLater() throws Exception {
        activateAsked();
        works.close();
        assertThat(rcpt(STRANGER, 0, "accepted@asked")).isEqualTo(Replies.RECIPIENT_NOT_ASKED);
        assertThat(rcpt(STRANGER, 0, "soporte@local")).isEqualTo(Replies.RECIPIENT_OK);
    }

    @Test
    void thePostmasterIsTakenFromAnybody() throws Exception {
        assertThat(rcpt(STRANGER, 0, "PostMaster@local")).isEqualTo(Replies.RELAY_AWAY);
        activateRelay();
        rules.refusing = true;
        assertThat(rcpt(STRANGER, 0, "PostMaster@local")).isEqualTo(Replies.RECIPIENT_OK);
        assertThat(deliver(STRANGER, 10, "PostMaster@local")).isEqualTo(Replies.delivered("ID1"));
        assertThat(delivered).containsOnly(Map.entry("relay", addresses("PostMaster@local")));
        assertThat(rcpt(STRANGER, 0, "postmaster@elsewhere").isPositive()).isFalse();
        assertThat(rcpt(STRANGER, 0, "ana@local").isPositive()).isFalse();

        delivered.clear();
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients("postmaster@local");
        activate("bean", spec);
        assertThat(deliver(STRANGER, 10, "postmaster@local")).isEqualTo(Replies.delivered("ID1"));
        assertThat(delivered).containsOnlyKeys("bean");
    }

    private Reply rcpt(Client client, long size, String recipient) throws Exception {
        return now(reception.recipient(
                        client, Optional.empty(), size, TransmissionOptions.NONE, MailAddress.parse(recipient)))
                .reply();
    }

    private Reply deliver(Client client, int size, String... recipients) throws Exception {
        byte[] content = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
        return now(reception.deliver(new IncomingMail(
                "ID1",
                client,
                Optional.empty(),
                new Envelope(Optional.empty(), addresses(recipients)),
                new SpooledContent.InMemory(content),
                0,
                Set.of(),
                Instant.now())));
    }

    private static List<MailAddress> addresses(String... recipients) {
        return Stream.of(recipients).map(MailAddress::parse).toList();
    }

    private static <T> T now(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Client client(Optional<String> user) {
        return new Client(
                "relay",
                ListenerKind.RELAY,
                InetSocketAddress.createUnresolved("client.test", 1),
                Optional.of("client.test"),
                Optional.empty(),
                user);
    }
}
