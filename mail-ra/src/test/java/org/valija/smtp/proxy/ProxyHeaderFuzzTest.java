package org.valija.smtp.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;

/** Whatever a connection begins with: it tells of a client and the rest is the client's, or it is closed, in whatever pieces. */
class ProxyHeaderFuzzTest {

    /** More than the longest header. */
    private static final int MAX_OCTETS = 2200;

    @FuzzTest
    void everyBeginningIsAHeaderOrTheEnd(byte[] octets) {
        byte[] bounded = Arrays.copyOf(octets, Math.min(octets.length, MAX_OCTETS));
        BalancedChannel whole = new BalancedChannel().send(bounded);
        BalancedChannel pieces = new BalancedChannel();
        Random random = new Random(Arrays.hashCode(bounded));
        for (int at = 0; at < bounded.length; ) {
            int end = Math.min(bounded.length, at + 1 + random.nextInt(9));
            pieces.send(Arrays.copyOfRange(bounded, at, end));
            at = end;
        }
        try {
            if (whole.client != null) {
                assertThat(whole.active).isTrue();
                assertThat(whole.client.isUnresolved()).isFalse();
                assertThat(new String(bounded, StandardCharsets.ISO_8859_1)).endsWith(whole.rest());
                assertThat(pieces.client).isEqualTo(whole.client);
                assertThat(pieces.rest()).isEqualTo(whole.rest());
            } else {
                assertThat(whole.active || pieces.active).isFalse();
                assertThat(pieces.client).isNull();
                assertThat(whole.rest() + pieces.rest()).isEmpty();
            }
        } finally {
            whole.finishAndReleaseAll();
            pieces.finishAndReleaseAll();
        }
    }
}
