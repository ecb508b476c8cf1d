package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.valija.Client;
import org.valija.Envelope;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.MailListener;
import org.valija.Reply;
import org.valija.smtp.IncomingMail;
import org.valija.smtp.ReplyWait;
import org.valija.smtp.SpooledContent;
import org.valija.spi.DeliveryTransaction;
import org.valija.spi.Registry;

/** Messages for the relay that share a transaction, through {@link Deliveries}. */
@Timeout(20)
class GroupCommitTest {

    private static final int WAITING = 50;

    private final ServerThreads server = new ServerThreads();
    private final WorkQueue.Limits limits =
            new WorkQueue.Limits(2 * GroupCommit.AT_ONCE, WAITING, Duration.ofSeconds(3));
    private final WorkQueue works = new WorkQueue("test", server, limits);
    private final Deliveries deliveries = new Deliveries(works, limits);

    /** What was committed, transaction by transaction. */
    private final List<List<String>> committed = Collections.synchronizedList(new ArrayList<>());

    private final ThreadLocal<List<String>> current = new ThreadLocal<>();
    /** Transactions that have begun wait for it. */
    private final CountDownLatch mayCommit = new CountDownLatch(1);

    /** The replies to those that occupy them. */
    private final List<CompletableFuture<Reply>> early = new ArrayList<>();

    private final AtomicInteger begun = new AtomicInteger();
    private Registry.Registration transaction = Registry.register(DeliveryTransaction.class, this::commitUnlessThrown);

    @AfterEach
    void close() {
        transaction.close();
        works.close();
        server.close();
    }

    private DeliveryTransaction.Outcome commitUnlessThrown(DeliveryTransaction.Deliveries calls) {
        current.set(new ArrayList<>());
        begun.incrementAndGet();
        try {
            mayCommit.await();
            calls.run();
            committed.add(current.get());
            return new DeliveryTransaction.Outcome(true, Optional.empty());
        } catch (Exception e) {
            return new DeliveryTransaction.Outcome(false, Optional.of(e));
        }
    }

    private final Endpoint relay = relay(mail -> current.get().add(mail.id()));

    private static Endpoint relay(MailListener listener) {
        return new Endpoint(
                new BeanFactory(listener), new Selection(List.of(), Set.of(), false, Selection.UNLIMITED, true, false));
    }

    private CompletableFuture<Reply> deliver(String id, Endpoint endpoint) {
        return deliver(id, endpoint, new byte[100]);
    }

    private CompletableFuture<Reply> deliver(String id, Endpoint endpoint, byte[] content) {
        return deliver(id, endpoint, content, new ReplyWait(() -> false));
    }

    private CompletableFuture<Reply> deliver(String id, Endpoint endpoint, byte[] content, ReplyWait wait) {
        return deliver(deliveries, id, endpoint, content, wait);
    }

    private static CompletableFuture<Reply> deliver(
            Deliveries deliveries, String id, Endpoint endpoint, byte[] content, ReplyWait wait) {
        Client client = new Client(
                "relay",
                ListenerKind.RELAY,
                InetSocketAddress.createUnresolved("client.test", 1),
                Optional.of("client.test"),
                Optional.empty(),
                Optional.empty());
        List<MailAddress> recipients = List.of(MailAddress.parse("a@b"));
        IncomingMail mail = new IncomingMail(
                id,
                client,
                Optional.empty(),
                new Envelope(Optional.empty(), recipients),
                new SpooledContent.InMemory(content),
                0,
                Set.of(),
                Instant.now(),
                wait);
        return deliveries.deliver(mail, Map.of(endpoint, recipients)).toCompletableFuture();
    }

    private List<CompletableFuture<Reply>> deliver(int count, Endpoint endpoint) {
        return IntStream.range(0, count)
                .mapToObj(i -> deliver("ID" + i, endpoint))
                .toList();
    }

    private static Reply reply(CompletableFuture<Reply> delivery) throws Exception {
        return delivery.get(10, TimeUnit.SECONDS);
    }

    /** What is delivered after this waits, until the transactions may commit. */
    private void occupyAllTransactions() throws InterruptedException {
        while (early.size() < GroupCommit.AT_ONCE) {
            early.add(deliver("EARLY" + early.size(), relay));
            while (begun.get() < early.size()) {
                Thread.sleep(1);
            }
        }
    }

    /** The early ones end in their own time. */
    private List<String> committedAfterTheEarlyOnes() throws Exception {
        for (CompletableFuture<Reply> each : early) {
            reply(each);
        }
        return committed.stream()
                .flatMap(List::stream)
                .filter(id -> !id.startsWith("EARLY"))
                .toList();
    }

    @Test
    void whatComesDuringACommitSharesTheNextOne() throws Exception {
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = deliver(20, relay);
        mayCommit.countDown();
        for (int i = 0; i < delivered.size(); i++) {
            assertThat(reply(delivered.get(i))).isEqualTo(Replies.delivered("ID" + i));
        }
        assertThat(committedAfterTheEarlyOnes())
                .containsExactlyElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "ID" + i).toList());
        assertThat(committed).hasSize(GroupCommit.AT_ONCE + 1);
    }

    @Test
    void aMessageThatComesAloneIsAlone() throws Exception {
        mayCommit.countDown();
        for (int i = 0; i < 3; i++) {
            assertThat(reply(deliver("ID" + i, relay))).isEqualTo(Replies.delivered("ID" + i));
        }
        assertThat(committed).containsExactly(List.of("ID0"), List.of("ID1"), List.of("ID2"));
    }

    @Test
    void theFailureOfOneIsNotTheOthers() throws Exception {
        Endpoint picky = relay(mail -> {
            if (mail.id().equals("ID7")) {
                throw new IOException("the queue can't take this one");
            }
            current.get().add(mail.id());
        });
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = deliver(20, picky);
        mayCommit.countDown();
        for (int i = 0; i < delivered.size(); i++) {
            assertThat(reply(delivered.get(i))).isEqualTo(i == 7 ? Replies.NOT_DELIVERED : Replies.delivered("ID" + i));
        }
        assertThat(committedAfterTheEarlyOnes()).hasSize(19).doesNotHaveDuplicates();
    }

    @Test
    void whatNobodyWaitsForLeavesTheGroup() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = new ArrayList<>(deliver(10, relay));
        CompletableFuture<Reply> left = deliver("gone", relay, new byte[100], new ReplyWait(gone::get));
        delivered.addAll(deliver(10, relay));
        gone.set(true);
        mayCommit.countDown();
        for (CompletableFuture<Reply> each : delivered) {
            assertThat(reply(each).isPositive()).isTrue();
        }
        assertThat(reply(left)).isEqualTo(Replies.NOT_DELIVERED);
        assertThat(committedAfterTheEarlyOnes()).hasSize(20).doesNotContain("gone");
        assertThat(committed).hasSize(GroupCommit.AT_ONCE + 1);
    }

    @Test
    void aRelayThatIsNotThereIsAnsweredAlikeForOneAndForMany() throws Exception {
        Endpoint away = relay(mail -> current.get().add(mail.id()));
        ((BeanFactory) away.factory()).makeUnavailable();
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = deliver(10, away);
        mayCommit.countDown();
        for (CompletableFuture<Reply> each : delivered) {
            assertThat(reply(each)).isEqualTo(Replies.RECIPIENT_GONE);
        }
        assertThat(reply(deliver("alone", away))).isEqualTo(Replies.RECIPIENT_GONE);
        assertThat(committedAfterTheEarlyOnes()).isEmpty();
    }

    /** Its client has had its 451 while the group was under way. */
    @Test
    void whatWasGivenUpIsRolledBackAndTheOthersAreNot() throws Exception {
        ReplyWait wait = new ReplyWait(() -> false);
        Endpoint slow = relay(mail -> {
            if (mail.id().equals("late")) {
                wait.giveUp();
            }
            current.get().add(mail.id());
        });
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = new ArrayList<>(deliver(10, slow));
        CompletableFuture<Reply> late = deliver("late", slow, new byte[100], wait);
        delivered.addAll(deliver(10, slow));
        mayCommit.countDown();
        for (CompletableFuture<Reply> each : delivered) {
            assertThat(reply(each).isPositive()).isTrue();
        }
        assertThat(reply(late)).isEqualTo(Replies.NOT_DELIVERED);
        assertThat(committedAfterTheEarlyOnes()).hasSize(20).doesNotContain("late");
    }

    @Test
    void noneIsTakenAndNoneTriedAgainIfTheCommitFails() throws Exception {
        List<String> called = Collections.synchronizedList(new ArrayList<>());
        transaction.close();
        transaction = Registry.register(DeliveryTransaction.class, calls -> {
            commitUnlessThrown(calls);
            return new DeliveryTransaction.Outcome(false, Optional.empty()); // and nobody knows what has happened
        });
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = deliver(20, relay(mail -> called.add(mail.id())));
        mayCommit.countDown();
        for (CompletableFuture<Reply> each : delivered) {
            assertThat(reply(each)).isEqualTo(Replies.NOT_DELIVERED);
        }
        assertThat(called).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void aCommitAlthoughOneFailedIsNo250() throws Exception {
        transaction.close();
        transaction = Registry.register(
                DeliveryTransaction.class,
                calls -> new DeliveryTransaction.Outcome(
                        true, commitUnlessThrown(calls).failure()));
        Endpoint failing = relay(mail -> {
            throw new IOException("and the container committed");
        });
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = deliver(10, failing);
        mayCommit.countDown();
        for (CompletableFuture<Reply> each : delivered) {
            assertThat(reply(each)).isEqualTo(Replies.NOT_DELIVERED);
        }
    }

    @Test
    void onlyMessagesForTheSameEndpointShareATransaction() throws Exception {
        List<String> other = Collections.synchronizedList(new ArrayList<>());
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = new ArrayList<>(deliver(10, relay));
        Endpoint redeployed = relay(mail -> other.add(mail.id()));
        delivered.addAll(deliver(10, redeployed));
        mayCommit.countDown();
        for (CompletableFuture<Reply> each : delivered) {
            assertThat(reply(each).isPositive()).isTrue();
        }
        assertThat(committedAfterTheEarlyOnes()).hasSize(10).doesNotHaveDuplicates();
        assertThat(other).hasSize(10).doesNotHaveDuplicates();
    }

    @Test
    void aGroupIsBoundedInOctets() throws Exception {
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = IntStream.range(0, 10)
                .mapToObj(i -> deliver("ID" + i, relay, new byte[600 << 10]))
                .toList();
        mayCommit.countDown();
        for (CompletableFuture<Reply> each : delivered) {
            assertThat(reply(each).isPositive()).isTrue();
        }
        assertThat(committedAfterTheEarlyOnes()).hasSize(10);
        assertThat(committed).hasSize(GroupCommit.AT_ONCE + 10);
    }

    @Test
    void atMostSoManyWait() throws Exception {
        occupyAllTransactions();
        List<CompletableFuture<Reply>> delivered = deliver(WAITING + 20, relay);
        mayCommit.countDown();
        for (int i = 0; i < delivered.size(); i++) {
            assertThat(reply(delivered.get(i)).equals(Replies.SATURATED)).isEqualTo(i >= WAITING);
        }
        assertThat(committedAfterTheEarlyOnes()).hasSize(WAITING);
    }

    @Test
    void whatHasWaitedTooLongIsPutOff() throws Exception {
        occupyAllTransactions();
        List<CompletableFuture<Reply>> late = deliver(20, relay);
        Thread.sleep(limits.patience().plusMillis(200).toMillis());
        mayCommit.countDown();
        for (CompletableFuture<Reply> each : late) {
            assertThat(reply(each)).isEqualTo(Replies.SATURATED);
        }
        for (CompletableFuture<Reply> each : early) {
            assertThat(reply(each).isPositive()).isTrue();
        }
        assertThat(committed).hasSize(early.size());
    }

    // ---- places ----

    /** With deliveries of their own, for places that are few. */
    private static Deliveries deliveries(WorkQueue works, int places, Duration patience) {
        return new Deliveries(works, new WorkQueue.Limits(places, WAITING, patience));
    }

    private void awaitBegun(int transactions) throws InterruptedException {
        while (begun.get() < transactions) {
            Thread.sleep(1);
        }
    }

    @Test
    void halfOfThePlacesAreLeftForBeans() throws Exception {
        WorkQueue few = new WorkQueue("few", server, new WorkQueue.Limits(4, WAITING, Duration.ofSeconds(3)));
        Deliveries toFew = deliveries(few, 4, Duration.ofSeconds(3));
        Endpoint bean = new Endpoint(
                new BeanFactory(mail -> current.get().add(mail.id())),
                new Selection(List.of(), Set.of(), false, Selection.UNLIMITED, false, false));
        try {
            List<CompletableFuture<Reply>> relayed = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                relayed.add(deliver(toFew, "ID" + i, relay, new byte[100], new ReplyWait(() -> false)));
                awaitBegun(Math.min(i + 1, 2));
                Thread.sleep(50); // one that should not begin would have
            }
            assertThat(begun).hasValue(2);
            CompletableFuture<Reply> forBean = deliver(toFew, "bean", bean, new byte[100], new ReplyWait(() -> false));
            awaitBegun(3);
            mayCommit.countDown();
            for (CompletableFuture<Reply> each : relayed) {
                assertThat(reply(each).isPositive()).isTrue();
            }
            assertThat(reply(forBean)).isEqualTo(Replies.delivered("bean"));
        } finally {
            mayCommit.countDown();
            few.close();
        }
    }

    /** Its own message, and all that came behind it, are taken by the group that is under way. */
    @Test
    void aGroupThatFindsNoPlaceRefusesNobodyWhileAnotherIsUnderWay() throws Exception {
        WorkQueue one = new WorkQueue("one", server, new WorkQueue.Limits(1, WAITING, Duration.ofMillis(200)));
        Deliveries toOne = deliveries(one, 4, Duration.ofSeconds(10));
        try {
            CompletableFuture<Reply> first = deliver(toOne, "first", relay, new byte[100], new ReplyWait(() -> false));
            awaitBegun(1);
            CompletableFuture<Reply> second =
                    deliver(toOne, "second", relay, new byte[100], new ReplyWait(() -> false));
            Thread.sleep(600);
            CompletableFuture<Reply> third = deliver(toOne, "third", relay, new byte[100], new ReplyWait(() -> false));
            assertThat(List.of(first, second, third)).noneMatch(CompletableFuture::isDone);
            mayCommit.countDown();
            assertThat(reply(first)).isEqualTo(Replies.delivered("first"));
            assertThat(reply(second)).isEqualTo(Replies.delivered("second"));
            assertThat(reply(third)).isEqualTo(Replies.delivered("third"));
        } finally {
            mayCommit.countDown();
            one.close();
        }
    }

    @Test
    void allAreRefusedWhenNoGroupFindsAPlaceAndTheNextOnesAreTaken() throws Exception {
        WorkQueue one = new WorkQueue("one", server, new WorkQueue.Limits(1, WAITING, Duration.ofMillis(200)));
        Deliveries toOne = deliveries(one, 4, Duration.ofSeconds(10));
        try {
            CountDownLatch occupied = new CountDownLatch(1);
            CompletionStage<Boolean> other = one.submit(
                    () -> {
                        occupied.countDown();
                        return mayCommit.await(10, TimeUnit.SECONDS);
                    },
                    Optional.empty());
            assertThat(occupied.await(10, TimeUnit.SECONDS)).isTrue();
            List<CompletableFuture<Reply>> refused = IntStream.range(0, 5)
                    .mapToObj(i -> deliver(toOne, "ID" + i, relay, new byte[100], new ReplyWait(() -> false)))
                    .toList();
            for (CompletableFuture<Reply> each : refused) {
                assertThat(reply(each)).isEqualTo(Replies.SATURATED);
            }
            mayCommit.countDown();
            assertThat(other.toCompletableFuture().get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(reply(deliver(toOne, "later", relay, new byte[100], new ReplyWait(() -> false))))
                    .isEqualTo(Replies.delivered("later"));
        } finally {
            mayCommit.countDown();
            one.close();
        }
    }
}
