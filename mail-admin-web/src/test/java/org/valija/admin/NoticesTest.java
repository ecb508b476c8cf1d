package org.valija.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.policy.RelayRule;
import org.valija.policy.RelayRule.Action;
import org.valija.settings.Listeners.Listener;
import org.valija.spi.ListenerKind;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;

class NoticesTest {

    private static final List<Listener> LISTENERS =
            List.of(open("relay", ListenerKind.RELAY), open("submission", ListenerKind.SUBMISSION));

    @Test
    void isQuietWhereNothingIsWrong() {
        RelayRule rule = RuleSentenceTest.rule(null, null, true, null, null, Action.RELAY, null);

        assertThat(Notices.of(LISTENERS, List.of(rule), false, 0)).isEmpty();
    }

    @Test
    void saysWhyAListenerIsNotOpen() {
        Listener failed = new Listener(
                open("relay", ListenerKind.RELAY).settings(),
                new ListenerStatus(
                        "relay", ListenerStatus.State.FAILED, 25, 0, Optional.of("Port 25 needs a privilege.")));

        assertThat(Notices.of(List.of(failed), List.of(), false, 0))
                .containsExactly(new Notice(
                        Notice.Level.ERROR,
                        "Listener relay is not open",
                        "Port 25 needs a privilege.",
                        Notice.Page.PORTS));
    }

    static Stream<Arguments> relayRules() {
        return Stream.of(
                arguments(RuleSentenceTest.rule(null, null, null, null, null, Action.RELAY, null), true),
                arguments(RuleSentenceTest.rule("relay", "0.0.0.0/0", null, null, null, Action.RELAY, null), true),
                arguments(RuleSentenceTest.rule(null, "::/0", false, null, null, Action.RELAY, null), true),
                arguments(RuleSentenceTest.rule(null, null, null, "ejemplo.com", null, Action.RELAY, null), true),
                arguments(RuleSentenceTest.rule(null, null, true, null, null, Action.RELAY, null), false),
                arguments(RuleSentenceTest.rule("submission", null, null, null, null, Action.RELAY, null), false),
                arguments(RuleSentenceTest.rule(null, "10.0.0.0/8", null, null, null, Action.RELAY, null), false),
                arguments(RuleSentenceTest.rule(null, null, null, null, "ejemplo.com", Action.RELAY, null), false),
                arguments(RuleSentenceTest.rule(null, null, null, null, null, Action.ACCEPT, null), false));
    }

    @ParameterizedTest
    @MethodSource("relayRules")
    void warnsOfAnOpenRelay(RelayRule rule, boolean open) {
        assertThat(Notices.of(LISTENERS, List.of(rule), false, 0))
                .extracting(Notice::title)
                .isEqualTo(open ? List.of("Open relay") : List.of());
    }

    @Test
    void saysThatNothingLeavesTheMachine() {
        assertThat(Notices.of(LISTENERS, List.of(), true, 0))
                .extracting(Notice::title)
                .containsExactly("Sandbox is on");
    }

    @ParameterizedTest
    @CsvSource({"1, A message waits", "2, 2 messages wait"})
    void tellsOfMailForThePostmasterAndWhereItIs(long messages, String sentence) {
        assertThat(Notices.of(LISTENERS, List.of(), false, messages))
                .singleElement()
                .satisfies(notice -> {
                    assertThat(notice.level()).isEqualTo(Notice.Level.WARNING);
                    assertThat(notice.text()).startsWith(sentence + " in the sandbox");
                    assertThat(notice.page().view()).isEqualTo("sandbox?postmaster=true");
                });
    }

    private static Listener open(String name, ListenerKind kind) {
        return new Listener(
                new ListenerSettings(name, kind, "0.0.0.0", 25, true, 1024, 100),
                new ListenerStatus(name, ListenerStatus.State.OPEN, 25, 0, Optional.empty()));
    }
}
