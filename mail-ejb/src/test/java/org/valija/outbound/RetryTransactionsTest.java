package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.dkim.Submitter;
import org.valija.route.TestRoutes;

/** What lies between the claim of a row and its attempt: it may have waited for a thread. */
class RetryTransactionsTest {

    private static final String MESSAGE = "A: b\r\n\r\n";

    @TempDir
    Path directory;

    private DeferredStore store;
    private Cancellations cancellations;
    private RetryTransactions transactions;

    @BeforeEach
    void open() throws Exception {
        JdbcDataSource database = TestDatabase.create();
        store = new DeferredStore(database);
        cancellations = new Cancellations(database);
        OutboundSettings settings = SettingsOfTests.standard();
        Settlement settlement = new Settlement(
                store,
                cancellations,
                null,
                new PublishedEvents().of(EventSettings.Audience.ALL, Clock.systemUTC()),
                null,
                settings,
                TestRoutes.toPort(25),
                new Agenda(),
                ReturnWatch.none(),
                Clock.systemUTC());
        transactions = TestParts.transactions(store, settlement);
        try (Content content =
                ContentSpool.spool(new ByteArrayInputStream(MESSAGE.getBytes(StandardCharsets.US_ASCII)), directory)) {
            Envelope envelope = new Envelope(Optional.empty(), List.of(MailAddress.parse("luis@b.test")));
            QueuedMail mail = QueuedMail.split(
                            new MailId("uno"), envelope, Submitter.SERVER, Instant.now(), Duration.ofDays(5))
                    .get(0);
            store.insert(
                    mail, content, "Hola", new Waiting(Instant.now().minusSeconds(1), Optional.empty(), "451 full"));
        }
    }

    @Test
    void anAttemptBeginsWithTheContent() throws Exception {
        DeferredStore.Claim claim =
                transactions.claim(TestParts.backlog("b.test"), 1).get(0);
        try (Content content = transactions.begin(claim).orElseThrow()) {
            assertThat(content.size()).isEqualTo(MESSAGE.length());
        }
    }

    @Test
    void whatWasCancelledBeforeAThreadCameIsNotTried() throws Exception {
        DeferredStore.Claim claim =
                transactions.claim(TestParts.backlog("b.test"), 1).get(0);
        cancellations.request(claim.mail().id(), Instant.now());

        assertThat(transactions.begin(claim)).isEmpty();
        assertThat(store.count()).isZero();
    }

    @Test
    void norIsWhatIsNoLongerOurs() throws Exception {
        DeferredStore.Claim claim =
                transactions.claim(TestParts.backlog("b.test"), 1).get(0);
        transactions.release(claim);

        assertThat(transactions.begin(claim)).isEmpty();
        assertThat(store.count()).isEqualTo(1);
    }
}
