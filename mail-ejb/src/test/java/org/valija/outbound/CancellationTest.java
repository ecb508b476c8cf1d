package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Cancellation;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.MailStatus;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.dkim.Submitter;

/** What is left of a message in the store, and how it is given up. */
class CancellationTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(20);
    private static final MailId ID = new MailId("uno");

    @TempDir
    Path directory;

    private JdbcDataSource database;
    private DeferredStore store;
    private MessageRows rows;
    private Cancellations cancellations;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        store = new DeferredStore(database);
        rows = new MessageRows(database);
        cancellations = new Cancellations(database);
    }

    private int remove(MailId id, Instant now) throws SQLException {
        return rows.cancel(id, now).cancelled().size();
    }

    private void insert(MailId id, String destination, Instant nextAttempt, String... recipients) throws Exception {
        QueuedMail mail = new QueuedMail(
                id,
                destination,
                new Envelope(Optional.empty(), addresses(recipients)),
                new Terms("bulk", Optional.of("pedido 4711"), false, Submitter.SERVER),
                NOW.minusSeconds(60),
                NOW.plus(Duration.ofDays(5)),
                2,
                false);
        try (Content content = ContentSpool.spool(
                new ByteArrayInputStream("A: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII)), directory)) {
            store.insert(
                    mail,
                    content,
                    "Hola",
                    new Waiting(nextAttempt, Optional.empty(), "451 " + destination + " is full"));
        }
    }

    private static List<MailAddress> addresses(String... texts) {
        return Arrays.stream(texts).map(MailAddress::parse).toList();
    }

    @Test
    void tellsOfEachRecipientWhoWaits() throws Exception {
        insert(ID, "b.test", NOW, "luis@b.test", "eva@b.test");
        insert(ID, "c.test", NOW.plusSeconds(60), "ana@c.test");
        insert(new MailId("dos"), "b.test", NOW.plusSeconds(60), "otro@b.test");
        Claims.due(store, 10, NOW, LEASE); // that to b.test

        MailStatus status = rows.status(ID, NOW).orElseThrow();

        assertThat(status.id()).isEqualTo(ID);
        assertThat(status.queuedAt()).isEqualTo(NOW.minusSeconds(60));
        assertThat(status.stream()).isEqualTo("bulk");
        assertThat(status.businessKey()).contains("pedido 4711");
        Instant expires = NOW.plus(Duration.ofDays(5));
        assertThat(status.recipients())
                .containsExactly(
                        new MailStatus.Waiting(
                                MailAddress.parse("luis@b.test"), true, 2, NOW, expires, "451 b.test is full"),
                        new MailStatus.Waiting(
                                MailAddress.parse("eva@b.test"), true, 2, NOW, expires, "451 b.test is full"),
                        new MailStatus.Waiting(
                                MailAddress.parse("ana@c.test"),
                                false,
                                2,
                                NOW.plusSeconds(60),
                                expires,
                                "451 c.test is full"));
        assertThat(rows.status(ID, NOW.plus(LEASE)).orElseThrow().recipients())
                .noneMatch(MailStatus.Waiting::beingTried);
        assertThat(rows.status(new MailId("tres"), NOW)).isEmpty();
    }

    @Test
    void sparesThoseForWhomItWaitsAndNamesThoseItIsTriedFor() throws Exception {
        insert(ID, "b.test", NOW, "luis@b.test", "eva@b.test");
        insert(ID, "c.test", NOW.plusSeconds(60), "ana@c.test");
        insert(new MailId("dos"), "d.test", NOW.plusSeconds(60), "otro@d.test");
        Claims.due(store, 10, NOW, LEASE); // that to b.test

        assertThat(rows.cancel(ID, NOW).answer())
                .isEqualTo(new Cancellation(addresses("ana@c.test"), addresses("luis@b.test", "eva@b.test")));

        assertThat(store.waiting(0, 10))
                .extracting(WaitingMail::destination)
                .containsExactlyInAnyOrder("b.test", "d.test");
        assertThat(rows.cancel(new MailId("tres"), NOW).answer()).isEqualTo(new Cancellation(List.of(), List.of()));
    }

    @Test
    void anAdministratorCancelsOneRowUnlessItIsBeingTried() throws Exception {
        insert(ID, "b.test", NOW, "luis@b.test", "eva@b.test");
        insert(ID, "c.test", NOW.plusSeconds(60), "ana@c.test");
        DeferredStore.Claim claim = Claims.due(store, 10, NOW, LEASE).get(0); // that to b.test

        assertThat(rows.cancelRow(claim.key(), NOW).cancelled()).isEmpty();
        store.release(claim);
        assertThat(rows.cancelRow(claim.key(), NOW).cancelled()).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(ID);
            assertThat(row.recipients()).isEqualTo(addresses("luis@b.test", "eva@b.test"));
            assertThat(row.businessKey()).contains("pedido 4711");
        });
        assertThat(rows.cancelRow(claim.key(), NOW).cancelled()).isEmpty();
        assertThat(store.waiting(0, 10)).extracting(WaitingMail::destination).containsExactly("c.test");
    }

    /** Its node has died. */
    @Test
    void aLeaseThatHasEndedProtectsNothing() throws Exception {
        insert(ID, "b.test", NOW, "luis@b.test");
        Claims.due(store, 10, NOW, LEASE);

        assertThat(rows.cancel(ID, NOW.plus(LEASE)).answer().cancelled()).isEqualTo(addresses("luis@b.test"));
        assertThat(store.count()).isZero();
    }

    /** A worker that has the row locked, and commits its lease while somebody cancels. */
    @Test
    void whoIsTakingTheRowIsWaitedFor() throws Exception {
        insert(ID, "b.test", NOW, "luis@b.test");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection worker = database.getConnection()) {
            worker.setAutoCommit(false);
            worker.createStatement()
                    .executeUpdate("UPDATE valija_deferred SET lease = 'x', leased_until = '2026-11-23 18:20:00+00'");
            Future<Cancellation> cancelling = cancelWhileLocked(thread, NOW);
            worker.commit();

            assertThat(cancelling.get(10, TimeUnit.SECONDS).beingTried()).isEqualTo(addresses("luis@b.test"));
            assertThat(store.count()).isEqualTo(1);
        } finally {
            thread.shutdownNow();
        }
    }

    /** Its attempt was slow, its lease has ended, and nobody else has taken the row; it has delivered the mail to one. */
    @Test
    void whoHasTheMailMeanwhileIsNotSpared() throws Exception {
        insert(ID, "b.test", NOW, "luis@b.test", "eva@b.test");
        Claims.due(store, 10, NOW, LEASE);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection worker = database.getConnection()) {
            worker.setAutoCommit(false);
            worker.createStatement()
                    .executeUpdate(
                            "UPDATE valija_deferred SET recipients = 'eva@b.test', lease = NULL, leased_until = NULL");
            Future<Cancellation> cancelling = cancelWhileLocked(thread, NOW.plus(LEASE));
            worker.commit();

            assertThat(cancelling.get(10, TimeUnit.SECONDS))
                    .isEqualTo(new Cancellation(addresses("eva@b.test"), List.of()));
            assertThat(store.count()).isZero();
        } finally {
            thread.shutdownNow();
        }
    }

    /** Cancels in another thread, and returns when that waits for the row. */
    private Future<Cancellation> cancelWhileLocked(ExecutorService thread, Instant now) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        Future<Cancellation> cancelling = thread.submit(() -> {
            begun.countDown();
            return rows.cancel(ID, now).answer();
        });
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        Thread.sleep(300);
        assertThat(cancelling).isNotDone();
        return cancelling;
    }

    @Test
    void whatIsCancelledBeforeAWorkerHasTheRowIsNotTaken() throws Exception {
        insert(ID, "b.test", NOW, "luis@b.test");
        try (Connection canceller = database.getConnection()) {
            canceller.setAutoCommit(false);
            canceller.createStatement().executeUpdate("DELETE FROM valija_deferred WHERE mail_id = 'uno'");
            assertThat(Claims.due(store, 10, NOW, LEASE)).isEmpty(); // the row is locked, and nobody waits for it
            canceller.commit();
        }
        assertThat(Claims.due(store, 10, NOW, LEASE)).isEmpty();
    }

    @Test
    void aCancellationIsRemembered() throws Exception {
        assertThat(cancellations.requested(List.of())).isEmpty();
        cancellations.request(ID, NOW);
        cancellations.request(ID, NOW.plusSeconds(1)); // twice is no error

        assertThat(cancellations.requested(List.of(ID, new MailId("dos")))).isEqualTo(Set.of(ID));
        List<MailId> many =
                IntStream.range(0, 250).mapToObj(i -> new MailId("m" + i)).toList();
        cancellations.request(new MailId("m249"), NOW);
        assertThat(cancellations.requested(many)).isEqualTo(Set.of(new MailId("m249")));
    }

    @Test
    void anotherNodeLearnsOfIt() throws Exception {
        Cancellations other = new Cancellations(database);
        cancellations.request(ID, NOW);
        assertThat(other.isKnown(ID)).isFalse();

        other.learn(NOW.plusMillis(1), NOW);
        assertThat(other.isKnown(ID)).isFalse();
        other.learn(NOW, NOW);
        assertThat(other.isKnown(ID)).isTrue();
    }

    @Test
    void memoryHasABound() {
        for (int i = 0; i <= Cancellations.MAX_KNOWN; i++) {
            cancellations.know(new MailId("m" + i), NOW);
        }
        assertThat(cancellations.isKnown(new MailId("m0"))).isFalse();
        assertThat(cancellations.isKnown(new MailId("m1"))).isTrue();
    }

    /** A row that came to the store in the same instant as its cancellation, and saw nothing of it. */
    @Test
    void whatACancellationHasMissedIsNoLongerShownAndThenRemoved() throws Exception {
        MailId tried = new MailId("dos");
        insert(ID, "b.test", NOW.plus(Duration.ofDays(60)), "luis@b.test");
        insert(tried, "c.test", NOW, "ana@c.test");
        insert(new MailId("tres"), "d.test", NOW.plusSeconds(60), "eva@d.test");
        Claims.due(store, 10, NOW, LEASE); // that to c.test
        cancellations.request(ID, NOW);
        cancellations.request(tried, NOW);

        assertThat(rows.status(ID, NOW)).isEmpty();
        assertThat(rows.status(tried, NOW)).isPresent();
        cancellations.learn(NOW, NOW);
        assertThat(cancellations.sweep(this::remove, NOW)).isZero();
        assertThat(cancellations.sweep(this::remove, NOW.plus(CancellationSweep.FIRST)))
                .isEqualTo(1);
        assertThat(store.waiting(0, 10)).extracting(WaitingMail::destination).containsOnly("c.test", "d.test");

        // Its worker has died; who claims it next would drop it, too.
        assertThat(rows.status(tried, NOW.plus(LEASE))).isEmpty();
        assertThat(cancellations.sweep(this::remove, NOW.plus(LEASE))).isEqualTo(1);
    }

    @Test
    void isLookedForTwiceAndNoMore() throws Exception {
        cancellations.request(ID, NOW);
        cancellations.know(ID, NOW);
        List<Integer> removed = new ArrayList<>();
        for (Duration wait :
                List.of(CancellationSweep.FIRST, CancellationSweep.SECOND, CancellationSweep.SECOND.multipliedBy(2))) {
            insert(ID, "b.test", NOW.plus(Duration.ofDays(60)), "luis@b.test");
            Instant later = NOW.plus(wait);
            cancellations.learn(NOW, later); // again and again, as its time is within the overlap
            removed.add(cancellations.sweep(this::remove, later));
            removed.add(cancellations.sweep(this::remove, later));
        }
        assertThat(removed).containsExactly(1, 0, 1, 0, 0, 0);
    }

    /** Many at once do not keep those waiting that are to be heard of. */
    @Test
    void isLookedForInParts() throws Exception {
        MailId last = new MailId("m" + CancellationSweep.MAX_IN_RUN);
        for (int i = 0; i < CancellationSweep.MAX_IN_RUN; i++) {
            cancellations.know(new MailId("m" + i), NOW);
        }
        cancellations.know(last, NOW);
        insert(last, "b.test", NOW.plusSeconds(60), "luis@b.test");

        assertThat(cancellations.sweep(this::remove, NOW.plus(CancellationSweep.FIRST)))
                .isZero();
        assertThat(cancellations.sweep(this::remove, NOW.plus(CancellationSweep.FIRST)))
                .isEqualTo(1);
    }

    @Test
    void oldCancellationsAreForgottenUnlessTheirMessageIsThere() throws Exception {
        MailId gone = new MailId("dos");
        MailId young = new MailId("tres");
        insert(ID, "b.test", NOW, "luis@b.test");
        cancellations.request(ID, NOW);
        cancellations.request(gone, NOW);
        cancellations.request(young, NOW.plusSeconds(60));

        assertThat(cancellations.purge(NOW.plusSeconds(30))).isEqualTo(1);

        assertThat(cancellations.requested(List.of(ID, gone, young))).isEqualTo(Set.of(ID, young));
    }
}
