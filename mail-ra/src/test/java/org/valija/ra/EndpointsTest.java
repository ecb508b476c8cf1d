package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.MailAddress;

class EndpointsTest {

    private static final Client STRANGER = client("relay", null);
    private static final Client USER = client("submission", "robot");

    private static final Taker NO_SUCH = new Taker.Nobody(true, Replies.NO_SUCH_RECIPIENT);
    private static final Taker WAITED_FOR = new Taker.Nobody(true, Replies.RECIPIENT_AWAY);
    private static final Taker FOREIGN = new Taker.Nobody(false, Replies.RELAYING_DENIED);

    private final List<KnownPattern> kept = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-23T12:00:00Z");
    private Endpoints endpoints = create();

    private Endpoints create() {
        InstantSource clock = () -> now;
        return new Endpoints(clock.withZone(ZoneOffset.UTC), patterns -> {
            kept.clear();
            kept.addAll(patterns);
        });
    }

    @Test
    void theMostSpecificPatternWins() throws Exception {
        MessageEndpointFactory all = activate("*");
        MessageEndpointFactory com = activate("*@*.com");
        MessageEndpointFactory sub = activate("*@*.ejemplo.com");
        MessageEndpointFactory domain = activate("*@ejemplo.com");
        MessageEndpointFactory address = activate("soporte@ejemplo.com");
        assertThat(takers(STRANGER, "soporte@ejemplo.com")).containsExactly(address);
        assertThat(takers(STRANGER, "other@ejemplo.com")).containsExactly(domain);
        assertThat(takers(STRANGER, "other@x.ejemplo.com")).containsExactly(sub);
        assertThat(takers(STRANGER, "other@example.com")).containsExactly(com);
        assertThat(takers(STRANGER, "other@example.org")).containsExactly(all);
    }

    @Test
    void equalPatternsShareTheRecipient() throws Exception {
        MessageEndpointFactory one = activate("a@b");
        MessageEndpointFactory two = activate("x@y, A@B");
        assertThat(takers(STRANGER, "a@b")).containsExactlyInAnyOrder(one, two);
    }

    @Test
    void beansHearOnlyTheirListeners() throws Exception {
        MailActivationSpec spec = spec("a@b");
        spec.setListeners("submission");
        MessageEndpointFactory submission = activate(spec);
        assertThat(takers(USER, "a@b")).containsExactly(submission);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(NO_SUCH);
        MessageEndpointFactory all = activate("*@b");
        assertThat(takers(STRANGER, "a@b")).containsExactly(all);
    }

    @Test
    void whoMustLogInIsToldSo() throws Exception {
        activate("*");
        MailActivationSpec spec = spec("a@b");
        spec.setAuthenticatedOnly("true");
        MessageEndpointFactory known = activate(spec);
        assertThat(takers(USER, "a@b")).containsExactly(known);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.AfterLogin());
    }

    @Test
    void tellsLocalDomainsFromOthers() throws Exception {
        activate("a@one, *@two, *@*.three");
        assertThat(nobody("x@one")).isEqualTo(NO_SUCH);
        assertThat(nobody("x@four")).isEqualTo(FOREIGN);
        assertThat(nobody("x@three")).isEqualTo(FOREIGN);
        activate("*");
        assertThat(takers(STRANGER, "x@four")).hasSize(1);
    }

    @Test
    void aBeanThatWentAwayIsAwayNotUnknown() throws Exception {
        MessageEndpointFactory factory = activate("a@b, *@c");
        endpoints.deactivate(factory);
        endpoints.deactivate(factory);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Away());
        assertThat(endpoints.find(STRANGER, address("x@c"))).isEqualTo(new Taker.Away());
        now = now.plus(GonePatterns.REMEMBERED).minusSeconds(1);
        assertThat(nobody("a@b")).isEqualTo(WAITED_FOR);
        now = now.plusSeconds(1);
        assertThat(nobody("a@b")).isEqualTo(FOREIGN);
        endpoints.activate(factory, spec("a@b").selection());
        assertThat(takers(STRANGER, "a@b")).containsExactly(factory);
    }

    /** Mail for the others of a domain is put off at first, and may be relayed later: the domain may never have been ours. */
    @Test
    void aDomainIsNoLongerLocalWhenItsLastBeanHasGone() throws Exception {
        MessageEndpointFactory trial = activate("demo@gmail.example, *@*.trial.example");
        assertThat(nobody("ana@gmail.example")).isEqualTo(NO_SUCH);
        endpoints.deactivate(trial);
        assertThat(nobody("ana@gmail.example")).isEqualTo(WAITED_FOR);
        assertThat(endpoints.receiveInDomainOf(address("postmaster@gmail.example")))
                .isTrue();
        now = now.plus(GonePatterns.HIDING);
        assertThat(nobody("ana@gmail.example")).isEqualTo(new Taker.Nobody(false, Replies.RECIPIENT_AWAY));
        assertThat(nobody("demo@gmail.example")).isEqualTo(WAITED_FOR);
        assertThat(endpoints.receiveInDomainOf(address("postmaster@gmail.example")))
                .isFalse();
        activate("elsewhere@gmail.example");
        assertThat(nobody("ana@gmail.example")).isEqualTo(NO_SUCH);
    }

    @Test
    void whatWentTooLongAgoIsNotKept() throws Exception {
        endpoints.deactivate(activate("demo@gmail.example"));
        now = now.plus(GonePatterns.REMEMBERED).minusSeconds(1);
        activate("a@b");
        assertThat(patternsKept()).containsExactly("demo@gmail.example", "a@b");
        now = now.plusSeconds(1);
        assertThat(nobody("ana@gmail.example")).isEqualTo(FOREIGN);
        List<KnownPattern> lastRun = List.copyOf(kept);
        activate("c@d");
        assertThat(patternsKept()).containsExactlyInAnyOrder("a@b", "c@d");
        endpoints = create();
        endpoints.restore(lastRun, now);
        assertThat(nobody("ana@gmail.example")).isEqualTo(FOREIGN);
    }

    private List<String> patternsKept() {
        return kept.stream().map(known -> known.pattern().toString()).toList();
    }

    @Test
    void aRedeploymentSendsNothingToTheCatchAll() throws Exception {
        MessageEndpointFactory all = activate("*");
        MessageEndpointFactory redeployed = activate("a@b");
        endpoints.deactivate(redeployed);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Away());
        now = now.plus(GonePatterns.HIDING);
        assertThat(takers(STRANGER, "a@b")).containsExactly(all);
    }

    @Test
    void aPatternThatAnotherBeanStillHasIsNotAway() throws Exception {
        MessageEndpointFactory one = activate("a@b");
        MessageEndpointFactory two = activate("a@b");
        endpoints.deactivate(one);
        assertThat(takers(STRANGER, "a@b")).containsExactly(two);
    }

    /** The ports may be open before the applications are there. */
    @Test
    void afterARestartTheBeansOfTheLastRunAreAway() throws Exception {
        MailActivationSpec submission = spec("c@d");
        submission.setListeners("submission");
        activate(submission);
        activate("a@b");
        restart(now);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Away());
        assertThat(endpoints.find(USER, address("c@d"))).isEqualTo(new Taker.Away());
        assertThat(endpoints.find(STRANGER, address("c@d"))).isEqualTo(WAITED_FOR);
        assertThat(nobody("other@b")).isEqualTo(WAITED_FOR);
        activate("*");
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Away());
        MessageEndpointFactory again = activate("a@b");
        assertThat(takers(STRANGER, "a@b")).containsExactly(again);
    }

    /** A server that stops takes its beans away, one after the other. */
    @Test
    void afterAnOrderlyStopTheBeansAreAwayTooHoweverLongItWas() throws Exception {
        MessageEndpointFactory stopped = activate("a@b");
        endpoints.deactivate(stopped);
        Instant stop = now;
        now = now.plus(GonePatterns.HIDING).plusSeconds(1);
        restart(stop);
        activate("*");
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Away());
    }

    @Test
    void whatHadGoneLongBeforeARestartHidesNobody() throws Exception {
        endpoints.deactivate(activate("gone@b"));
        now = now.plus(GonePatterns.HIDING);
        activate("a@b");
        restart(now);
        MessageEndpointFactory all = activate("*");
        assertThat(takers(STRANGER, "gone@b")).containsExactly(all);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Away());
    }

    private void restart(Instant saved) {
        List<KnownPattern> lastRun = List.copyOf(kept);
        endpoints = create();
        endpoints.restore(lastRun, saved);
    }

    @Test
    void remembersABoundedNumberOfPatterns() throws Exception {
        for (int i = 0; i <= GonePatterns.MAX; i++) {
            endpoints.deactivate(activate("a@d" + i));
        }
        assertThat(endpoints.find(STRANGER, address("a@d0"))).isEqualTo(FOREIGN);
        assertThat(endpoints.find(STRANGER, address("a@d1"))).isEqualTo(new Taker.Away());
        assertThat(endpoints.find(STRANGER, address("a@d" + GonePatterns.MAX))).isEqualTo(new Taker.Away());
    }

    @Test
    void theRelayHasNoRecipientsOfItsOwn() throws Exception {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRelay("true");
        MessageEndpointFactory relay = activate(spec);
        assertThat(endpoints.relay().map(Endpoint::factory)).contains(relay);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(FOREIGN);
        endpoints.deactivate(relay);
        assertThat(endpoints.relay()).isEmpty();
    }

    private List<MessageEndpointFactory> takers(Client client, String recipient) {
        Taker.Beans beans = (Taker.Beans) endpoints.find(client, address(recipient));
        return beans.endpoints().stream().map(Endpoint::factory).toList();
    }

    private Taker.Nobody nobody(String recipient) {
        return (Taker.Nobody) endpoints.find(STRANGER, address(recipient));
    }

    private MessageEndpointFactory activate(String recipients) throws InvalidPropertyException {
        return activate(spec(recipients));
    }

    private MessageEndpointFactory activate(MailActivationSpec spec) throws InvalidPropertyException {
        MessageEndpointFactory factory = new BeanFactory(mail -> {});
        endpoints.activate(factory, spec.selection());
        return factory;
    }

    private static MailActivationSpec spec(String recipients) {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRecipients(recipients);
        return spec;
    }

    private static MailAddress address(String text) {
        return MailAddress.parse(text);
    }

    private static Client client(String listener, String user) {
        return new Client(
                listener,
                ListenerKind.RELAY,
                InetSocketAddress.createUnresolved("client.test", 1),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(user));
    }
}
