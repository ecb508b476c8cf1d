package org.valija.smtp.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.valija.smtp.network.NetworkTraffic.Admission;
import org.valija.spi.IpNetwork;

class NetworkTrafficTest {

    private static final InetAddress CLIENT = address("192.0.2.1");

    private long now = -5;

    private static InetAddress address(String text) {
        return IpNetwork.parseAddress(text);
    }

    private NetworkTraffic traffic(UnaryOperator<NetworkLimits.Builder> change) {
        return new NetworkTraffic(change.apply(NetworkLimits.builder()).build(), () -> now);
    }

    private void pass(long seconds) {
        now += TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void aNetworkHasSoManyConnectionsAtOnce() {
        NetworkTraffic traffic = traffic(limits -> limits.connections(2));
        assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.ADMITTED);
        assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.ADMITTED);
        assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.TOO_MANY);
        assertThat(traffic.opened(address("192.0.2.2"))).isEqualTo(Admission.ADMITTED);
        traffic.closed(CLIENT);
        assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.ADMITTED);
        assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.TOO_MANY);
    }

    @Test
    void aNetworkHasSoManyNewConnectionsAMinute() {
        NetworkTraffic traffic = traffic(limits -> limits.connectionsPerMinute(3));
        for (int i = 0; i < 3; i++) {
            assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.ADMITTED);
            traffic.closed(CLIENT);
        }
        assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.TOO_FAST);
        assertThat(traffic.opened(address("192.0.2.2"))).isEqualTo(Admission.ADMITTED);
        pass(21);
        assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.ADMITTED);
        assertThat(traffic.opened(CLIENT)).isEqualTo(Admission.TOO_FAST);
        pass(3600);
        assertThat(IntStream.range(0, 9).filter(i -> traffic.opened(CLIENT) == Admission.ADMITTED))
                .hasSize(3);
    }

    @Test
    void messagesAndRecipientsAreCountedForThemselves() {
        NetworkTraffic traffic = traffic(limits -> limits.messagesPerMinute(1).recipientsPerMinute(2));
        assertThat(traffic.takeMessage(CLIENT)).isTrue();
        assertThat(traffic.takeMessage(CLIENT)).isFalse();
        assertThat(traffic.takeRecipient(CLIENT)).isTrue();
        assertThat(traffic.takeRecipient(CLIENT)).isTrue();
        assertThat(traffic.takeRecipient(CLIENT)).isFalse();
        pass(61);
        assertThat(traffic.takeMessage(CLIENT)).isTrue();
        assertThat(traffic.takeRecipient(CLIENT)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 32, 64, true",
        "192.0.2.1, 192.0.2.2, 32, 64, false",
        "192.0.2.1, 192.0.2.200, 24, 64, true",
        "192.0.2.1, 192.0.3.1, 24, 64, false",
        "192.0.2.1, 10.0.0.1, 1, 64, false",
        "192.0.2.1, ::ffff:192.0.2.1, 32, 64, true",
        "2001:db8::1, 2001:db8::ffff:1, 32, 64, true",
        "2001:db8::1, 2001:db8:0:1::1, 32, 64, false",
        "2001:db8::1, 2001:db8:0:1::1, 32, 48, true",
        "2001:db8::1, 2001:db8::2, 32, 128, false",
        "2001:db8::1, 2001:db8::1, 32, 128, true",
        "2001:db8::1, 2001:db8::2, 32, 126, true",
        "2001:db8::1, 2001:db8::4, 32, 126, false",
        "2001:db8::1, a001:db8::1, 32, 1, false",
        "::c000:201, 192.0.2.1, 32, 128, false",
    })
    void prefixesMakeNetworks(String one, String other, int ipv4, int ipv6, boolean same) {
        assertThat(ClientNetwork.of(address(one), ipv4, ipv6).equals(ClientNetwork.of(address(other), ipv4, ipv6)))
                .isEqualTo(same);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "10.9.8.7"})
    void someNetworksHaveNoLimits(String client) {
        NetworkTraffic traffic = traffic(limits -> limits.connections(1)
                .connectionsPerMinute(1)
                .messagesPerMinute(1)
                .recipientsPerMinute(1)
                .exempt(List.of("127.0.0.0/8", "::1", "10.0.0.0/8")));
        InetAddress address = address(client);
        for (int i = 0; i < 5; i++) {
            assertThat(traffic.opened(address)).isEqualTo(Admission.ADMITTED);
            assertThat(traffic.takeMessage(address)).isTrue();
            assertThat(traffic.takeRecipient(address)).isTrue();
        }
        traffic.closed(address);
        assertThat(traffic.size()).isZero();
    }

    @Test
    void whateverConnectsItsMemoryHasABound() {
        NetworkTraffic traffic = traffic(limits -> limits.connections(1));
        traffic.opened(CLIENT);
        for (int i = 0; i < 3 * NetworkTraffic.MAX_RATES; i++) {
            InetAddress client =
                    address("2001:db8:" + Integer.toHexString(i >> 16) + ":" + Integer.toHexString(i & 0xFFFF) + "::1");
            assertThat(traffic.opened(client)).isEqualTo(Admission.ADMITTED);
            traffic.closed(client);
        }
        assertThat(traffic.size()).isLessThanOrEqualTo(1 + NetworkTraffic.MAX_RATES);
        assertThat(traffic.opened(CLIENT)).as("what is open is not forgotten").isEqualTo(Admission.TOO_MANY);
    }

    @Test
    void countsRightForManyThreads() throws Exception {
        NetworkTraffic traffic = traffic(limits -> limits.connections(5).connectionsPerMinute(1_000_000));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<? extends Future<?>> runs = IntStream.range(0, 4)
                .mapToObj(thread -> threads.submit(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        if (traffic.opened(CLIENT) == Admission.ADMITTED) {
                            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                            atOnce.decrementAndGet();
                            traffic.closed(CLIENT);
                        }
                    }
                }))
                .toList();
        for (Future<?> run : runs) {
            run.get(60, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(most.get()).isBetween(1, 5);
        assertThat(IntStream.range(0, 9).filter(i -> traffic.opened(CLIENT) == Admission.ADMITTED))
                .hasSize(5);
    }

    @Test
    void aValueThatMakesNoSenseIsNamed() {
        assertThatThrownBy(() -> traffic(limits -> limits.ipv6Prefix(129)))
                .hasMessage("network.ipv6Prefix must be 1 to 128, not 129");
        assertThatThrownBy(() -> traffic(limits -> limits.connections(0))).hasMessageContaining("connections");
        assertThatThrownBy(() -> traffic(limits -> limits.exempt(List.of("example.com"))))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
