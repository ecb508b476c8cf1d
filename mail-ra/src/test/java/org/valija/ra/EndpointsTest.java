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
import org.valija.MailAddress;

class EndpointsTest {

    private static final Client STRANGER = client("relay", null);
    private static final Client USER = client("submission", "robot");

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
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Nobody(true));
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
        assertThat(nobody("x@one").domainIsLocal()).isTrue();
        assertThat(nobody("x@four").domainIsLocal()).isFalse();
        assertThat(nobody("x@three").domainIsLocal()).isFalse();
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
        assertThat(nobody("x@b").domainIsLocal()).isTrue();
        now = now.plus(GonePatterns.REMEMBERED).minusSeconds(1);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Missed(true));
        now = now.plusSeconds(1);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Nobody(true));
        endpoints.activate(factory, spec("a@b").selection());
        assertThat(takers(STRANGER, "a@b")).containsExactly(factory);
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
        endpoints.deactivate(activate("gone@b"));
        now = now.plus(GonePatterns.REMEMBERED);
        List<KnownPattern> lastRun = List.copyOf(kept);
        endpoints = create();
        endpoints.restore(lastRun);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Away());
        assertThat(endpoints.find(USER, address("c@d"))).isEqualTo(new Taker.Away());
        assertThat(endpoints.find(STRANGER, address("c@d"))).isEqualTo(new Taker.Nobody(true));
        MessageEndpointFactory all = activate("*");
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Away());
        MessageEndpointFactory again = activate("a@b");
        assertThat(takers(STRANGER, "a@b")).containsExactly(again);
        now = now.plus(GonePatterns.HIDING);
        assertThat(takers(STRANGER, "gone@b")).containsExactly(all);
    }

    @Test
    void remembersABoundedNumberOfPatterns() throws Exception {
        for (int i = 0; i <= GonePatterns.MAX; i++) {
            endpoints.deactivate(activate("a@d" + i));
        }
        assertThat(endpoints.find(STRANGER, address("a@d0"))).isEqualTo(new Taker.Nobody(false));
        assertThat(endpoints.find(STRANGER, address("a@d1"))).isEqualTo(new Taker.Away());
        assertThat(endpoints.find(STRANGER, address("a@d" + GonePatterns.MAX))).isEqualTo(new Taker.Away());
    }

    @Test
    void theRelayHasNoRecipientsOfItsOwn() throws Exception {
        MailActivationSpec spec = new MailActivationSpec();
        spec.setRelay("true");
        MessageEndpointFactory relay = activate(spec);
        assertThat(endpoints.relay().map(Endpoint::factory)).contains(relay);
        assertThat(endpoints.find(STRANGER, address("a@b"))).isEqualTo(new Taker.Nobody(false));
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
                InetSocketAddress.createUnresolved("client.test", 1),
                Optional.empty(),
                Optional.empty(),
                Optional.ofNullable(user));
    }
}
