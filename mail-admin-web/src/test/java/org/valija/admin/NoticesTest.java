package org.valija.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.valija.ListenerKind;
import org.valija.dkim.Algorithm;
import org.valija.dkim.DkimKey;
import org.valija.dkim.KeyRecord;
import org.valija.dkim.KeyState;
import org.valija.policy.RelayRule;
import org.valija.policy.RelayRule.Action;
import org.valija.settings.Listeners.Listener;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;
import org.valija.spi.TlsReport;

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
                arguments(RuleSentenceTest.rule(null, null, null, null, "*.com", Action.RELAY, null), true),
                arguments(RuleSentenceTest.rule(null, "10.0.0.0/8", null, null, "*.com", Action.RELAY, null), false),
                arguments(RuleSentenceTest.rule(null, null, null, null, "*.ejemplo.com", Action.RELAY, null), false),
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

    static Stream<Arguments> ends() {
        return Stream.of(
                arguments(15, null, null),
                arguments(13, Notice.Level.WARNING, "The certificate of a.example, b.example ends soon"),
                arguments(-1, Notice.Level.ERROR, "The certificate of a.example, b.example has ended"));
    }

    @ParameterizedTest
    @MethodSource("ends")
    void warnsOfTheEndOfACertificate(int days, Notice.Level level, String title) {
        Instant now = Instant.parse("2026-11-24T12:00:00Z");
        TlsReport tls = report(now.plus(Duration.ofDays(days)), List.of());
        assertThat(Notices.of(tls, now))
                .extracting(Notice::level, Notice::title, Notice::page)
                .isEqualTo(title == null ? List.of() : List.of(tuple(level, title, Notice.Page.PORTS)));
    }

    @ParameterizedTest
    @CsvSource({"ACTIVE, , true", "ACTIVE, 2026-11-29T12:00:00Z, false", "WAITING, , false", "RETIRED, , false"})
    void warnsOfAKeyThatSignsWhileNobodyHasSeenItsRecord(KeyState state, Instant seen, boolean warned) {
        DkimKey key = new DkimKey(
                1,
                "ejemplo.com",
                "uno",
                Algorithm.RSA,
                2048,
                state,
                Instant.EPOCH,
                Optional.ofNullable(seen),
                new KeyRecord("uno._domainkey.ejemplo.com", "v=DKIM1; p=AAAA"));

        assertThat(Notices.ofKeys(List.of(key)))
                .extracting(Notice::level, Notice::page)
                .isEqualTo(warned ? List.of(tuple(Notice.Level.WARNING, Notice.Page.DKIM)) : List.of());
    }

    @Test
    void saysWhichTlsFilesAreNotInUse() {
        Instant now = Instant.parse("2026-11-24T12:00:00Z");
        TlsReport tls = report(now.plus(Duration.ofDays(90)), List.of("Can't take keys from /x: it is broken."));
        assertThat(Notices.of(tls, now))
                .extracting(Notice::level, Notice::text)
                .containsExactly(tuple(Notice.Level.WARNING, "Can't take keys from /x: it is broken."));
    }

    private static TlsReport report(Instant end, List<String> problems) {
        TlsReport.Entry certificate =
                new TlsReport.Entry(List.of("a.example", "b.example"), "CN=CA", "EC", end, "/etc/a.pem", true);
        // An authority that has ended keeps nobody's mail away.
        TlsReport.Entry authority =
                new TlsReport.Entry(List.of("CN=Old"), "CN=Old", "RSA", Instant.EPOCH, "/etc/old.pem", false);
        return new TlsReport(List.of(certificate), List.of(authority), problems, Duration.ofDays(14));
    }

    private static Listener open(String name, ListenerKind kind) {
        return new Listener(
                new ListenerSettings(name, kind, "0.0.0.0", 25, true, 1024, 100),
                new ListenerStatus(name, ListenerStatus.State.OPEN, 25, 0, Optional.empty()));
    }
}
