package org.valija.smtp.sasl;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Whatever a client answers to a challenge, each mechanism has a next step, and is done after a few. */
class SaslExchangeFuzzTest {

    private static final Optional<ChannelIdentity> IDENTITY =
            Optional.of(new ChannelIdentity(List.of("ana@ejemplo.com", "ana"), Instant.MAX));

    @FuzzTest
    void everyResponseHasANextStep(byte[] responses) {
        if (responses.length == 0) {
            return;
        }
        SaslMechanism[] mechanisms = SaslMechanism.values();
        SaslExchange exchange = mechanisms[(responses[0] & 0x7F) % mechanisms.length].begin(IDENTITY);
        SaslStep step = exchange.begin(Optional.empty());
        int from = 1;
        for (int i = 0; step instanceof SaslStep.Challenge; i++) {
            assertThat(i).as("answers to one mechanism").isLessThan(6);
            // One response ends at an octet that is in none of the mechanisms.
            int to = from;
            while (to < responses.length && responses[to] != (byte) 0xFF) {
                to++;
            }
            byte[] response = Arrays.copyOfRange(responses, Math.min(from, to), to);
            from = Math.min(to + 1, responses.length);
            step = exchange.respond(response);
            if (step instanceof SaslStep.LookUp lookUp) {
                assertThat(lookUp.user()).isNotEmpty();
                return;
            }
            if (step instanceof SaslStep.Verify) {
                step = exchange.denied();
            }
        }
    }
}
