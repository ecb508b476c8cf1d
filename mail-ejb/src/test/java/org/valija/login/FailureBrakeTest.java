package org.valija.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
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
        fail("192.0.2.1", "ana", 1);
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
        List<LoginBrake.Attempt> guesses = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            guesses.add(begin("192.0.2." + i, "ana").orElseThrow());
        }
        CompletableFuture<Optional<LoginBrake.Attempt>> next = start("192.0.2.9", "ana");
        guesses.get(0).failed();
        guesses.get(1).failed();
        assertThat(next).as("the third may be right").isNotDone();
        guesses.get(2).failed();
        assertThat(next.join()).isEmpty();
    }

    @Test
    void manyAtOnceThatAreRightWaitForEachOther() {
        List<CompletableFuture<Optional<LoginBrake.Attempt>>> pool = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            pool.add(start("192.0.2.1", "ana"));
        }
        assertThat(pool).filteredOn(CompletableFuture::isDone).hasSize(3);
        for (CompletableFuture<Optional<LoginBrake.Attempt>> one : pool) {
            one.join().orElseThrow().succeeded();
        }
        assertThat(begin("192.0.2.1", "ana")).isPresent();
    }

    @Test
    void nobodyWaitsForLong() {
        FailureBrake impatient =
                new FailureBrake(new FailureLimits(1, 1, Duration.ofSeconds(60)), () -> now, Duration.ofMillis(50));
        LoginBrake.Attempt first = impatient
                .begin(address("192.0.2.1"), "ana")
                .toCompletableFuture()
                .join()
                .orElseThrow();
        assertThat(impatient
                        .begin(address("192.0.2.1"), "ana")
                        .toCompletableFuture()
                        .join())
                .isEmpty();
        first.abandoned();
        assertThat(impatient
                        .begin(address("192.0.2.1"), "ana")
                        .toCompletableFuture()
                        .join())
                .as("who has stopped waiting has taken nothing")
                .isPresent();
    }

    @Test
    void whatWasLeftHalfDoneFailsAfterAWhileUnlessItIsRightAfterAll() {
        LoginBrake.Attempt late = begin("192.0.2.1", "ana").orElseThrow();
        begin("192.0.2.2", "ana");
        begin("192.0.2.3", "ana");
        CompletableFuture<Optional<LoginBrake.Attempt>> next = start("192.0.2.4", "ana");
        now += Duration.ofSeconds(11).toNanos();
        assertThat(begin("192.0.2.5", "ana")).isEmpty();
        assertThat(next.join()).isEmpty();
        late.succeeded();
        assertThat(begin("192.0.2.5", "ana")).isPresent();
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
            begin(address, user).orElseThrow().failed();
        }
    }

    private Optional<LoginBrake.Attempt> begin(String address, String user) {
        return start(address, user).join();
    }

    private CompletableFuture<Optional<LoginBrake.Attempt>> start(String address, String user) {
        return brake.begin(address(address), user).toCompletableFuture();
    }

    private static InetAddress address(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
