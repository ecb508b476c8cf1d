package org.valija.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.valija.spi.LoginBrake;

class FailureBrakeTest {

    private long now = 1;
    private final FailureBrake brake = new FailureBrake(new FailureLimits(6, 3, Duration.ofSeconds(60)), () -> now);

    @Test
    void aUserIsBrakedWhereverTheGuessesComeFrom() {
        fail("192.0.2.1", "ana", 1);
        fail("192.0.2.2", "ana", 1);
        fail("2001:db8::1", "ANA", 1);
        assertThat(begin("192.0.2.9", "ana")).isEmpty();
        assertThat(begin("192.0.2.9", "luis")).isPresent();
    }

    @Test
    void aNetworkIsBrakedWhateverNamesItTries() {
        for (int i = 0; i < 6; i++) {
            fail("2001:db8:0:1::" + i, "user" + i, 1);
        }
        assertThat(begin("2001:db8:0:1:ffff::1", "another")).isEmpty();
        assertThat(begin("2001:db8:0:2::1", "another")).isPresent();
    }

    @Test
    void anIpv4NeighbourIsAnother() {
        for (int i = 0; i < 6; i++) {
            fail("192.0.2.1", "user" + i, 1);
        }
        assertThat(begin("192.0.2.1", "another")).isEmpty();
        assertThat(begin("192.0.2.2", "another")).isPresent();
    }

    @Test
    void oneAfterTheOtherIsForgotten() {
        fail("192.0.2.1", "ana", 3);
        now += Duration.ofSeconds(19).toNanos();
        assertThat(begin("192.0.2.1", "ana")).isEmpty();
        now += Duration.ofSeconds(2).toNanos();
        assertThat(begin("192.0.2.1", "ana")).isPresent();
        assertThat(begin("192.0.2.1", "ana")).isEmpty();
    }

    @Test
    void successesAndWhatCouldNotBeCheckedDoNotCount() {
        for (int i = 0; i < 20; i++) {
            begin("192.0.2.1", "ana").orElseThrow().succeeded();
            LoginBrake.Attempt attempt = begin("192.0.2.1", "luis").orElseThrow();
            attempt.abandoned();
            attempt.abandoned();
        }
        assertThat(begin("192.0.2.1", "luis")).isPresent();
    }

    @Test
    void manyAtOnceAreNoWayAround() {
        for (int i = 0; i < 3; i++) {
            assertThat(begin("192.0.2." + i, "ana")).isPresent(); // none of them has ended yet
        }
        assertThat(begin("192.0.2.9", "ana")).isEmpty();
    }

    @Test
    void nobodyIsLockedOutOfWhereHeHasBeen() {
        begin("192.0.2.1", "ana").orElseThrow().succeeded();
        fail("198.51.100.1", "ana", 3);
        assertThat(begin("198.51.100.2", "ana")).isEmpty();
        begin("192.0.2.1", "ana").orElseThrow().succeeded();
        fail("192.0.2.1", "ana", 6);
        assertThat(begin("192.0.2.1", "ana")).isEmpty();
    }

    @Test
    void memoryIsBounded() {
        for (int i = 0; i < FailureBrake.MAX_KEYS + 1_000; i++) {
            begin("10." + i / 65536 + "." + i / 256 % 256 + "." + i % 256, "user" + i);
        }
        assertThat(brake.size()).isEqualTo(FailureBrake.MAX_KEYS);
    }

    private void fail(String address, String user, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(begin(address, user)).isPresent();
        }
    }

    private Optional<LoginBrake.Attempt> begin(String address, String user) {
        try {
            return brake.begin(InetAddress.getByName(address), user);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
