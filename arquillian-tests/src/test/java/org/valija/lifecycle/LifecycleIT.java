package org.valija.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.valija.client.Await;
import org.valija.client.Http;
import org.valija.client.SmtpClient;
import org.valija.lifecycle.Sender.Sent;
import org.valija.lifecycle.Sender.Way;
import org.valija.promise.bean.Ending;
import org.valija.server.Administration;
import org.valija.server.OnServer;
import org.valija.server.TestServer;

/**
 * Clients send without a pause while the application, the server and Valija itself go and come again. No client gets a 5xx
 * or waits in vain; what was answered with 250 has happened once; afterwards nothing is missing and nothing is left behind.
 */
@OnServer
class LifecycleIT {

    private static final String APPLICATION = "lifecycle";
    private static final Duration BACK = Duration.ofSeconds(45);
    /** Mail whose worker went away with its application is tried again half a minute later. */
    private static final Duration DEPARTED = Duration.ofSeconds(60);

    private static final int BURST = 40;

    @ArquillianResource
    private Deployer deployer;

    private final String run = "lifecycle " + UUID.randomUUID();
    private final Departures departures = new Departures(run);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Future<List<Sent>>> sent = new ArrayList<>();

    @Deployment(name = APPLICATION, managed = false, testable = false)
    static WebArchive application() {
        return TestServer.warAfterValija(APPLICATION + ".war")
                .addPackage(Ending.class.getPackage())
                .addClass(ThreadsServlet.class);
    }

    @AfterEach
    void end() {
        senders.forEach(Sender::stop);
        threads.shutdownNow();
        deployer.undeploy(APPLICATION);
    }

    @Test
    @Timeout(value = 6, unit = TimeUnit.MINUTES)
    void nothingIsLostDoubledOrLeftBehind() throws Exception {
        deployer.deploy(APPLICATION);
        Duration before = burst("before");

        send(Way.BEAN, 2);
        send(Way.ONCE, 2);
        send(Way.RELAY, 1);
        awaitProgress("the first messages");

        phase("the application goes and comes", () -> {
            deployer.undeploy(APPLICATION);
            Thread.sleep(1000);
            deployer.deploy(APPLICATION);
        });
        phase("the server is suspended, the application disabled", () -> {
            Administration.suspend(APPLICATION);
            Thread.sleep(1000);
            Administration.resume(APPLICATION);
        });
        phase("Valija goes and comes", () -> {
            Administration.redeployValija();
            if (TestServer.product() == TestServer.Product.PAYARA) {
                // Its beans hold on to the adapter that is gone: docs/deploy-payara.md.
                Administration.suspend(APPLICATION);
                Administration.resume(APPLICATION);
            }
        });

        List<Sent> messages = stop();
        assertEachHappenedOnce(messages);
        assertNothingIsLeftBehind();
        Duration after = burst("after");
        System.out.println("A burst took " + before.toMillis() + " ms before and " + after.toMillis() + " ms after");
        assertThat(after)
                .as("a burst afterwards")
                .isLessThan(before.multipliedBy(3).plusSeconds(5));
    }

    private void send(Way way, int number) {
        for (int i = 0; i < number; i++) {
            Sender sender = new Sender(run + " " + way + i, way);
            senders.add(sender);
            sent.add(threads.submit(sender));
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private void phase(String what, Step step) throws Exception {
        Instant begin = Instant.now();
        step.run();
        Instant back = Instant.now();
        awaitProgress(what);
        departures.look();
        System.out.println(
                "While " + what + ": " + Duration.between(begin, back).toMillis() + " ms, then all was served within "
                        + Duration.between(back, Instant.now()).toMillis() + " ms");
    }

    /** Until every sender has had two messages taken from now on: the first may have been nearly through. */
    private void awaitProgress(String what) throws Exception {
        List<Integer> goals = senders.stream().map(sender -> sender.taken() + 2).toList();
        Await.until("all senders go on: " + what, BACK, () -> {
            for (int i = 0; i < goals.size(); i++) {
                if (sent.get(i).isDone()) {
                    sent.get(i).get(); // throws what has ended it
                }
                if (senders.get(i).taken() < goals.get(i)) {
                    return false;
                }
            }
            return true;
        });
    }

    private List<Sent> stop() throws Exception {
        senders.forEach(Sender::stop);
        List<Sent> all = new ArrayList<>();
        for (Future<List<Sent>> one : sent) {
            all.addAll(one.get(60, TimeUnit.SECONDS));
        }
        Duration longest = senders.stream()
                .map(Sender::longestWait)
                .max(Duration::compareTo)
                .orElseThrow();
        System.out.println(all.size() + " messages in "
                + all.stream().mapToInt(Sent::attempts).sum() + " attempts, "
                + all.stream().mapToInt(Sent::inDoubt).sum() + " of them in doubt; the longest took "
                + longest.toMillis() + " ms");
        assertThat(longest).as("the longest attempt").isLessThan(Duration.ofSeconds(40));
        assertThat(all).as("somebody was put off").anyMatch(message -> message.attempts() > 1);
        return all;
    }

    private void assertEachHappenedOnce(List<Sent> messages) throws Exception {
        Map<String, Long> rows = rows();
        for (Sent message : messages) {
            long happened = rows.getOrDefault(message.subject(), 0L);
            switch (message.way()) {
                case ONCE -> assertThat(happened).as("rows of " + message).isEqualTo(1);
                case BEAN -> assertThat(happened).as("rows of " + message).isBetween(1L, 1L + message.inDoubt());
                case RELAY -> assertThat(happened).as("rows of " + message).isZero();
            }
        }
        Await.until(
                "the mails that were sent in the beans' transactions, and those that were relayed", DEPARTED, () -> {
                    departures.look();
                    Map<String, Long> mails = departures.counted();
                    return messages.stream()
                            .allMatch(message ->
                                    mails.getOrDefault(message.subject(), 0L) >= expectedMails(message, rows));
                });
        Map<String, Long> mails = departures.counted();
        for (Sent message : messages) {
            long expected = expectedMails(message, rows);
            assertThat(mails.get(message.subject()))
                    .as("mails of " + message)
                    .isBetween(expected, message.way() == Way.RELAY ? expected + message.inDoubt() : expected);
        }
    }

    /** The beans have sent one for each row; of what was relayed there is one at least. */
    private static long expectedMails(Sent message, Map<String, Long> rows) {
        return message.way() == Way.RELAY ? 1 : rows.get(message.subject());
    }

    private Map<String, Long> rows() throws IOException {
        return Http.getOk("/lifecycle/subjects?begin=" + URLEncoder.encode(run, StandardCharsets.UTF_8))
                .lines()
                .collect(Collectors.groupingBy(subject -> subject, Collectors.counting()));
    }

    private static void assertNothingIsLeftBehind() throws Exception {
        for (int port : List.of(TestServer.relayPort(), TestServer.submissionPort())) {
            try (SmtpClient client = SmtpClient.connect(port)) {
                assertThat(client.greeting().code())
                        .as("greeting on port " + port)
                        .isEqualTo(220);
            }
        }
        try (SmtpClient client = SmtpClient.connectTls(TestServer.submissionsPort())) {
            assertThat(client.greeting().code()).isEqualTo(220);
        }
        assertThat(Http.getOk("/lifecycle/threads").lines())
                .as("threads of Valija: those of an earlier one would have the same names")
                .isNotEmpty()
                .doesNotHaveDuplicates();
        Await.until("an empty spool", BACK, () -> {
            try (Stream<Path> files = Files.list(TestServer.work().resolve("data/spool"))) {
                return files.findAny().isEmpty();
            }
        });
        WaitingDeliveries.assertAllPlacesAreThere(APPLICATION);
    }

    private Duration burst(String when) throws IOException {
        Instant begin = Instant.now();
        for (int i = 0; i < BURST; i++) {
            assertThat(WaitingDeliveries.sendOne(run + " burst " + when, "returns@transacted.example")
                            .codes())
                    .isEqualTo("250 2.0.0");
        }
        return Duration.between(begin, Instant.now());
    }
}
