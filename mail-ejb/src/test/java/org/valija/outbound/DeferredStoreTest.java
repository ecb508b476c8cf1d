package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Envelope;
import org.valija.EnvelopeId;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.RecipientOptions;
import org.valija.TransmissionOptions;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.dkim.Submitter;

class DeferredStoreTest {

    private static final Instant NOW = Instant.parse("2026-11-23T18:00:00Z");
    private static final Duration LEASE = Duration.ofMinutes(20);
    private static final Terms TERMS =
            new Terms("novedades", Optional.of("pedido 4711 ñ"), true, Submitter.USER, Optional.of("ana ñ"));

    @TempDir
    Path directory;

    private JdbcDataSource database;
    private DeferredStore store;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        store = new DeferredStore(database);
    }

    private static QueuedMail mail(String destination, String... recipients) {
        return new QueuedMail(
                MailId.create(),
                destination,
                new Envelope(
                        Optional.of(MailAddress.parse("ana@ejemplo.com")),
                        Arrays.stream(recipients).map(MailAddress::parse).toList()),
                TERMS,
                NOW.minusSeconds(60),
                NOW.plus(Duration.ofDays(5)),
                1,
                false);
    }

    private Content content(byte[] octets) throws Exception {
        return ContentSpool.spool(new ByteArrayInputStream(octets), directory);
    }

    private static Waiting waiting(Instant nextAttempt, String reason) {
        return new Waiting(nextAttempt, Optional.empty(), reason);
    }

    private void insert(QueuedMail mail, Instant nextAttempt) throws Exception {
        store.insert(
                mail,
                content("A: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                "Hola",
                waiting(nextAttempt, "later"));
    }

    @Test
    void keepsAMessageWithItsContent() throws Exception {
        QueuedMail mail = mail("b.test", "luis@b.test", "\"a b\"@b.test");
        byte[] octets = new byte[300_000];
        new Random(1).nextBytes(octets);
        store.insert(mail, content(octets), "Hola ñ", waiting(NOW.plusSeconds(60), "450 later"));

        WaitingMail waiting = store.waiting(0, 10).get(0);
        assertThat(waiting)
                .usingRecursiveComparison()
                .isEqualTo(new WaitingMail(
                        waiting.key(),
                        mail.id(),
                        "b.test",
                        mail.reversePath(),
                        mail.envelope().recipients(),
                        "Hola ñ",
                        octets.length,
                        mail.queuedAt(),
                        1,
                        NOW.plusSeconds(60),
                        mail.expires(),
                        "450 later",
                        "novedades",
                        Optional.of("pedido 4711 ñ"),
                        "b.test",
                        Optional.empty(),
                        Optional.empty()));
        DeferredStore.Claim claim =
                Claims.due(store, 10, NOW.plusSeconds(60), LEASE).get(0);
        assertThat(claim.mail()).isEqualTo(mail);
        try (Content read = store.content(claim.key(), directory);
                InputStream in = read.open()) {
            assertThat(in.readAllBytes()).isEqualTo(octets);
        }
    }

    @Test
    void keepsTheLongestAddresses() throws Exception {
        String domain = ("a".repeat(62) + ".").repeat(4) + "bcd";
        MailAddress longest = new MailAddress("\\".repeat(64), domain);
        assertThat(longest.toString()).hasSize(386);
        QueuedMail mail = new QueuedMail(
                MailId.create(),
                domain,
                new Envelope(Optional.of(longest), List.of(longest)),
                TERMS,
                NOW.minusSeconds(60),
                NOW.plus(Duration.ofDays(5)),
                1,
                false);
        insert(mail, NOW);

        assertThat(Claims.due(store, 1, NOW, LEASE).get(0).mail()).isEqualTo(mail);
    }

    @Test
    void keepsWhatWasAskedForAndGivesOutThePriorityFirst() throws Exception {
        insert(withPriority(mail("b.test", "uno@b.test"), 0), NOW.minusSeconds(60));
        QueuedMail urgent = withPriority(mail("b.test", "dos@b.test", "tres@b.test"), 4);
        insert(urgent, NOW);
        insert(withPriority(mail("b.test", "cuatro@b.test"), -4), NOW.minusSeconds(90));

        assertThat(Claims.due(store, 2, NOW, LEASE))
                .extracting(claim -> claim.mail().options().priority())
                .containsExactly(4, 0);
        DeferredStore.Claim claim = Claims.due(store, 1, NOW.plus(LEASE), LEASE).get(0);
        assertThat(claim.mail()).isEqualTo(urgent);

        MailAddress left = MailAddress.parse("tres@b.test");
        store.defer(claim, urgent.left(List.of(left), 1), waiting(NOW.plus(LEASE), "later"));
        QueuedMail again = Claims.due(store, 1, NOW.plus(LEASE), LEASE).get(0).mail();
        assertThat(again.options()).isEqualTo(urgent.options());
        assertThat(again.envelope().recipientOptions())
                .isEqualTo(Map.of(left, urgent.envelope().options(left)));
    }

    private static QueuedMail withPriority(QueuedMail mail, int priority) {
        TransmissionOptions options = new TransmissionOptions(
                TransmissionOptions.Body.SEVEN_BIT,
                false,
                Optional.empty(),
                Optional.of(new EnvelopeId("un sobre")),
                true,
                Optional.empty(),
                priority,
                Optional.empty());
        RecipientOptions never = new RecipientOptions(Optional.of(Set.of()), Optional.empty());
        List<MailAddress> recipients = mail.envelope().recipients();
        Envelope envelope = new Envelope(
                mail.reversePath(), recipients, options, Map.of(recipients.get(recipients.size() - 1), never));
        return new QueuedMail(
                mail.id(),
                mail.destination(),
                envelope,
                mail.terms(),
                mail.queuedAt(),
                mail.expires(),
                mail.attempts(),
                true);
    }

    @Test
    void keepsABounce() throws Exception {
        QueuedMail mail = new QueuedMail(
                MailId.create(),
                "b.test",
                new Envelope(Optional.empty(), List.of(MailAddress.parse("luis@b.test"))),
                Terms.by(Submitter.SERVER),
                NOW,
                NOW.plusSeconds(1),
                0,
                false);
        insert(mail, NOW);

        assertThat(Claims.due(store, 1, NOW, LEASE).get(0).mail()).isEqualTo(mail);
    }

    @Test
    void givesOutWhatIsDueInItsOrder() throws Exception {
        insert(mail("c.test", "c@c.test"), NOW.minusSeconds(1));
        insert(mail("b.test", "b@b.test"), NOW.minusSeconds(2));
        insert(mail("d.test", "d@d.test"), NOW.plusSeconds(1));

        assertThat(Claims.due(store, 1, NOW, LEASE))
                .extracting(c -> c.mail().destination())
                .containsExactly("b.test");
        assertThat(Claims.due(store, 10, NOW, LEASE))
                .extracting(c -> c.mail().destination())
                .containsExactly("c.test");
        assertThat(Claims.due(store, 10, NOW, LEASE)).isEmpty();
        assertThat(store.count()).isEqualTo(3);
    }

    @Test
    void whatANodeHasLeftBehindIsFreeWhenItComesBack() throws Exception {
        String name = "0123456789ab";
        DeferredStore before = new DeferredStore(database, name);
        insert(mail("b.test", "b@b.test"), NOW);
        DeferredStore.Claim left = Claims.due(before, 1, NOW, LEASE).get(0);
        insert(mail("c.test", "c@c.test"), NOW);
        DeferredStore.Claim ofAnother = Claims.due(store, 1, NOW, LEASE).get(0);

        assertThat(new DeferredStore(database, name).releaseAll()).isEqualTo(1);

        assertThat(Claims.due(store, 10, NOW, LEASE))
                .extracting(DeferredStore.Claim::key)
                .containsExactly(left.key());
        assertThat(before.remove(left)).isFalse();
        assertThat(store.remove(ofAnother)).isTrue();
    }

    @Test
    void aLeaseBeginsAnewWhenTheAttemptDoes() throws Exception {
        insert(mail("b.test", "b@b.test"), NOW);
        DeferredStore.Claim late = Claims.due(store, 1, NOW, LEASE).get(0);
        Instant begin = NOW.plus(LEASE).minusMillis(1);

        assertThat(store.renew(late, begin, LEASE)).isTrue();

        assertThat(Claims.due(store, 1, NOW.plus(LEASE), LEASE)).isEmpty();
        Instant end = begin.plus(LEASE);
        assertThat(store.renew(late, end, LEASE)).isFalse();
        assertThat(Claims.due(store, 1, end, LEASE)).hasSize(1);
        assertThat(store.renew(late, begin, LEASE)).isFalse();
    }

    @Test
    void aRowBelongsToItsLeaseUntilThatEnds() throws Exception {
        insert(mail("b.test", "b@b.test"), NOW);
        DeferredStore.Claim lost = Claims.due(store, 1, NOW, LEASE).get(0);

        assertThat(Claims.due(store, 1, NOW.plus(LEASE).minusMillis(1), LEASE)).isEmpty();
        DeferredStore.Claim taken = Claims.due(store, 1, NOW.plus(LEASE), LEASE).get(0);

        assertThat(store.remove(lost)).isFalse();
        assertThat(store.defer(lost, lost.mail().left(lost.mail().envelope().recipients(), 1), waiting(NOW, "x")))
                .isFalse();
        store.release(lost);
        assertThat(Claims.due(store, 1, NOW.plus(LEASE), LEASE)).isEmpty();
        assertThat(store.remove(taken)).isTrue();
        assertThat(store.count()).isZero();
    }

    @Test
    void keepsWhatAnAttemptHasLeft() throws Exception {
        insert(mail("b.test", "b@b.test", "c@b.test"), NOW);
        DeferredStore.Claim claim = Claims.due(store, 1, NOW, LEASE).get(0);

        QueuedMail left = claim.mail().left(List.of(MailAddress.parse("c@b.test")), 1);
        assertThat(store.defer(claim, left, waiting(NOW.plusSeconds(300), "e".repeat(5000))))
                .isTrue();

        assertThat(Claims.due(store, 1, NOW.plusSeconds(299), LEASE)).isEmpty();
        DeferredStore.Claim next =
                Claims.due(store, 1, NOW.plusSeconds(300), LEASE).get(0);
        assertThat(next.mail()).isEqualTo(left);
        assertThat(next.mail().attempts()).isEqualTo(2);
        assertThat(next.waiting().reason()).hasSize(1000);
    }

    @Test
    void aReleasedRowIsDueAgain() throws Exception {
        insert(mail("b.test", "b@b.test"), NOW);
        store.release(Claims.due(store, 1, NOW, LEASE).get(0));

        assertThat(Claims.due(store, 1, NOW, LEASE)).hasSize(1);
    }

    @Test
    void listsInPages() throws Exception {
        for (int i = 0; i < 5; i++) {
            insert(mail(i + ".test", "a@" + i + ".test"), NOW.plusSeconds(i));
        }

        assertThat(store.waiting(1, 2)).extracting(WaitingMail::destination).containsExactly("1.test", "2.test");
        assertThat(store.waiting(4, 100)).hasSize(1);
        assertThat(store.waiting(0, -1)).isEmpty();
    }

    @Test
    void twoNodesNeverHaveTheSameRow() throws Exception {
        int rows = 200;
        for (int i = 0; i < rows; i++) {
            insert(mail("b.test", "b" + i + "@b.test"), NOW.minusSeconds(i));
        }
        int nodes = 4;
        CyclicBarrier together = new CyclicBarrier(nodes);
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        List<Future<List<String>>> claimed = new ArrayList<>();
        Callable<List<String>> node = () -> {
            together.await();
            List<String> keys = new ArrayList<>();
            // Empty hands may only mean that another node has those rows locked.
            for (int empty = 0; empty < 20; ) {
                List<String> some = claim(7);
                empty = some.isEmpty() ? empty + 1 : 0;
                keys.addAll(some);
            }
            return keys;
        };
        for (int i = 0; i < nodes; i++) {
            claimed.add(threads.submit(node));
        }
        List<String> all = new ArrayList<>();
        for (Future<List<String>> keys : claimed) {
            all.addAll(keys.get());
        }
        threads.shutdown();

        Set<String> distinct = new HashSet<>(all);
        assertThat(all).hasSameSizeAs(distinct);
        assertThat(distinct).hasSize(rows);
    }

    private static Backlog backlog(String destination) {
        return new Backlog(destination, TERMS.stream());
    }

    private List<String> claim(int limit) throws SQLException {
        return Claims.due(store, limit, NOW, LEASE).stream()
                .map(DeferredStore.Claim::key)
                .toList();
    }

    private static List<String> recipients(List<DeferredStore.Claim> claims) {
        return claims.stream()
                .map(claim -> claim.mail().envelope().recipients().get(0).toString())
                .toList();
    }

    @Test
    void aDestinationIsWorkedOnByItself() throws Exception {
        for (int i = 0; i < 3; i++) {
            insert(mail("b.test", i + "@b.test"), NOW.minusSeconds(i));
        }
        insert(mail("c.test", "c@c.test"), NOW.minusSeconds(100));

        assertThat(recipients(store.claim(backlog("b.test"), 2, NOW, LEASE))).containsExactly("2@b.test", "1@b.test");
        assertThat(recipients(store.claim(backlog("b.test"), 2, NOW, LEASE))).containsExactly("0@b.test");
        assertThat(store.claim(backlog("b.test"), 2, NOW, LEASE)).isEmpty();
        assertThat(recipients(store.claim(backlog("c.test"), 2, NOW, LEASE))).containsExactly("c@c.test");
    }

    @Test
    void aStreamIsWorkedOnByItself() throws Exception {
        insert(mail("b.test", "bulk@b.test"), NOW);
        QueuedMail other = mail("b.test", "other@b.test");
        insert(
                new QueuedMail(
                        other.id(),
                        other.destination(),
                        other.envelope(),
                        Terms.by(Submitter.SERVER),
                        other.queuedAt(),
                        other.expires(),
                        1,
                        false),
                NOW.minusSeconds(1));

        assertThat(store.dueBacklogs(NOW, 10)).containsOnlyKeys(TestParts.backlog("b.test"), backlog("b.test"));
        assertThat(recipients(store.claim(TestParts.backlog("b.test"), 9, NOW, LEASE)))
                .containsExactly("other@b.test");
        assertThat(store.nextAttempt(backlog("b.test"), NOW)).contains(NOW);
        assertThat(recipients(store.claim(backlog("b.test"), 9, NOW, LEASE))).containsExactly("bulk@b.test");
    }

    @Test
    void knowsWhatIsNextForADestination() throws Exception {
        insert(withPriority(mail("b.test", "uno@b.test"), 9), NOW.plusSeconds(20));
        insert(withPriority(mail("b.test", "dos@b.test"), -9), NOW.plusSeconds(10));
        insert(mail("c.test", "c@c.test"), NOW);

        assertThat(store.nextAttempt(backlog("b.test"), NOW)).contains(NOW.plusSeconds(10));
        assertThat(store.nextAttempt(backlog("d.test"), NOW)).isEmpty();
        assertThat(store.dueBacklogs(NOW, 10)).containsExactly(Map.entry(backlog("c.test"), NOW));
        assertThat(store.dueBacklogs(NOW.plusSeconds(20), 10))
                .containsExactly(Map.entry(backlog("c.test"), NOW), Map.entry(backlog("b.test"), NOW.plusSeconds(10)));
        assertThat(store.dueBacklogs(NOW.plusSeconds(20), 1)).containsOnlyKeys(backlog("c.test"));

        store.claim(backlog("c.test"), 1, NOW, LEASE); // what somebody works on is not next
        assertThat(store.nextAttempt(backlog("c.test"), NOW)).isEmpty();
        assertThat(store.nextAttempt(backlog("c.test"), NOW.plus(LEASE))).contains(NOW);
    }

    @Test
    void givesOutWhatIsToBeDecidedAboutThoughItIsNotDue() throws Exception {
        QueuedMail warned = mail("b.test", "b@b.test");
        Instant warnAt = NOW.plusSeconds(30);
        store.insert(
                warned,
                content("A: b\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                "Hola",
                new Waiting(NOW.plusSeconds(3600), Optional.of(warnAt), "later"));
        insert(mail("c.test", "c@c.test"), NOW.plus(Duration.ofDays(9)));

        assertThat(store.claimUndecided(10, NOW.plusSeconds(29), NOW.plusSeconds(29), LEASE))
                .isEmpty();
        DeferredStore.Claim claim = store.claimUndecided(10, NOW.plusSeconds(30), NOW.plusSeconds(30), LEASE)
                .get(0);
        assertThat(claim.waiting().warnAt()).contains(warnAt);
        store.defer(claim, warned, waiting(NOW.plusSeconds(3600), "later"));

        Instant expiry = NOW.plus(Duration.ofDays(5));
        assertThat(store.claimUndecided(10, expiry.minusMillis(1), expiry.minusMillis(1), LEASE))
                .isEmpty();
        assertThat(recipients(store.claimUndecided(10, expiry, expiry, LEASE)))
                .containsExactlyInAnyOrder("b@b.test", "c@c.test");
    }

    /** More than are read at a time, many of them due since the same instant. */
    @Test
    void findsWhatIsWantedBehindWhatIsNot() throws Exception {
        try (Content content = content(new byte[] {1})) {
            for (int i = 0; i < 1200; i++) {
                boolean wanted = i % 400 == 399;
                QueuedMail mail = mail("b.test", "luis@b.test");
                QueuedMail sent = wanted
                        ? new QueuedMail(
                                mail.id(),
                                mail.destination(),
                                new Envelope(Optional.empty(), mail.envelope().recipients()),
                                mail.terms(),
                                mail.queuedAt(),
                                mail.expires(),
                                1,
                                false)
                        : mail;
                store.insert(sent, content, "", waiting(NOW.plusSeconds(i < 700 ? 0 : i)));
            }
        }
        Instant due = NOW.plusSeconds(1200);

        List<DeferredStore.Claim> claims =
                store.claim(backlog("b.test"), 20, mail -> mail.reversePath().isEmpty(), due, LEASE);

        assertThat(claims)
                .hasSize(3)
                .allMatch(claim -> claim.mail().reversePath().isEmpty());
        assertThat(claims).allMatch(claim -> claim.size() == 1);
        assertThat(store.claim(backlog("b.test"), 2, mail -> true, due, LEASE)).hasSize(2);
        assertThat(store.claim(backlog("b.test"), 20, mail -> false, due, LEASE))
                .isEmpty();
    }

    private static Waiting waiting(Instant nextAttempt) {
        return new Waiting(nextAttempt, Optional.empty(), "b.test was down");
    }
}
