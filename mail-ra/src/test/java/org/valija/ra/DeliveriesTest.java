package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.ejb.EJBException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.Client;
import org.valija.Envelope;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.MailListener;
import org.valija.MailRejectedException;
import org.valija.ReceivedMail;
import org.valija.RecipientOptions;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.smtp.Authentication;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.LoginOutcome;
import org.valija.smtp.ReplyWait;
import org.valija.smtp.SpooledContent;
import org.valija.smtp.sasl.Proof;
import org.valija.spi.DeliveryTransaction;
import org.valija.spi.LoginBrake;
import org.valija.spi.Receipts;
import org.valija.spi.Registry;
import org.valija.spi.SuccessNotifier;

@Timeout(20)
class DeliveriesTest {

    private static final String RETURN_PATH = "Return-Path: <from@client.test>\r\n";
    private static final String MESSAGE = RETURN_PATH + "Received: by us\r\n\r\nHola\r\n";

    private final ServerThreads server = new ServerThreads();
    private final WorkQueue.Limits limits = new WorkQueue.Limits(2, 10, Duration.ofMillis(500));
    private final WorkQueue works = new WorkQueue("test", server, limits);
    private final Deliveries deliveries = new Deliveries(works, limits);
    private Registry.Registration transaction;
    private Registry.Registration book = () -> {};

    @BeforeEach
    void open() {
        transaction = Registry.register(DeliveryTransaction.class, DeliveriesTest::commitUnlessThrown);
    }

    @AfterEach
    void close() {
        transaction.close();
        book.close();
        works.close();
        server.close();
    }

    /** What mail-ejb's bean does, without a transaction manager. */
    private static DeliveryTransaction.Outcome commitUnlessThrown(DeliveryTransaction.Deliveries calls) {
        try {
            calls.run();
            return new DeliveryTransaction.Outcome(true, Optional.empty());
        } catch (Exception e) {
            return new DeliveryTransaction.Outcome(false, Optional.of(e));
        }
    }

    static Stream<Arguments> failures() {
        Reply full = Reply.of(552, "5.2.2", "Buzón lleno");
        return Stream.of(
                Arguments.of(new MailRejectedException(552, "5.2.2", "Buzón lleno"), full),
                Arguments.of(new EJBException(new MailRejectedException(552, "5.2.2", "Buzón lleno")), full),
                Arguments.of(
                        new EJBException(new RuntimeException(new MailRejectedException(552, "5.2.2", "Buzón lleno"))),
                        full),
                Arguments.of(new IllegalStateException("secret: table TICKETS is gone"), Replies.NOT_DELIVERED),
                Arguments.of(new IOException("disk"), Replies.NOT_DELIVERED),
                Arguments.of(new EJBException(looped()), Replies.NOT_DELIVERED));
    }

    private static Exception looped() {
        Exception one = new Exception("one");
        one.initCause(new Exception("two", one));
        return one;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aBeansExceptionIsTheReply(Exception thrown, Reply reply) throws Exception {
        BeanFactory bean = new BeanFactory(mail -> {
            throw thrown;
        });
        assertThat(deliver(Map.of(endpoint(bean, false), to("a@b")))).isEqualTo(reply);
        assertThat(bean.released()).isEqualTo(bean.created()).isEqualTo(1);
    }

    @Test
    void eachBeanGetsItsRecipientsAndThenThe250() throws Exception {
        List<Envelope> seen = new ArrayList<>();
        BeanFactory one = new BeanFactory(mail -> seen.add(mail.envelope()));
        BeanFactory two = new BeanFactory(mail -> seen.add(mail.envelope()));
        Map<Endpoint, List<MailAddress>> takers = new LinkedHashMap<>();
        takers.put(endpoint(one, false), to("a@b", "b@b"));
        takers.put(endpoint(two, false), to("c@d"));
        assertThat(deliver(takers)).hasToString("250 2.0.0 Ok: delivered as ID1");
        assertThat(seen).extracting(Envelope::recipients).containsExactly(to("a@b", "b@b"), to("c@d"));
        assertThat(one.released() + two.released()).isEqualTo(2);
    }

    @Test
    void theSecondBeansFailureIsTheMessages() throws Exception {
        BeanFactory one = new BeanFactory(mail -> {});
        BeanFactory two = new BeanFactory(mail -> {
            throw new MailRejectedException("No");
        });
        Map<Endpoint, List<MailAddress>> takers = new LinkedHashMap<>();
        takers.put(endpoint(one, false), to("a@b"));
        takers.put(endpoint(two, false), to("c@d"));
        assertThat(deliver(takers)).hasToString("550 5.7.1 No");
        assertThat(one.released() + two.released()).isEqualTo(2);
    }

    @Test
    void aReturnWithoutACommitIsNo250() throws Exception {
        register(calls -> {
            commitUnlessThrown(calls);
            return new DeliveryTransaction.Outcome(false, Optional.empty());
        });
        assertThat(deliver(Map.of(endpoint(new BeanFactory(mail -> {}), false), to("a@b"))))
                .isEqualTo(Replies.NOT_DELIVERED);
    }

    @Test
    void aCommitAfterAnExceptionIsNo250() throws Exception {
        register(calls ->
                new DeliveryTransaction.Outcome(true, commitUnlessThrown(calls).failure()));
        BeanFactory bean = new BeanFactory(mail -> {
            throw new IOException("checked, and the container committed");
        });
        assertThat(deliver(Map.of(endpoint(bean, false), to("a@b")))).isEqualTo(Replies.NOT_DELIVERED);
    }

    @Test
    void whatItsClientWasToldToSendAgainDoesNotCommit() throws Exception {
        List<DeliveryTransaction.Outcome> outcomes = new ArrayList<>();
        register(calls -> {
            outcomes.add(commitUnlessThrown(calls));
            return outcomes.get(0);
        });
        ReplyWait wait = new ReplyWait(() -> false);
        BeanFactory slow = new BeanFactory(mail -> wait.giveUp());
        assertThat(deliver(waitedFor(wait), Map.of(endpoint(slow, false), to("a@b"))))
                .isEqualTo(Replies.NOT_DELIVERED);
        assertThat(outcomes).extracting(DeliveryTransaction.Outcome::committed).containsExactly(false);
        assertThat(slow.released()).isEqualTo(slow.created()).isEqualTo(1);
    }

    @Test
    void whatNobodyWaitsForDoesNotBegin() throws Exception {
        BeanFactory bean = new BeanFactory(mail -> {});
        ReplyWait over = new ReplyWait(() -> false);
        over.giveUp();
        assertThat(deliver(waitedFor(over), Map.of(endpoint(bean, false), to("a@b"))))
                .isEqualTo(Replies.NOT_DELIVERED);
        assertThat(deliver(waitedFor(new ReplyWait(() -> true)), Map.of(endpoint(bean, false), to("a@b"))))
                .isEqualTo(Replies.NOT_DELIVERED);
        assertThat(bean.created()).isZero();
    }

    @Test
    void aClientThatGoesWhileABeanWorksChangesNothing() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        BeanFactory bean = new BeanFactory(mail -> gone.set(true));
        assertThat(deliver(waitedFor(new ReplyWait(gone::get)), Map.of(endpoint(bean, false), to("a@b"))))
                .hasToString("250 2.0.0 Ok: delivered as ID1");
    }

    private static IncomingMail waitedFor(ReplyWait wait) {
        IncomingMail mail = mail(Optional.empty());
        return new IncomingMail(
                mail.id(),
                mail.client(),
                mail.authentication(),
                mail.envelope(),
                mail.content(),
                mail.returnPathLength(),
                Set.of(),
                mail.receivedAt(),
                wait);
    }

    @Test
    void anUnavailableBeanPutsTheMessageOffAndReleasesTheOthers() throws Exception {
        BeanFactory one = new BeanFactory(mail -> {});
        BeanFactory two = new BeanFactory(mail -> {});
        two.makeUnavailable();
        Map<Endpoint, List<MailAddress>> takers = new LinkedHashMap<>();
        takers.put(endpoint(one, false), to("a@b"));
        takers.put(endpoint(two, false), to("c@d"));
        assertThat(deliver(takers)).isEqualTo(Replies.RECIPIENT_GONE);
        assertThat(one.created()).isEqualTo(1);
        assertThat(one.released()).isEqualTo(1);
    }

    @Test
    void waitsForTheEjbsAndGivesUp() throws Exception {
        transaction.close();
        Map<Endpoint, List<MailAddress>> takers = Map.of(endpoint(new BeanFactory(mail -> {}), false), to("a@b"));
        assertThat(deliver(takers)).isEqualTo(Replies.RECIPIENT_GONE);
        var waiting = deliveries.deliver(mail(Optional.empty()), takers).toCompletableFuture();
        Thread.sleep(100);
        register(DeliveriesTest::commitUnlessThrown);
        assertThat(waiting.get(10, TimeUnit.SECONDS)).isEqualTo(Replies.delivered("ID1"));
    }

    @Test
    void finalDeliverySeesReturnPathTheRelayDoesNot() throws Exception {
        List<String> seen = new ArrayList<>();
        MailListener reader = mail -> seen.add(text(mail) + mail.size());
        deliver(Map.of(endpoint(new BeanFactory(reader), false), to("a@b")));
        deliver(Map.of(endpoint(new BeanFactory(reader), true), to("a@b")));
        int relayed = MESSAGE.length() - RETURN_PATH.length();
        assertThat(seen).containsExactly(MESSAGE + MESSAGE.length(), MESSAGE.substring(RETURN_PATH.length()) + relayed);
    }

    @Test
    void theViewEndsWithTheCall() throws Exception {
        List<ReceivedMail> kept = new ArrayList<>();
        deliver(Map.of(endpoint(new BeanFactory(kept::add), false), to("a@b")));
        assertThat(catchThrowable(kept.get(0)::content)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void runsAsTheUserThatLoggedIn() throws Exception {
        server.realm.put("robot", "ClaveSecreta!");
        ConcurrentLinkedQueue<String> callers = new ConcurrentLinkedQueue<>();
        BeanFactory bean = new BeanFactory(mail -> callers.add(String.valueOf(server.caller())));
        Optional<Authentication> login = login("robot", "ClaveSecreta!");
        for (int i = 0; i < 3; i++) { // the realm blanks the password that it gets, each time
            assertThat(deliver(mail(login), Map.of(endpoint(bean, false), to("a@b"))))
                    .isEqualTo(Replies.delivered("ID1"));
        }
        assertThat(deliver(mail(Optional.empty()), Map.of(endpoint(bean, false), to("a@b"))))
                .isEqualTo(Replies.delivered("ID1"));
        assertThat(callers).containsExactly("robot", "robot", "robot", "null");
    }

    @Test
    void neverRunsABeanWithALoginThatIsNoLongerValid() throws Exception {
        server.realm.put("robot", "ClaveSecreta!");
        Optional<Authentication> login = login("robot", "ClaveSecreta!");
        server.realm.put("robot", "changed");
        BeanFactory bean = new BeanFactory(mail -> {});
        assertThat(deliver(mail(login), Map.of(endpoint(bean, false), to("a@b"))))
                .isEqualTo(Replies.LOGIN_NOT_VALID);
        assertThat(bean.created()).isZero();
    }

    @Test
    void knowsWrongLogins() throws Exception {
        server.realm.put("robot", "ClaveSecreta!");
        assertThat(login("robot", "clavesecreta!")).isEmpty();
        assertThat(login("nobody", "ClaveSecreta!")).isEmpty();
        assertThat(login("robot", "")).isEmpty();
        assertThat(login("", "ClaveSecreta!")).isEmpty();
        assertThat(login("robot", "ClaveSecreta!").map(Authentication::user)).contains("robot");
    }

    @Test
    void whatFindsNoPlaceInTimeIsPutOff() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        BeanFactory slow = new BeanFactory(mail -> end.await());
        Map<Endpoint, List<MailAddress>> takers = Map.of(endpoint(slow, false), to("a@b"));
        var first = deliveries.deliver(mail(Optional.empty()), takers).toCompletableFuture();
        var second = deliveries.deliver(mail(Optional.empty()), takers).toCompletableFuture();
        assertThat(deliver(takers)).isEqualTo(Replies.SATURATED);
        end.countDown();
        assertThat(first.get()).isEqualTo(Replies.delivered("ID1"));
        assertThat(second.get()).isEqualTo(Replies.delivered("ID1"));
    }

    @Test
    void aMessageThatIsSentAgainIsKeptFromABeanThatWantsItOnce() throws Exception {
        List<Envelope> once = new ArrayList<>();
        List<Envelope> always = new ArrayList<>();
        Map<Endpoint, List<MailAddress>> takers = new LinkedHashMap<>();
        takers.put(onceOnly(new BeanFactory(mail -> once.add(mail.envelope()))), to("a@b"));
        takers.put(endpoint(new BeanFactory(mail -> always.add(mail.envelope())), false), to("c@d"));
        book = Registry.register(Receipts.class, new Book());
        assertThat(deliver(takers)).isEqualTo(Replies.delivered("ID1"));
        assertThat(deliver(takers)).isEqualTo(Replies.delivered("ID1"));
        assertThat(once).hasSize(1);
        assertThat(always).hasSize(2);
    }

    @Test
    void aRecipientThatWasPutOffGetsTheMessageLater() throws Exception {
        List<Envelope> seen = new ArrayList<>();
        Endpoint bean = onceOnly(new BeanFactory(mail -> seen.add(mail.envelope())));
        book = Registry.register(Receipts.class, new Book());
        deliver(Map.of(bean, to("a@b")));
        deliver(Map.of(bean, to("a@b", "b@b")));
        deliver(Map.of(bean, to("b@b")));
        assertThat(seen).extracting(Envelope::recipients).containsExactly(to("a@b"), to("b@b"));
    }

    @Test
    void twoBeansOfOneClassHaveTheMessageOnceEach() throws Exception {
        List<String> seen = new ArrayList<>();
        Map<Endpoint, List<MailAddress>> takers = new LinkedHashMap<>();
        takers.put(onceOnly(new BeanFactory(mail -> seen.add("one"))), to("a@b"));
        takers.put(onceOnly(new BeanFactory(mail -> seen.add("two"))), to("a@b"));
        book = Registry.register(Receipts.class, new Book());
        deliver(takers);
        deliver(takers);
        assertThat(seen).containsExactly("one", "two");
    }

    /** Each in its own application, with other recipients; the client comes back for one of these. */
    @Test
    void aBeansReceiptDoesNotDependOnAnotherOfItsClass() throws Exception {
        List<String> seen = new ArrayList<>();
        Endpoint one = onceOnly(new BeanFactory(mail -> seen.add("one")));
        Endpoint two = onceOnly(new BeanFactory(mail -> seen.add("two")));
        Map<Endpoint, List<MailAddress>> both = new LinkedHashMap<>();
        both.put(one, to("a@b"));
        both.put(two, to("b@b"));
        book = Registry.register(Receipts.class, new Book());
        deliver(both);
        deliver(Map.of(two, to("b@b")));
        deliver(Map.of(one, to("a@b")));
        assertThat(seen).containsExactly("one", "two");
    }

    @Test
    void aBeanIsNotCalledWhenItsReceiptCannotBeWritten() throws Exception {
        BeanFactory bean = new BeanFactory(mail -> {
            throw new AssertionError("called");
        });
        Receipts broken = receipts -> {
            throw new IOException("no database");
        };
        Map<Endpoint, List<MailAddress>> takers = Map.of(onceOnly(bean), to("a@b"));
        book = Registry.register(Receipts.class, broken);
        assertThat(deliver(takers)).isEqualTo(Replies.NOT_DELIVERED);
        book.close();
        assertThat(deliver(takers)).isEqualTo(Replies.RECIPIENT_GONE);
        assertThat(bean.released()).isEqualTo(bean.created());
    }

    private static Endpoint onceOnly(BeanFactory factory) {
        return new Endpoint(factory, new Selection(List.of(), Set.of(), false, Selection.UNLIMITED, false, true));
    }

    /** Receipts without a database. */
    private static final class Book implements Receipts {

        private final Map<String, String> entries = new HashMap<>();

        @Override
        public Map<String, String> enter(Collection<Receipt> receipts) {
            Map<String, String> known = new HashMap<>();
            for (Receipt receipt : receipts) {
                String earlier = entries.putIfAbsent(receipt.key(), receipt.mailId());
                if (earlier != null) {
                    known.put(receipt.key(), earlier);
                }
            }
            return known;
        }
    }

    private void register(DeliveryTransaction other) {
        transaction.close();
        transaction = Registry.register(DeliveryTransaction.class, other);
    }

    private Optional<Authentication> login(String user, String password) throws Exception {
        LoginOutcome outcome;
        Registry.Registration brake = Registry.register(LoginBrake.class, new CountingBrake());
        try {
            outcome = TestRealm.of(works)
                    .authenticate(InetAddress.getLoopbackAddress(), new Proof.Password(user, password.toCharArray()))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } finally {
            brake.close();
        }
        return outcome instanceof LoginOutcome.LoggedIn right ? Optional.of(right.authentication()) : Optional.empty();
    }

    private Reply deliver(Map<Endpoint, List<MailAddress>> takers) throws Exception {
        return deliver(mail(Optional.empty()), takers);
    }

    private Reply deliver(IncomingMail mail, Map<Endpoint, List<MailAddress>> takers)
            throws InterruptedException, ExecutionException, TimeoutException {
        return deliveries.deliver(mail, takers).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private static Endpoint endpoint(BeanFactory factory, boolean relay) {
        return new Endpoint(factory, new Selection(List.of(), Set.of(), false, Selection.UNLIMITED, relay, false));
    }

    private static List<MailAddress> to(String... addresses) {
        return Stream.of(addresses).map(MailAddress::parse).toList();
    }

    private static String text(ReceivedMail mail) throws IOException {
        return new String(mail.content().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static IncomingMail mailThatAsksForSuccess() {
        IncomingMail mail = mail(Optional.empty());
        RecipientOptions success =
                new RecipientOptions(Optional.of(Set.of(RecipientOptions.Event.SUCCESS)), Optional.empty());
        Envelope envelope = new Envelope(
                mail.envelope().reversePath(),
                mail.envelope().recipients(),
                TransmissionOptions.NONE,
                Map.of(MailAddress.parse("a@b"), success, MailAddress.parse("c@d"), success));
        return new IncomingMail(
                mail.id(),
                mail.client(),
                mail.authentication(),
                envelope,
                mail.content(),
                mail.returnPathLength(),
                Set.of(),
                mail.receivedAt());
    }

    @Test
    void sendersHearOfWhatBeansHaveTakenIfTheyHaveAskedForIt() throws Exception {
        List<MailAddress> told = new ArrayList<>();
        Map<Endpoint, List<MailAddress>> takers = new LinkedHashMap<>();
        takers.put(endpoint(new BeanFactory(mail -> {}), false), to("a@b", "b@b"));
        takers.put(endpoint(new BeanFactory(mail -> {}), true), to("c@d")); // the relay, which reports itself
        Registry.Registration notifier = Registry.register(
                SuccessNotifier.class, mail -> told.addAll(mail.envelope().recipients()));
        try {
            assertThat(deliver(mailThatAsksForSuccess(), takers)).hasToString("250 2.0.0 Ok: delivered as ID1");
        } finally {
            notifier.close();
        }
        assertThat(told).isEqualTo(to("a@b"));
    }

    @Test
    void aDeliveryThatCannotBeReportedDoesNotHappen() throws Exception {
        Map<Endpoint, List<MailAddress>> takers = Map.of(endpoint(new BeanFactory(mail -> {}), false), to("a@b"));
        assertThat(deliver(mailThatAsksForSuccess(), takers)).isEqualTo(Replies.NOT_DELIVERED);
    }

    private static IncomingMail mail(Optional<Authentication> login) {
        Client client = new Client(
                "relay",
                ListenerKind.RELAY,
                InetSocketAddress.createUnresolved("client.test", 1),
                Optional.of("client.test"),
                Optional.empty(),
                login.map(Authentication::user));
        return new IncomingMail(
                "ID1",
                client,
                login,
                new Envelope(Optional.of(MailAddress.parse("from@client.test")), to("a@b", "b@b", "c@d")),
                new SpooledContent.InMemory(MESSAGE.getBytes(StandardCharsets.UTF_8)),
                RETURN_PATH.length(),
                Set.of(),
                Instant.now());
    }
}
