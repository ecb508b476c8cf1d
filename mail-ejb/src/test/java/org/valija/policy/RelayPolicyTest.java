package org.valija.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.policy.RelayRule.Action;
import org.valija.spi.SessionPolicy;
import org.valija.spi.SessionPolicy.Accept;
import org.valija.spi.SessionPolicy.RecipientDecision;
import org.valija.spi.SessionPolicy.Refuse;
import org.valija.spi.SessionPolicy.Relay;

class RelayPolicyTest {

    static final Client STRANGER = client("relay", "203.0.113.9", null);
    private static final MailAddress RECIPIENT = MailAddress.parse("ana@ejemplo.com");

    private final RelayPolicy policy =
            new RelayPolicy(address -> address.localPart().equals("tlsrpt"));

    @Test
    void whatIsForThisServerItselfIsTakenWhateverTheRulesSay() {
        policy.prepare(1, List.of(rule(null, null, null, null, null, Action.REFUSE, "No")))
                .run();

        assertThat(policy.recipient(
                                client("relay", "203.0.113.9", null),
                                Optional.empty(),
                                MailAddress.parse("tlsrpt@y.org"))
                        .toCompletableFuture()
                        .join())
                .isInstanceOf(SessionPolicy.Own.class);
    }

    /** listener | network | authenticated | sender domain | recipient domain: the conditions of a rule that relays. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // conditions                              | client                     | reverse-path  | recipient
                //  | relayed
                "        |             |      |         |         | relay 203.0.113.9          | a@x.org       | b@y.org         | true",
                "relay   |             |      |         |         | relay 203.0.113.9          | a@x.org       | b@y.org         | true",
                "relay   |             |      |         |         | submission 203.0.113.9     | a@x.org       | b@y.org         | false",
                "        | 10.0.0.0/8  |      |         |         | relay 10.1.2.3             | a@x.org       | b@y.org         | true",
                "        | 10.0.0.0/8  |      |         |         | relay 11.1.2.3             | a@x.org       | b@y.org         | false",
                "        |             | true |         |         | submission 1.2.3.4 robot   | a@x.org       | b@y.org         | true",
                "        |             | true |         |         | submission 1.2.3.4         | a@x.org       | b@y.org         | false",
                "        |             | false|         |         | relay 1.2.3.4              | a@x.org       | b@y.org         | true",
                "        |             | false|         |         | relay 1.2.3.4 robot        | a@x.org       | b@y.org         | false",
                "        |             |      | x.org   |         | relay 1.2.3.4              | a@x.org       | b@y.org         | true",
                "        |             |      | x.org   |         | relay 1.2.3.4              | a@w.org       | b@y.org         | false",
                "        |             |      | x.org   |         | relay 1.2.3.4              |               | b@y.org         | false",
                "        |             |      | <>      |         | relay 1.2.3.4              |               | b@y.org         | true",
                "        |             |      | <>      |         | relay 1.2.3.4              | a@x.org       | b@y.org         | false",
                "        |             |      | *.x.org |         | relay 1.2.3.4              | a@b.x.org     | b@y.org         | true",
                "        |             |      |         | y.org   | relay 1.2.3.4              | a@x.org       | b@Y.org         | true",
                "        |             |      |         | y.org   | relay 1.2.3.4              | a@x.org       | b@z.y.org       | false",
                "        |             |      |         | *.y.org | relay 1.2.3.4              | a@x.org       | b@z.y.org       | true",
                "relay   | 10.0.0.0/8  | true | x.org   | y.org   | relay 10.0.0.1 robot       | a@x.org       | b@y.org         | true",
                "relay   | 10.0.0.0/8  | true | x.org   | y.org   | relay 10.0.0.1 robot       | a@x.org       | b@z.org         | false"
            })
    void aRuleHoldsWhenAllItsConditionsHold(
            String listener,
            String network,
            Boolean authenticated,
            String senderDomain,
            String recipientDomain,
            String client,
            String reversePath,
            String recipient,
            boolean relayed) {
        policy.prepare(
                        1,
                        List.of(rule(
                                listener, network, authenticated, senderDomain, recipientDomain, Action.RELAY, null)))
                .run();
        String[] parts = client.split(" ");

        RecipientDecision decision = policy.recipient(
                        client(parts[0], parts[1], parts.length > 2 ? parts[2] : null),
                        Optional.ofNullable(reversePath).map(MailAddress::parse),
                        MailAddress.parse(recipient))
                .toCompletableFuture()
                .join();

        assertThat(decision).isEqualTo(relayed ? new Relay(recipientDomain != null) : new Accept());
    }

    /** The conditions of a rule that relays, and what it comes to for an LMTP client, which has logged in. */
    @ParameterizedTest
    @CsvSource({
        ",      10.0.0.0/8, , false",
        ",      ,       true, false",
        ",      ,           , false",
        "relay, ,           , true",
        "relay, 10.0.0.0/8, , true",
        "other, ,           , false"
    })
    void finalDeliveryRelaysOnlyByARuleThatNamesTheListener(
            String listener, String network, Boolean authenticated, boolean relayed) {
        RelayRule refuse = rule(listener, network, authenticated, null, "refused.org", Action.REFUSE, "Not there");
        RelayRule relay = rule(listener, network, authenticated, null, null, Action.RELAY, null);
        policy.prepare(1, List.of(refuse, relay)).run();
        Client lmtp = client("relay", ListenerKind.LMTP, "10.0.0.1", "robot");

        assertThat(decide(lmtp)).isEqualTo(relayed ? new Relay(false) : new Accept());
        if (!"other".equals(listener)) {
            assertThat(decide(client("relay", "10.0.0.1", "robot"))).isEqualTo(new Relay(false));
            assertThat(decide(lmtp, MailAddress.parse("x@refused.org")))
                    .isEqualTo(new Refuse(Reply.of(550, "5.7.1", "Not there")));
        }
    }

    /** What follows a rule that relays, and is not meant for LMTP. */
    @Test
    void whatIsNotMeantForFinalDeliveryHoldsUpNoOtherRule() {
        RelayRule relayAll = rule(null, null, null, null, null, Action.RELAY, null);
        RelayRule refuse = rule(null, null, null, null, "refused.org", Action.REFUSE, "Not there");
        RelayRule relayHere = rule("relay", null, null, null, null, Action.RELAY, null);
        RelayRule closed = rule(null, "10.0.0.0/8", null, null, null, Action.REFUSE, "Closed");
        Client lmtp = client("relay", ListenerKind.LMTP, "10.0.0.1", null);

        policy.prepare(1, List.of(relayAll, refuse, relayHere)).run();
        assertThat(decide(lmtp, MailAddress.parse("x@refused.org")))
                .isEqualTo(new Refuse(Reply.of(550, "5.7.1", "Not there")));
        assertThat(decide(lmtp)).isEqualTo(new Relay(false));
        policy.prepare(2, List.of(relayAll, closed)).run();
        assertThat(atConnect(lmtp)).contains("554 5.7.1 Closed");
        assertThat(decide(lmtp)).isEqualTo(new Refuse(Reply.of(550, "5.7.1", "Closed")));
        assertThat(atConnect(client("relay", "10.0.0.1", null))).isEmpty();
    }

    @Test
    void theFirstRuleThatHoldsDecides() {
        RelayRule refuse = rule(null, null, null, null, "ejemplo.com", Action.REFUSE, "Not here");
        RelayRule accept = rule(null, null, null, null, "ejemplo.com", Action.ACCEPT, null);
        RelayRule relayAll = rule(null, null, null, null, null, Action.RELAY, null);

        policy.prepare(1, List.of(refuse, relayAll)).run();
        assertThat(decide(STRANGER)).isEqualTo(new Refuse(Reply.of(550, "5.7.1", "Not here")));
        policy.prepare(2, List.of(accept, relayAll)).run();
        assertThat(decide(STRANGER)).isEqualTo(new Accept());
        policy.prepare(3, List.of(relayAll, refuse)).run();
        assertThat(decide(STRANGER)).isEqualTo(new Relay(false));
    }

    @Test
    void withoutRulesNothingIsRelayedAndEveryoneMayConnect() {
        assertThat(decide(STRANGER)).isEqualTo(new Accept());
        assertThat(policy.connect(STRANGER).toCompletableFuture().join()).isEqualTo(new Accept());
    }

    /** The rules' conditions: listener, network, and what is known later only; + relays, - refuses. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "- relay   |            |       | 521 5.3.2 Closed",
                "- other   |            |       |",
                "- relay   | 203.0.0.0/8|       | 554 5.7.1 Closed",
                "-         | 10.0.0.0/8 |       |",
                "- relay   |            | x.org |",
                "-         |            |       | 521 5.3.2 Closed"
            })
    void whoWouldBeRefusedAtEveryRecipientIsRefusedAtConnect(
            String rule, String network, String senderDomain, String reply) {
        String listener = rule.length() > 1 ? rule.substring(2) : null;
        policy.prepare(1, List.of(rule(listener, network, null, senderDomain, null, Action.REFUSE, "Closed")))
                .run();
        assertThat(atConnect()).isEqualTo(Optional.ofNullable(reply));
    }

    @Test
    void aRuleThatMayTakeARecipientLetsTheClientAsk() {
        RelayRule refuseAll = rule(null, null, null, null, null, Action.REFUSE, "Closed");
        policy.prepare(1, List.of(rule(null, null, true, null, null, Action.RELAY, null), refuseAll))
                .run();
        assertThat(atConnect()).isEmpty();
        policy.prepare(2, List.of(rule("other", null, true, null, null, Action.RELAY, null), refuseAll))
                .run();
        assertThat(atConnect()).contains("521 5.3.2 Closed");
        policy.prepare(3, List.of(rule(null, null, null, "x.org", null, Action.REFUSE, "Not x"), refuseAll))
                .run();
        assertThat(atConnect()).contains("521 5.3.2 Closed");
    }

    private Optional<String> atConnect() {
        return atConnect(STRANGER);
    }

    private Optional<String> atConnect(Client client) {
        return policy.connect(client).toCompletableFuture().join() instanceof Refuse refuse
                ? Optional.of(refuse.reply().toString())
                : Optional.empty();
    }

    @Test
    void anOlderChangeThatArrivesLateIsPassedOver() {
        policy.prepare(5, List.of()).run();
        policy.prepare(4, List.of(rule(null, null, null, null, null, Action.RELAY, null)))
                .run();

        assertThat(decide(STRANGER)).isEqualTo(new Accept());
    }

    @Test
    void theFirstStartRelaysForUsersAndListedNetworksOnly() {
        policy.prepare(1, DefaultRelayRules.create("10.0.0.0/8, 2001:db8::/32")).run();

        assertThat(decide(STRANGER)).isEqualTo(new Accept());
        assertThat(decide(client("submission", "203.0.113.9", "robot"))).isEqualTo(new Relay(false));
        assertThat(decide(client("relay", "10.9.9.9", null))).isEqualTo(new Relay(false));
        assertThat(decide(client("relay", "2001:db8::7", null))).isEqualTo(new Relay(false));
        assertThat(DefaultRelayRules.create("")).hasSize(1);
    }

    private RecipientDecision decide(Client client) {
        return decide(client, RECIPIENT);
    }

    private RecipientDecision decide(Client client, MailAddress recipient) {
        return policy.recipient(client, Optional.of(MailAddress.parse("x@otro.org")), recipient)
                .toCompletableFuture()
                .join();
    }

    private static Client client(String listener, String address, String user) {
        return client(listener, ListenerKind.RELAY, address, user);
    }

    private static Client client(String listener, ListenerKind kind, String address, String user) {
        return new Client(
                listener,
                kind,
                new InetSocketAddress(address, 40000),
                Optional.of("client"),
                Optional.empty(),
                Optional.ofNullable(user));
    }

    static RelayRule rule(
            String listener,
            String network,
            Boolean authenticated,
            String senderDomain,
            String recipientDomain,
            Action action,
            String text) {
        return new RelayRule(
                0,
                Optional.ofNullable(listener),
                Optional.ofNullable(network),
                Optional.ofNullable(authenticated),
                Optional.ofNullable(senderDomain),
                Optional.ofNullable(recipientDomain),
                action,
                Optional.ofNullable(text));
    }
}
