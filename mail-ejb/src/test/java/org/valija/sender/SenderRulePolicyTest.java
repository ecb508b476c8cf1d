package org.valija.sender;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.settings.InvalidSettingException;

class SenderRulePolicyTest {

    private final SenderRulePolicy policy = new SenderRulePolicy();

    @ParameterizedTest
    @CsvSource({
        "ana@ejemplo.com, ana@ejemplo.com, true",
        "ana@ejemplo.com, ANA@EJEMPLO.com, true",
        "ana@ejemplo.com, luis@ejemplo.com, false",
        "ana@ejemplo.com, ana@otra.example, false",
        "ana@ejemplo.com, ana@sub.ejemplo.com, false",
        "ana@ñandú.cl, ana@xn--and-6ma2c.cl, true",
        "ana, ana@ejemplo.com, false",
    })
    void withoutRulesEverybodySendsAsHimself(String user, String sender, boolean allowed) {
        assertThat(mayBe(user, Set.of("mail-user"), sender)).isEqualTo(allowed);
    }

    @Test
    void anyoneMaySendNotifications() {
        assertThat(policy.refusal(client("ana"), Set.of(), Optional.empty())).isEmpty();
    }

    @Test
    void theRefusalIsTheOneOfTheRfc() {
        assertThat(policy.refusal(client("ana"), Set.of(), Optional.of(MailAddress.parse("luis@ejemplo.com"))))
                .contains(SenderRulePolicy.NOT_YOURS);
    }

    @Test
    void theFirstRuleForTheUserDecides() {
        publish(
                rule("robot", null, "avisos@ejemplo.com"),
                rule(null, "ventas", "{user}@ejemplo.com", "ventas@ejemplo.com"),
                rule(null, "jefes", "*.ejemplo.com", "ejemplo.com"));
        assertThat(mayBe("robot", Set.of("jefes"), "avisos@ejemplo.com")).isTrue();
        assertThat(mayBe("robot", Set.of("jefes"), "otro@ejemplo.com")).isFalse();
        assertThat(mayBe("ana", Set.of("ventas"), "ana@ejemplo.com")).isTrue();
        assertThat(mayBe("ana", Set.of("ventas"), "ventas@ejemplo.com")).isTrue();
        assertThat(mayBe("ana", Set.of("ventas"), "luis@ejemplo.com")).isFalse();
        assertThat(mayBe("eva", Set.of("jefes"), "luis@mx.ejemplo.com")).isTrue();
        assertThat(mayBe("eva@ejemplo.org", Set.of(), "eva@ejemplo.org")).isTrue();
    }

    @Test
    void anOlderRevisionChangesNothing() {
        policy.prepare(2, List.of(rule(null, null, "*"))).run();
        policy.prepare(1, List.of()).run();
        assertThat(mayBe("ana", Set.of(), "luis@ejemplo.com")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@",
                "ana@",
                "a b",
                "\"ana maria\"@ejemplo.com",
                "ana@ejemplo.com\t",
                "{user}@",
                "{role}@ejemplo.com",
                "*@ejemplo.com",
                "192.0.2.1"
            })
    void whatIsNoSenderIsRefused(String sender) {
        assertThatThrownBy(() -> SenderRuleChecks.check(rule("ana", null, sender)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining(sender);
    }

    @Test
    void whatIsKeptComesBack() {
        SenderRule rule = rule("ana", null, "ana@ejemplo.com", "\"a..b\"@ejemplo.com", "*.ventas.example");
        SenderRuleChecks.check(rule);
        assertThat(SenderRuleEntity.of(rule).toRule().senders()).isEqualTo(rule.senders());
    }

    /** Rules of an older version, or written into the table by hand. */
    @Test
    void aRuleThatCanNotBeReadStopsNobodyElse() {
        publish(rule("robot", null, "\"ana", "maria\"@ejemplo.com", "robot@ejemplo.com"), rule(null, null, "*"));

        assertThat(mayBe("robot", Set.of(), "robot@ejemplo.com")).isTrue();
        assertThat(mayBe("robot", Set.of(), "maria@ejemplo.com")).isFalse();
        assertThat(mayBe("ana", Set.of(), "luis@ejemplo.com")).isTrue();
    }

    @Test
    void aRuleWithoutSendersIsRefused() {
        assertThatThrownBy(() -> SenderRuleChecks.check(rule("ana", null))).isInstanceOf(InvalidSettingException.class);
    }

    private void publish(SenderRule... rules) {
        policy.prepare(1, List.of(rules)).run();
    }

    private static SenderRule rule(String user, String role, String... senders) {
        return new SenderRule(0, Optional.ofNullable(user), Optional.ofNullable(role), List.of(senders));
    }

    private boolean mayBe(String user, Set<String> roles, String sender) {
        return policy.refusal(client(user), roles, Optional.of(MailAddress.parse(sender)))
                .isEmpty();
    }

    private static Client client(String user) {
        return new Client(
                "submission",
                ListenerKind.RELAY,
                new InetSocketAddress("192.0.2.1", 4711),
                Optional.of("client.example"),
                Optional.empty(),
                Optional.of(user));
    }
}
