package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.DeliveryEvent;
import org.valija.EnhancedStatus;
import org.valija.Envelope;
import org.valija.MailAddress;
import org.valija.MailId;
import org.valija.RecipientOptions;
import org.valija.TransmissionOptions;
import org.valija.content.Content;
import org.valija.content.ContentSpool;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.dkim.Submitter;
import org.valija.order.MailCriteria;
import org.valija.order.OrdersInForce;
import org.valija.order.StandingForTests;
import org.valija.order.StandingOrder;
import org.valija.outbound.DeferredStore.Claim;
import org.valija.outbound.WaitingMail.State;
import org.valija.route.Detour;
import org.valija.route.TestRoutes;
import org.valija.settings.InvalidSettingException;

/** What an administrator does with mail that waits, in a real database. */
class QueueControlTest {

    private static final MailAddress ANA = MailAddress.parse("ana@ejemplo.com");

    @TempDir
    Path directory;

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final QueuedMails reports = new QueuedMails();
    private final PublishedEvents events = new PublishedEvents();
    private final Agenda agenda = new Agenda();
    private OrdersInForce orders = StandingForTests.of();
    private JdbcDataSource database;
    private DeferredStore store;
    private Settlement settlement;
    private RetryTransactions transactions;
    private QueueBatches batches;
    private SelectedRows selected;

    @BeforeEach
    void open() {
        database = TestDatabase.create();
        store = new DeferredStore(database);
        selected = new SelectedRows(database);
        DeliveryEvents published = events.of(EventSettings.Audience.ALL, Clock.systemUTC());
        settlement = new Settlement(
                store,
                new Cancellations(database),
                reports,
                published,
                null,
                SettingsOfTests.standard(),
                TestRoutes.toPort(25),
                agenda,
                ReturnWatch.none(),
                Clock.systemUTC());
        OutboundParts parts = new OutboundParts() {

            @Override
            public DeferredStore store() {
                return store;
            }

            @Override
            public Settlement settlement() {
                return settlement;
            }

            @Override
            public SelectedRows selected() {
                return selected;
            }

            @Override
            public RowOrders rowOrders() {
                return new RowOrders(database);
            }

            @Override
            public MessageRows rows() {
                return new MessageRows(database);
            }

            @Override
            public DeliveryEvents events() {
                return published;
            }

            @Override
            public Agenda agenda() {
                return agenda;
            }

            @Override
            public OrdersInForce orders() {
                return orders;
            }
        };
        transactions = new RetryTransactions(parts);
        batches = new QueueBatches(parts);
    }

    /** Of the stream of most messages here. */
    private static Backlog backlog(String lane) {
        return new Backlog(lane, "bulk");
    }

    private QueuedMail mail(String destination, Optional<MailAddress> sender, String stream, String key) {
        return new QueuedMail(
                MailId.create(),
                destination,
                new Envelope(sender, List.of(MailAddress.parse("luis@" + destination))),
                new Terms(stream, Optional.ofNullable(key), false, Submitter.SERVER),
                now.minusSeconds(60),
                now.plus(Duration.ofDays(5)),
                1,
                false);
    }

    private Content content() throws Exception {
        return ContentSpool.spool(
                new ByteArrayInputStream("Subject: Hola\r\n\r\nHola.\r\n".getBytes(StandardCharsets.US_ASCII)),
                directory);
    }

    private MailId insert(QueuedMail mail, Instant nextAttempt) throws Exception {
        try (Content content = content()) {
            store.insert(
                    mail,
                    content,
                    "Hola",
                    new Waiting(nextAttempt, Optional.of(now.plus(Duration.ofHours(4))), "451 later"));
        }
        return mail.id();
    }

    private MailId insert(String destination) throws Exception {
        return insert(mail(destination, Optional.of(ANA), "bulk", null), now.minusSeconds(5));
    }

    private ActionResult apply(QueueAction action, Selection selection) throws Exception {
        ActionResult result = ActionResult.NOTHING;
        String last = "";
        do {
            QueueBatches.Batch batch = batches.apply(action, selection, "ana", last);
            result = result.plus(batch.result());
            last = batch.last();
        } while (!last.isEmpty());
        return result;
    }

    private static Selection to(String destination) {
        return new Selection(
                Set.of(),
                Optional.empty(),
                new MailCriteria(Optional.of(destination), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    private WaitingMail only() throws Exception {
        List<WaitingMail> waiting = store.waiting(0, 10);
        assertThat(waiting).hasSize(1);
        return waiting.get(0);
    }

    private static RecipientOutcome deferred(String recipient) {
        return new RecipientOutcome.Deferred(
                MailAddress.parse(recipient), Failure.local(EnhancedStatus.parse("4.2.0"), "451 still later"));
    }

    private void settle(Claim claim, Attempt attempt) throws Exception {
        try (Content content = content()) {
            settlement.settle(claim, content, attempt);
        }
    }

    // Destination, sender, stream and key that are asked for; which of the four messages are found.
    @ParameterizedTest
    @CsvSource({
        ",,,,                    0 1 2 3",
        "b.test,,,,              0 2",
        "B.TEST,,,,              0 2",
        "*.test,,,,              0 2 3",
        "*.b.test,,,,            3",
        "ñandú.cl,,,,            1",
        "xn--and-6ma2c.cl,,,,    1",
        ",<>,,,                  2",
        ",ana@ejemplo.com,,,     0 3",
        ",ejemplo.com,,,         0 3",
        ",*.com,,,               0 3",
        ",empl_.com,,,           ''",
        ",,bulk,,                0 1",
        ",,,uno,                 0 3",
        "b.test,ana@ejemplo.com,bulk,uno,  0",
        "b.test,ana@ejemplo.com,bulk,dos,  ''",
    })
    void aSelectionIsWhatFulfilsAll(String destination, String sender, String stream, String key, String found)
            throws Exception {
        List<MailId> ids = List.of(
                insert(mail("b.test", Optional.of(ANA), "bulk", "uno"), now),
                insert(mail("ñandú.cl", Optional.of(MailAddress.parse("eva@a.test")), "bulk", null), now),
                insert(mail("b.test", Optional.empty(), "transactional", null), now),
                insert(mail("sub.b.test", Optional.of(ANA), "transactional", "uno"), now));
        Selection selection = new Selection(
                Set.of(),
                Optional.empty(),
                new MailCriteria(
                        Optional.ofNullable(destination),
                        Optional.ofNullable(sender),
                        Optional.ofNullable(stream),
                        Optional.ofNullable(key)),
                Optional.empty());

        assertThat(selected.list(selection, 0, 10).stream()
                        .map(mail -> Integer.toString(ids.indexOf(mail.id())))
                        .sorted()
                        .collect(Collectors.joining(" ")))
                .isEqualTo(found);
        assertThat(selected.count(selection)).isEqualTo(found.isEmpty() ? 0 : found.split(" ").length);
    }

    @Test
    void aSelectionMayNameAMessageItsRowsAndWhatTheyWaitFor() throws Exception {
        MailId id = insert("b.test");
        insert("c.test");
        assertThat(selected.count(
                        new Selection(Set.of(), Optional.of(id), MailCriteria.ALL, Optional.of(State.WAITING))))
                .isEqualTo(1);
        String key = selected.list(to("c.test"), 0, 1).get(0).key();
        assertThat(apply(new QueueAction.Hold("por si acaso"), Selection.ofRows(Set.of(key, "none"))))
                .isEqualTo(new ActionResult(1, 0, 0));
        for (State state : State.values()) {
            assertThat(selected.list(
                            new Selection(Set.of(), Optional.empty(), MailCriteria.ALL, Optional.of(state)), 0, 10))
                    .extracting(WaitingMail::destination)
                    .isEqualTo(
                            state == State.WAITING
                                    ? List.of("b.test")
                                    : state == State.HELD ? List.of("c.test") : List.of());
        }
    }

    @Test
    void whatIsHeldIsNeitherTriedNorExpires() throws Exception {
        insert(mail("b.test", Optional.of(ANA), "bulk", null), now.minusSeconds(5));
        apply(new QueueAction.Hold("por si acaso"), to("b.test"));

        assertThat(transactions.claim(backlog("b.test"), 10)).isEmpty();
        assertThat(store.dueBacklogs(now.plus(Duration.ofDays(400)), 10)).isEmpty();
        assertThat(store.claimUndecided(10, now.plus(Duration.ofDays(400)), now, Duration.ofMinutes(1)))
                .isEmpty();
        assertThat(apply(new QueueAction.Retry(), Selection.ALL)).isEqualTo(new ActionResult(0, 0, 1));
        assertThat(only().state()).isEqualTo(State.HELD);
        assertThat(only().instruction().orElseThrow().by()).isEqualTo("ana");
        assertThat(only().instruction().orElseThrow().reason()).isEqualTo("por si acaso");
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void theTimeInWhichItWasHeldIsAddedToItsLifeUnlessItsSenderHasLimitedIt(boolean perishable) throws Exception {
        Terms terms = new Terms("bulk", Optional.empty(), perishable, Submitter.SERVER);
        QueuedMail before = mail("b.test", Optional.of(ANA), "bulk", null);
        QueuedMail mail = new QueuedMail(
                before.id(),
                before.destination(),
                before.envelope(),
                terms,
                before.queuedAt(),
                before.expires(),
                1,
                false);
        insert(mail, now.plusSeconds(3600));
        RowOrders rows = new RowOrders(database);
        List<SelectedRows.Found> found = selected.next(Selection.ALL, "", 10, now);
        rows.instruct(found, new Instruction(Instruction.Kind.HOLD, now.minusSeconds(7200), "ana", ""));

        assertThat(rows.release(found, now)).isEqualTo(new ActionResult(1, 0, 0));
        Claim claim = transactions.claim(backlog("b.test"), 1).get(0);
        Duration longer = Duration.ofSeconds(perishable ? 0 : 7200);
        assertThat(Duration.between(mail.expires(), claim.mail().expires()).toSeconds())
                .isEqualTo(longer.toSeconds());
        assertThat(rows.release(found, now)).isEqualTo(new ActionResult(0, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"hold", "bounce", "cancel"})
    void whatWasOrderedDuringAnAttemptHoldsForWhatItLeaves(String what) throws Exception {
        insert("b.test");
        Claim claim = transactions.claim(backlog("b.test"), 1).get(0);
        QueueAction action =
                switch (what) {
                    case "hold" -> new QueueAction.Hold("");
                    case "bounce" -> new QueueAction.Bounce("no", true);
                    default -> new QueueAction.Cancel();
                };
        assertThat(apply(action, Selection.ALL)).isEqualTo(new ActionResult(0, 1, 0));
        settle(claim, new Attempt.Tried(List.of(deferred("luis@b.test"))));

        assertThat(only().lastError()).isEqualTo("451 still later");
        assertThat(transactions.claim(backlog("b.test"), 10)).isEmpty();
        new Decisions(transactions).run();
        assertThat(store.count()).isEqualTo(what.equals("hold") ? 1 : 0);
        assertThat(reports.mails).hasSize(what.equals("bounce") ? 1 : 0);
    }

    @Test
    void anAttemptThatDeliversIsNotCalledBack() throws Exception {
        insert("b.test");
        Claim claim = transactions.claim(backlog("b.test"), 1).get(0);
        apply(new QueueAction.Hold(""), Selection.ALL);
        store.remove(claim);
        assertThat(store.count()).isZero();
    }

    @Test
    void whatWasHeldBeforeAThreadCameIsNotTried() throws Exception {
        insert("b.test");
        Claim claim = transactions.claim(backlog("b.test"), 1).get(0);
        apply(new QueueAction.Hold(""), Selection.ALL);

        assertThat(transactions.beginAttempt(claim)).isEmpty();
        assertThat(apply(new QueueAction.Release(), Selection.ALL)).isEqualTo(new ActionResult(1, 0, 0));
        assertThat(transactions.claim(backlog("b.test"), 1)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"true, FAILURE, 1", "true, SUCCESS, 0", "true, '', 0", "false, FAILURE, 0", "true, none, 1"})
    void aBounceTellsTheSenderIfHeIsToBeToldAndWantsTo(boolean tellSender, String notify, int told) throws Exception {
        QueuedMail before = mail("b.test", Optional.of(ANA), "bulk", null);
        MailAddress luis = MailAddress.parse("luis@b.test");
        Optional<Set<RecipientOptions.Event>> wanted = notify.equals("none")
                ? Optional.empty()
                : Optional.of(notify.isEmpty() ? Set.of() : Set.of(RecipientOptions.Event.valueOf(notify)));
        Envelope envelope = new Envelope(
                Optional.of(ANA),
                List.of(luis),
                TransmissionOptions.NONE,
                Map.of(luis, new RecipientOptions(wanted, Optional.empty())));
        insert(
                new QueuedMail(
                        before.id(), "b.test", envelope, before.terms(), before.queuedAt(), before.expires(), 1, false),
                now.plusSeconds(3600));
        assertThat(apply(new QueueAction.Bounce("Así no", tellSender), Selection.ALL))
                .isEqualTo(new ActionResult(1, 0, 0));
        assertThat(only().state()).isEqualTo(State.ENDING);
        new Decisions(transactions).run();

        assertThat(store.count()).isZero();
        assertThat(reports.mails).hasSize(told);
        if (told > 0) {
            assertThat(reports.contents.get(0)).contains("Status: 5.7.1", "As=C3=AD no");
        }
        assertThat(events.events).extracting(DeliveryEvent::kind).containsExactly(DeliveryEvent.Kind.BOUNCED);
    }

    @Test
    void theNullSenderIsNotTold() throws Exception {
        insert(mail("b.test", Optional.empty(), "bulk", null), now);
        apply(new QueueAction.Bounce("no", true), Selection.ALL);
        new Decisions(transactions).run();

        assertThat(store.count()).isZero();
        assertThat(reports.mails).isEmpty();
    }

    @Test
    void whatIsReroutedHasALaneOfItsOwnAndComesBack() throws Exception {
        insert("b.test");
        insert(mail("b.test", Optional.of(ANA), "bulk", null), now.plusSeconds(3600));
        assertThat(apply(new QueueAction.Reroute(Optional.of(Detour.parse("relay.test:2525"))), to("b.test")))
                .isEqualTo(new ActionResult(2, 0, 0));

        assertThat(transactions.claim(backlog("b.test"), 10)).isEmpty();
        List<Claim> claims = transactions.claim(backlog("relay.test:2525"), 10);
        assertThat(claims).hasSize(2);
        assertThat(claims).allSatisfy(claim -> {
            assertThat(claim.mail().destination()).isEqualTo("b.test");
            assertThat(claim.lane()).isEqualTo("relay.test:2525");
        });
        for (Claim claim : claims) {
            transactions.release(claim);
        }
        assertThat(apply(new QueueAction.Reroute(Optional.of(Detour.parse("relay.test:2525"))), Selection.ALL))
                .isEqualTo(new ActionResult(0, 0, 2));
        assertThat(apply(new QueueAction.Reroute(Optional.empty()), Selection.ALL))
                .isEqualTo(new ActionResult(2, 0, 0));
        assertThat(transactions.claim(backlog("b.test"), 10)).hasSize(2);
    }

    @Test
    void whatIsDeferredOnItsDetourIsLookedForThere() throws Exception {
        insert("b.test");
        apply(new QueueAction.Reroute(Optional.of(Detour.parse("relay.test:2525"))), Selection.ALL);
        while (agenda.poll(now.plusSeconds(3600)).isPresent()) {
            // what was noted before
        }
        settle(
                transactions.claim(backlog("relay.test:2525"), 1).get(0),
                new Attempt.Tried(List.of(deferred("luis@b.test"))));

        assertThat(agenda.poll(now.plusSeconds(3600))).contains(backlog("relay.test:2525"));
        assertThat(agenda.poll(now.plusSeconds(3600))).isEmpty();
    }

    @Test
    void actionsWorkThroughAnyNumberOfRows() throws Exception {
        int count = 2 * QueueBatches.BATCH + 1;
        for (int i = 0; i < count; i++) {
            insert(i % 2 == 0 ? "b.test" : "c.test");
        }
        assertThat(apply(new QueueAction.Hold(""), to("b.test"))).isEqualTo(new ActionResult(count / 2 + 1, 0, 0));
        assertThat(apply(new QueueAction.Cancel(), Selection.ALL)).isEqualTo(new ActionResult(count, 0, 0));
        assertThat(store.count()).isZero();
        assertThat(events.events).hasSize(count);
    }

    private static StandingOrder pause(MailCriteria criteria) {
        return new StandingOrder(
                7, StandingOrder.Kind.PAUSE, criteria, "porque sí", true, "ana", Instant.now(), Optional.empty());
    }

    /** Decisions has claimed it while it was paused, and settles it when it no longer is. */
    @Test
    void whatIsLetGoWhileItsSenderIsToldOfTheDelayIsTried() throws Exception {
        insert("b.test");
        StandingOrder all = pause(MailCriteria.ALL);
        orders = StandingForTests.of(all);
        batches.pause(all);
        Claim claim = store.claimUndecided(1, now.plus(Duration.ofDays(1)), Instant.now(), Duration.ofMinutes(20))
                .get(0);

        orders = StandingForTests.of();
        batches.resume(all.id());
        settle(
                claim,
                new Attempt.Postponed(claim.waiting().nextAttempt(), Failure.local(EnhancedStatus.parse("4.4.7"), "")));

        assertThat(transactions.claim(backlog("b.test"), 1)).hasSize(1);
    }

    @Test
    void whatIsPausedIsOutOfTheWayOfTheOthersAndGoesOn() throws Exception {
        for (int i = 0; i < 30; i++) {
            insert("b.test");
        }
        MailId other = insert(mail("b.test", Optional.empty(), "bulk", null), now.minusSeconds(1));
        StandingOrder ofAna = pause(
                new MailCriteria(Optional.empty(), Optional.of(ANA.toString()), Optional.empty(), Optional.empty()));
        orders = StandingForTests.of(ofAna);

        List<Claim> claims = transactions.claim(backlog("b.test"), 5);
        assertThat(claims).extracting(claim -> claim.mail().id()).containsExactly(other);
        assertThat(batches.pause(ofAna)).isZero();
        assertThat(selected.destinations(10)).singleElement().satisfies(summary -> {
            assertThat(summary.count()).isEqualTo(31);
            assertThat(summary.paused()).isEqualTo(30);
        });
        assertThat(apply(new QueueAction.Retry(), Selection.ALL)).isEqualTo(new ActionResult(0, 1, 30));

        orders = StandingForTests.of();
        assertThat(batches.resume(7)).isEqualTo(30);
        assertThat(transactions.claim(backlog("b.test"), 50)).hasSize(30);
    }

    @Test
    void whatIsDueIsMovedWhenAnOrderIsGivenAndWhatIsHeldStaysHeld() throws Exception {
        insert("b.test");
        insert(mail("b.test", Optional.of(ANA), "bulk", null), now.plusSeconds(3600));
        StandingOrder all = pause(MailCriteria.ALL);
        assertThat(batches.pause(all)).isEqualTo(1);
        assertThat(store.waiting(0, 10)).extracting(WaitingMail::state).containsExactly(State.WAITING, State.PAUSED);

        apply(new QueueAction.Hold(""), Selection.ALL);
        assertThat(batches.resume(7)).isZero();
        assertThat(store.waiting(0, 10)).extracting(WaitingMail::state).containsOnly(State.HELD);
    }

    @Test
    void whatIsPausedExpires() throws Exception {
        QueuedMail mail = mail("b.test", Optional.of(ANA), "bulk", null);
        try (Content content = content()) {
            settlement.pause(
                    new QueuedMail(
                            mail.id(),
                            mail.destination(),
                            mail.envelope(),
                            mail.terms(),
                            now.minus(Duration.ofDays(6)),
                            now.minus(Duration.ofDays(1)),
                            0,
                            false),
                    content,
                    pause(MailCriteria.ALL));
        }
        assertThat(only().state()).isEqualTo(State.PAUSED);
        assertThat(only().pausedBy()).contains(7L);
        new Decisions(transactions).run();

        assertThat(store.count()).isZero();
        assertThat(reports.mails).hasSize(1);
    }

    @Test
    void aWarningLeavesItPaused() throws Exception {
        QueuedMail mail = mail("b.test", Optional.of(ANA), "bulk", null);
        try (Content content = content()) {
            settlement.pause(
                    new QueuedMail(
                            mail.id(),
                            mail.destination(),
                            mail.envelope(),
                            mail.terms(),
                            now.minus(Duration.ofDays(1)),
                            mail.expires(),
                            0,
                            false),
                    content,
                    pause(MailCriteria.ALL));
        }
        new Decisions(transactions).run();

        assertThat(reports.mails).hasSize(1);
        assertThat(only().state()).isEqualTo(State.PAUSED);
        assertThat(batches.resume(7)).isEqualTo(1);
        assertThat(transactions.claim(backlog("b.test"), 1)).hasSize(1);
    }

    @Test
    void aPauseThatComesBeforeTheThreadIsHeeded() throws Exception {
        insert("b.test");
        Claim claim = transactions.claim(backlog("b.test"), 1).get(0);
        orders = StandingForTests.of(pause(MailCriteria.ALL));
        assertThat(transactions.beginAttempt(claim)).isEmpty();
        assertThat(only().state()).isEqualTo(State.PAUSED);
    }

    @Test
    void destinationsAreCountedTheMostFirst() throws Exception {
        List<String> order = new ArrayList<>();
        for (String destination : List.of("a.test", "b.test", "b.test", "c.test", "c.test", "c.test")) {
            insert(destination);
        }
        apply(new QueueAction.Hold(""), to("c.test"));
        selected.destinations(2)
                .forEach(summary -> order.add(summary.destination() + " " + summary.count() + " " + summary.held() + " "
                        + summary.nextAttempt().isPresent() + " " + summary.lastError()));
        assertThat(order).containsExactly("c.test 3 3 false 451 later", "b.test 2 0 true 451 later");
    }

    @Test
    void aBounceSaysWhy() {
        for (QueueAction action : List.of(
                new QueueAction.Bounce(" ", true),
                new QueueAction.Bounce("a\nb", true),
                new QueueAction.Hold("x".repeat(501)))) {
            assertThatThrownBy(action::check)
                    .isInstanceOfSatisfying(InvalidSettingException.class, e -> assertThat(e.field())
                            .isEqualTo("reason"));
        }
    }
}
