package org.valija.smtp.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExternalExchangeTest {

    private static final Instant UNTIL = Instant.parse("2027-01-01T00:00:00Z");

    private static SaslExchange exchange(String... names) {
        return SaslMechanism.EXTERNAL.begin(ChannelIdentity.of(List.of(names), UNTIL));
    }

    private static SaslStep respond(String actsFor, String... names) {
        return exchange(names).begin(Optional.of(actsFor.getBytes(StandardCharsets.UTF_8)));
    }

    private static SaslStep verify(String user) {
        return new SaslStep.Verify(new Proof.Channel(user, UNTIL));
    }

    @Test
    void theFirstNameIsTheUsersOwnUnlessHeSaysAnotherOfHis() {
        assertThat(respond("", "ana@a.example", "ana@b.example")).isEqualTo(verify("ana@a.example"));
        assertThat(respond("ana@a.example", "ana@a.example", "ana@b.example")).isEqualTo(verify("ana@a.example"));
        assertThat(respond("ana@b.example", "ana@a.example", "ana@b.example")).isEqualTo(verify("ana@b.example"));
    }

    @Test
    void asksWhereNothingCameWithTheCommand() {
        SaslExchange exchange = exchange("ana");
        assertThat(((SaslStep.Challenge) exchange.begin(Optional.empty())).octets())
                .isEmpty();
        assertThat(exchange.respond(new byte[0])).isEqualTo(verify("ana"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"luis", "ANA", "ana ", "dn:CN=ana", "u:ana"})
    void nobodyActsForAnother(String actsFor) {
        assertThat(respond(actsFor, "ana")).isInstanceOf(SaslStep.Wrong.class);
    }

    @Test
    void takesNoNulAndNothingBrokenFromTheClient() {
        assertThat(respond("ana\0", "ana")).isInstanceOf(SaslStep.Malformed.class);
        assertThat(exchange("ana").respond(new byte[] {(byte) 0xC3})).isInstanceOf(SaslStep.Malformed.class);
    }

    /** As for PLAIN: one name has one spelling, in the certificate and in what the client says. */
    @Test
    void preparesBothNames() {
        assertThat(respond("", "a\u00ADn\u0303a")).isEqualTo(verify("a\u00F1a"));
        assertThat(respond("an\u0303a", "a\u00F1a")).isEqualTo(verify("a\u00F1a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\u0007", "ana\u0000", "ana\r\nAUTH", "\u00AD", "\uE000"})
    void whatIsNoUsersNameIsNobody(String name) {
        assertThat(ChannelIdentity.of(List.of(name), UNTIL)).isEmpty();
        assertThat(ChannelIdentity.of(List.of("x".repeat(256)), UNTIL)).isEmpty();
        assertThat(ChannelIdentity.of(List.of(name, "ana"), UNTIL))
                .contains(new ChannelIdentity(List.of("ana"), UNTIL));
    }
}
