package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Client;
import org.valija.DeliverBy;
import org.valija.MailAddress;
import org.valija.MailRejectedException;
import org.valija.RecipientOptions.Event;
import org.valija.dkim.Submitter;
import org.valija.spi.LocalPostmaster;
import org.valija.spi.Registry;
import org.valija.spi.SessionPolicy;
import org.valija.tlsreport.ReceivedReport;
import org.valija.tlsreport.ReceivedReports;
import org.valija.verp.ReturnAddresses;

/** What becomes of mail that clients have given us for others, and what they are told of it. */
class RelayBeanTest {

    /** For 10 destination domains. */
    private static final int LIMIT = 10 * GivenMail.SIZE;

    private final QueuedMails queue = new QueuedMails();
    private final KeptMails sandbox = new KeptMails();
    private final GivenTlsReports tlsReports = new GivenTlsReports();
    private Registry.Registration postmaster;
    private Registry.Registration policy;

    /** Relays for the client of the tests to this domain, and nowhere else. */
    private record RelaysTo(String domain) implements SessionPolicy {

        @Override
        public CompletionStage<ConnectDecision> connect(Client client) {
            return CompletableFuture.completedStage(new Accept());
        }

        @Override
        public CompletionStage<RecipientDecision> recipient(
                Client client, Optional<MailAddress> reversePath, MailAddress recipient) {
            return CompletableFuture.completedStage(recipient.domain().equals(domain) ? new Relay(true) : new Accept());
        }
    }

    /** Those for tlsrpt@ejemplo.com. */
    private static final class GivenTlsReports implements ReceivedReports {

        private final List<String> taken = new ArrayList<>();
        private boolean readable = true;

        @Override
        public boolean areFor(MailAddress recipient) {
            return recipient.equals(MailAddress.parse("tlsrpt@ejemplo.com"));
        }

        @Override
        public boolean take(String id, InputStream message) {
            taken.add(id);
            return readable;
        }

        @Override
        public long count() {
            return taken.size();
        }

        @Override
        public List<ReceivedReport> list(int offset, int limit) {
            return List.of();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aTlsReportIsReadAndWhatIsNoneIsKeptForThePostmaster(boolean readable) throws Exception {
        tlsReports.readable = readable;

        relay(null).onMail(GivenMail.of(Optional.empty(), Set.of(), "tlsrpt@ejemplo.com", "luis@b.test"));

        assertThat(tlsReports.taken).hasSize(1);
        assertThat(queue.mails).singleElement().satisfies(mail -> assertThat(mail.destination())
                .isEqualTo("b.test"));
        assertThat(sandbox.count()).isEqualTo(readable ? 0 : 1);
    }

    @BeforeEach
    void register() {
        postmaster = Registry.register(
                LocalPostmaster.class, address -> address.equals(MailAddress.parse("postmaster@ejemplo.com")));
        relayTo("b.test");
    }

    private void relayTo(String domain) {
        policy = Registry.register(SessionPolicy.class, new RelaysTo(domain));
    }

    @AfterEach
    void unregister() {
        postmaster.close();
        policy.close();
    }

    private static OutboundSettings settings(String postmaster) {
        return SettingsOfTests.of(LIMIT, Optional.ofNullable(postmaster).map(MailAddress::parse));
    }

    private static Returns nothingReturns() {
        return new Returns(ReturnAddresses.none(), null, null, null, null, null, Duration.ZERO);
    }

    private RelayBean relay(String postmaster) {
        return new RelayBean(settings(postmaster), queue, sandbox, nothingReturns(), tlsReports);
    }

    private static String[] recipientsInDomains(int domains) {
        return IntStream.range(0, domains).mapToObj(i -> "luis@b" + i + ".test").toArray(String[]::new);
    }

    // ---- copies ----

    @Test
    void aMessageHasACopyForEachDomain() throws Exception {
        relay(null).onMail(GivenMail.of(Optional.of("ana"), Set.of(), recipientsInDomains(10)));

        assertThat(queue.mails).hasSize(10);
    }

    @Test
    void butNoMoreThanTheQueueIsToHold() {
        assertThatThrownBy(
                        () -> relay(null).onMail(GivenMail.of(Optional.of("ana"), Set.of(), recipientsInDomains(11))))
                .isInstanceOfSatisfying(MailRejectedException.class, refused -> assertThat(refused.reply())
                        .hasToString("552 5.3.4 Too large for recipients in 11 domains: send it to fewer at a time"));
        assertThat(queue.mails).isEmpty();
    }

    /** 198.51.100.0/24 is in valija.dkim.networks. */
    @ParameterizedTest
    @CsvSource({
        "ana, 192.0.2.1,    USER",
        ",    192.0.2.1,    STRANGER",
        ",    198.51.100.7, NETWORK",
        "ana, 198.51.100.7, USER"
    })
    void theQueueKnowsWhoHasGivenUsTheMessage(String user, String address, Submitter submitter) throws Exception {
        relay(null)
                .onMail(GivenMail.of(Optional.ofNullable(user), Set.of(), "luis@b.test")
                        .at(address));

        assertThat(queue.mails).extracting(mail -> mail.terms().submitter()).containsExactly(submitter);
        assertThat(queue.mails).extracting(mail -> mail.terms().user()).containsExactly(Optional.ofNullable(user));
    }

    @Test
    void recipientsInOneDomainShareACopy() throws Exception {
        String[] recipients =
                IntStream.range(0, 50).mapToObj(i -> "luis" + i + "@b.test").toArray(String[]::new);
        relay(null).onMail(GivenMail.of(Optional.of("ana"), Set.of(), recipients));

        assertThat(queue.mails).hasSize(1);
    }

    // ---- the postmaster ----

    @ParameterizedTest
    @CsvSource({"jefa@otra.example, 1, 0", ", 0, 1", "postmaster@ejemplo.com, 0, 1"})
    void mailForOurPostmasterGoesToWhoIsNamedUnlessThatIsOurselves(String named, int queued, int kept)
            throws Exception {
        relay(named).onMail(GivenMail.of(Optional.empty(), Set.of(), "postmaster@ejemplo.com"));

        assertThat(queue.mails).hasSize(queued);
        assertThat(sandbox.sources).hasSize(kept);
    }

    // ---- reports ----

    /** The reverse-path is ana@ejemplo.com, whom a stranger's mail may reach only where a rule relays to her. */
    @ParameterizedTest
    @CsvSource({", b.test, false", "ana, b.test, true", ", ejemplo.com, true"})
    void onlyWhoMaySendToTheReversePathHasAReportSentThere(String user, String relayedTo, boolean heeded)
            throws Exception {
        policy.close();
        relayTo(relayedTo);
        GivenMail mail = GivenMail.of(Optional.ofNullable(user), Set.of(Event.SUCCESS, Event.FAILURE), "luis@b.test");

        relay(null).onMail(mail);
        Set<Event> asked = queue.mails
                .get(0)
                .envelope()
                .options(MailAddress.parse("luis@b.test"))
                .notifications()
                .orElseThrow();
        assertThat(asked.contains(Event.SUCCESS)).isEqualTo(heeded);
        assertThat(asked).contains(Event.FAILURE);

        queue.mails.clear();
        new BeanDeliveryNotifier(new Notifications(queue, settings(null), Clock.systemUTC())).delivered(mail);
        assertThat(queue.mails).hasSize(heeded ? 1 : 0);
    }

    /** RFC 2852: whatever else a deadline does, it has us write to the reverse-path only for whom we would do so anyway. */
    @ParameterizedTest
    @CsvSource({"NOTIFY, , false", "NOTIFY, ana, true", "RETURN, ana, true"})
    void soItIsForReportsOnADeadline(DeliverBy.Mode mode, String user, boolean heeded) throws Exception {
        DeliverBy by = new DeliverBy(GivenMail.RECEIVED.plusSeconds(600), mode, true);
        relay(null)
                .onMail(GivenMail.of(Optional.ofNullable(user), Set.of(), "luis@b.test")
                        .deliverBy(by));

        QueuedMail queued = queue.mails.get(0);
        assertThat(queued.options().deliverBy()).contains(new DeliverBy(by.deadline(), mode, heeded));
        assertThat(queued.isLate(by.deadline())).isEqualTo(heeded);
    }

    /** Where the next hop knows no deadlines it would come back, with all its content, to whomever a stranger names. */
    @ParameterizedTest
    @CsvSource({", b.test, false", "ana, b.test, true", ", ejemplo.com, true"})
    void onlyWhoMaySendToTheReversePathMayHaveAMessageReturnedThere(String user, String relayedTo, boolean taken)
            throws Exception {
        policy.close();
        relayTo(relayedTo);
        DeliverBy by = new DeliverBy(GivenMail.RECEIVED.plusSeconds(600), DeliverBy.Mode.RETURN, false);
        GivenMail mail = GivenMail.of(Optional.ofNullable(user), Set.of(Event.FAILURE), "luis@b.test")
                .deliverBy(by);

        if (taken) {
            relay(null).onMail(mail);
            assertThat(queue.mails.get(0).options().deliverBy()).contains(by);
        } else {
            assertThatThrownBy(() -> relay(null).onMail(mail))
                    .isInstanceOfSatisfying(MailRejectedException.class, refused -> assertThat(refused.reply())
                            .hasToString("550 5.7.1 BY=...;R is for clients that have logged in, or may relay to the"
                                    + " reverse-path: send it with N, or without BY"));
            assertThat(queue.mails).isEmpty();
        }
    }

    /** Nobody is told of it, whatever becomes of it; so the wish harms nobody. */
    @Test
    void whatCanNotComeBackMayHaveADeadline() throws Exception {
        DeliverBy by = new DeliverBy(GivenMail.RECEIVED.plusSeconds(600), DeliverBy.Mode.RETURN, true);
        relay(null)
                .onMail(GivenMail.of(Optional.empty(), Set.of(), "luis@b.test")
                        .deliverBy(by)
                        .withoutReversePath());

        QueuedMail queued = queue.mails.get(0);
        assertThat(queued.options().deliverBy()).contains(by.withoutTrace());
        assertThat(queued.isLate(by.deadline())).isTrue();
    }

    @Test
    void aDeadlineOfAStrangersKeepsNoMailFromOurPostmaster() throws Exception {
        DeliverBy by = new DeliverBy(GivenMail.RECEIVED.plusSeconds(600), DeliverBy.Mode.RETURN, false);
        relay(null)
                .onMail(GivenMail.of(Optional.empty(), Set.of(), "postmaster@ejemplo.com")
                        .deliverBy(by));

        assertThat(sandbox.sources).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SUCCESS", "FAILURE,DELAY", "SUCCESS,FAILURE,DELAY"})
    void allElseThatAStrangerAsksForIsPassedOn(String events) throws Exception {
        Set<Event> asked = Arrays.stream(events.split(",")).map(Event::valueOf).collect(Collectors.toSet());
        relay(null).onMail(GivenMail.of(Optional.empty(), asked, "luis@b.test"));

        asked.remove(Event.SUCCESS);
        assertThat(queue.mails
                        .get(0)
                        .envelope()
                        .options(MailAddress.parse("luis@b.test"))
                        .notifications())
                .contains(asked);
    }
}
