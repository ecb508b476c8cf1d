package org.valija.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
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
import org.valija.server.MortalServer;
import org.valija.server.TestServer;

/**
 * The server is killed, without a warning, while clients send to a bean with {@code exactlyOnce}: for one of them just between
 * the bean's commit and the 250, for the others wherever they are. All send again, and each message is in the database once.
 */
class CrashIT {

    private static final Duration BACK = Duration.ofSeconds(180);
    private static final int SENDERS = 4;

    private final String run = "crash " + UUID.randomUUID();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Sender> senders = new ArrayList<>();
    private final List<Future<List<Sent>>> sent = new ArrayList<>();

    private static WebArchive application() {
        return TestServer.warAfterValija("crash.war").addPackage(Ending.class.getPackage());
    }

    @AfterEach
    void end() {
        senders.forEach(Sender::stop);
        threads.shutdownNow();
    }

    @Test
    @Timeout(value = 12, unit = TimeUnit.MINUTES)
    void eachMessageIsInTheDatabaseOnce() throws Exception {
        try (MortalServer server = MortalServer.with(application())) {
            awaitApplication(server);
            for (int i = 0; i < SENDERS; i++) {
                Sender sender = new Sender(run + " " + i, Way.ONCE, server.relayPort());
                senders.add(sender);
                sent.add(threads.submit(sender));
            }
            Await.until(
                    "messages of all senders", BACK, () -> senders.stream().allMatch(sender -> sender.taken() >= 5));

            killBetweenCommitAndReply(server);

            senders.forEach(Sender::stop);
            List<Sent> all = new ArrayList<>();
            for (Future<List<Sent>> one : sent) {
                all.addAll(one.get(4, TimeUnit.MINUTES));
            }
            Map<String, Long> rows = rows(server);
            System.out.println(all.size() + " messages, a crash: "
                    + all.stream().mapToInt(Sent::inDoubt).sum() + " attempts in doubt");
            assertThat(all).allSatisfy(message -> assertThat(rows.get(message.subject()))
                    .as("rows of " + message)
                    .isEqualTo(1));
            assertThat(all).as("somebody was interrupted").anyMatch(message -> message.attempts() > 1);
            assertThat(rows.get(run + " committed"))
                    .as("rows of what was sent again")
                    .isEqualTo(1);
        }
    }

    private void crash(MortalServer server) throws Exception {
        server.kill();
        server.start();
        awaitApplication(server);
        List<Integer> goals = senders.stream().map(sender -> sender.taken() + 2).toList();
        Await.until("all senders go on after a crash", BACK, () -> {
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

    private void killBetweenCommitAndReply(MortalServer server) throws Exception {
        Http.postOk(server.http("/close"));
        try (SmtpClient client = SmtpClient.connect(server.relayPort())) {
            client.ehlo();
            client.command("MAIL FROM:<ana@ejemplo.net>");
            client.command("RCPT TO:<held@committed.example>");
            assertThat(client.command("DATA").code()).isEqualTo(354);
            client.output().write((message().replace("\n", "\r\n") + ".\r\n").getBytes(StandardCharsets.UTF_8));
            client.output().flush();
            Await.until("the commit", BACK, () -> rows(server).containsKey(run + " committed"));
            crash(server);
        }
        try (SmtpClient client = SmtpClient.connect(server.relayPort())) {
            client.ehlo();
            assertThat(client.send("ana@ejemplo.net", List.of("held@committed.example"), message())
                            .codes())
                    .isEqualTo("250 2.0.0");
        }
    }

    private String message() {
        return "Message-ID: <" + run.replace(' ', '.') + "@ejemplo.net>\nSubject: " + run + " committed\n\nHola.\n";
    }

    private static void awaitApplication(MortalServer server) throws Exception {
        Await.until("the application", BACK, () -> {
            try {
                return Http.getOk(server.http("/waiting")).equals("0");
            } catch (IOException | AssertionError e) {
                return false; // not yet
            }
        });
    }

    private Map<String, Long> rows(MortalServer server) throws IOException {
        return Http.getOk(server.http("/subjects?begin=" + URLEncoder.encode(run, StandardCharsets.UTF_8)))
                .lines()
                .collect(Collectors.groupingBy(subject -> subject, Collectors.counting()));
    }
}
