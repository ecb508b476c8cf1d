package org.valija.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.valija.client.Await;
import org.valija.fault.Sink.Event;
import org.valija.fault.Sink.Step;
import org.valija.promise.PromisesTable;
import org.valija.server.MortalServer;
import org.valija.server.TestServer;

/**
 * Promises 2 and 3 for what is sent: while an application sends 2,000 messages, of which some are put off and some refused, the
 * server is killed without a warning, again and again. None is lost. One may come twice, but only one that was being worked on
 * when the server was killed.
 *
 * <p>How often: {@code -Dvalija.test.kills=20}; each of the moments in turn.
 */
class KillIT {

    private static final int MESSAGES = 2_000;

    /** Attempts under way at a time: valija.outbound.workers and valija.retry.parallel. */
    private static final int UNDER_WAY = 8 + 32;

    /** Recipients in one request. */
    private static final int AT_ONCE = 500;

    private static final Duration BACK = Duration.ofMinutes(3);

    /** What a worker had in its hands comes again half a minute later; a transaction in doubt is decided in two minutes. */
    private static final Duration ARRIVED = Duration.ofMinutes(5);

    /** When the server is killed. */
    private enum Moment {
        COMMITTING("transactions of the application are committing", null),
        READY("messages are in the ready queue, and each worker waits for a greeting", null),
        DELIVERING("a message is on the wire", Step.ASKED_FOR),
        DELIVERED("the next hop has just answered 250", Step.TAKEN),
        DEFERRING("the next hop has just answered 451", Step.PUT_OFF),
        CLAIMED("a deferred message is being tried again", Step.ASKED_AGAIN),
        DELIVERED_LATER("the next hop has just answered 250 to a deferred message", Step.TAKEN_LATER),
        BOUNCING("the next hop has just answered 550", Step.REFUSED),
        REPORTED("the sender's host has just taken a bounce", Step.REPORTED),
        STARTING("the server starts after a kill, and has just opened its port", null);

        private final String text;
        private final Step step;

        Moment(String text, Step step) {
            this.text = text;
            this.step = step;
        }
    }

    private final PromisesTable seen = new PromisesTable(
            "KILLS " + TestServer.product(), "The server is killed when", "Lost", "Twice, after one kill");
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Random random = new Random(4711);
    private final Set<String> committed = new LinkedHashSet<>();
    private final List<Long> kills = new CopyOnWriteArrayList<>();
    private int numbers;
    private Sink sink;
    private MortalServer server;

    private static int numberOfKills() {
        return Integer.getInteger("valija.test.kills", 6);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    @Timeout(value = 25, unit = TimeUnit.MINUTES)
    void noneIsLostAndWhatComesTwiceWasUnderWay() throws Exception {
        assumeTrue(TestServer.product() == TestServer.Product.WILDFLY, "Not yet proven on Payara");
        try (Sink opened = new Sink();
                MortalServer started = MortalServer.with(Application.war())) {
            sink = opened;
            server = started;
            Application.route(server, sink);
            int number = numberOfKills();
            for (int i = 0; i < number; i++) {
                Moment moment = Moment.values()[
                        i * Moment.values().length / Math.min(number, Moment.values().length) % Moment.values().length];
                long begin = System.nanoTime();
                killAt(moment, MESSAGES / number);
                seen.add(moment.text, "0", "at most " + UNDER_WAY);
                System.out.println("Kill " + (i + 1) + ", " + moment + ": " + committed.size() + " committed so far, "
                        + TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin) + " s");
            }
            while (committed.size() < MESSAGES) {
                committed.addAll(burst(Math.min(AT_ONCE, MESSAGES - committed.size()), n -> {})
                        .get(5, TimeUnit.MINUTES));
            }
            Await.until("all that were committed", ARRIVED, () -> missing().isEmpty());
            assertWhatCameTwiceWasUnderWay();
            seen.compareOrWrite();
            Application.unroute(server);
        }
    }

    private void killAt(Moment moment, int messages) throws Exception {
        CountDownLatch killed = new CountDownLatch(1);
        Runnable kill = () -> {
            kill();
            killed.countDown();
        };
        // A fifth of them are refused, and as many put off.
        int nth = messages / 20 + random.nextInt(messages / 20);
        int first = numbers;
        Predicate<String> ofThese = recipient -> number(recipient) >= first;
        AtomicBoolean once = new AtomicBoolean();
        switch (moment) {
            case READY -> sink.hold();
            case COMMITTING -> {}
            case STARTING -> sink.at(Step.TAKEN, ofThese, nth, kill);
            default -> sink.at(moment.step, ofThese, nth, kill);
        }
        Future<List<String>> sent = burst(messages, done -> {
            boolean all = moment == Moment.READY && done == messages;
            boolean some = moment == Moment.COMMITTING && done == messages / 2;
            if ((all || some) && once.compareAndSet(false, true)) {
                kill.run();
            }
        });
        assertThat(killed.await(3, TimeUnit.MINUTES))
                .as("a kill at: " + moment.text)
                .isTrue();
        committed.addAll(sent.get(2, TimeUnit.MINUTES));
        sink.release();
        server.start();
        if (moment == Moment.STARTING) {
            Await.until("the port", BACK, this::isPortOpen);
            kill();
            server.start();
        }
        Application.await(server);
    }

    private void kill() {
        try {
            server.kill();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kills.add(System.nanoTime());
    }

    private boolean isPortOpen() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(TestServer.HOST, server.relayPort()), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Future<List<String>> burst(int messages, IntConsumer progress) {
        List<String> recipients = IntStream.range(0, messages)
                .mapToObj(i -> "m" + numbers++ + "@" + domain(numbers % 10))
                .toList();
        return threads.submit(new Burst(server.http("/burst"), recipients, progress));
    }

    private static int number(String recipient) {
        return Integer.parseInt(recipient.substring(1, recipient.indexOf('@')));
    }

    private static String domain(int digit) {
        if (digit < 6) {
            return Sink.TAKEN;
        }
        return digit < 8 ? Sink.PUT_OFF : Sink.REFUSED;
    }

    /** Of one that is refused it is the report that counts. */
    private static String delivered(String recipient) {
        return recipient.endsWith("@" + Sink.REFUSED) ? Sink.reportOf(recipient) : recipient;
    }

    private Collection<String> missing() {
        Set<String> arrived = sink.events().stream()
                .filter(event -> event.step().isDelivery())
                .map(Event::recipient)
                .collect(Collectors.toSet());
        return committed.stream()
                .filter(recipient -> !arrived.contains(delivered(recipient)))
                .toList();
    }

    private void assertWhatCameTwiceWasUnderWay() {
        Map<String, List<Event>> byMessage =
                sink.events().stream().collect(Collectors.groupingBy(event -> delivered(event.recipient())));
        int[] twice = new int[kills.size()];
        int window = 0;
        long longest = 0;
        for (Map.Entry<String, List<Event>> message : byMessage.entrySet()) {
            List<Event> deliveries = message.getValue().stream()
                    .filter(event -> event.step().isDelivery())
                    .toList();
            for (int i = 1; i < deliveries.size(); i++) {
                Optional<Integer> life = interrupted(message.getValue(), deliveries.get(i));
                assertThat(life)
                        .as("the kill that made a second copy of " + message.getKey() + ": " + message.getValue()
                                + ", kills " + kills)
                        .isPresent();
                twice[life.get()]++;
                Event first = deliveries.get(i - 1);
                if (life(first) < life(deliveries.get(i))) {
                    window++;
                    longest = Math.max(longest, kills.get(life(first)) - first.nanos());
                }
            }
        }
        System.out.println(committed.size() + " messages, " + kills.size() + " kills, second copies by kill "
                + Arrays.toString(twice) + ", of which " + window
                + " between 250 and our commit, at most " + TimeUnit.NANOSECONDS.toMillis(longest) + " ms");
        assertThat(IntStream.of(twice).boxed().toList())
                .as("second copies by kill")
                .allSatisfy(copies -> assertThat(copies).isLessThanOrEqualTo(UNDER_WAY));
    }

    /** The last kill before a delivery in whose life something was answered to that message. */
    private Optional<Integer> interrupted(List<Event> events, Event delivery) {
        return events.stream()
                .map(this::life)
                .filter(life -> life < life(delivery))
                .max(Integer::compare);
    }

    /** How many kills lie before it. */
    private int life(Event event) {
        return (int) kills.stream().filter(kill -> kill - event.nanos() < 0).count();
    }
}
