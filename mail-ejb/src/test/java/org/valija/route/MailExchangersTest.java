package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.route.Route.Tls;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

class MailExchangersTest {

    private static final int SILENCE = -1;

    /** With a listener at port 25; whatever addresses the machine of the test may have. */
    private static final OwnHost US = new OwnHost("mx.ejemplo.com", port -> port == 25, InetAddress::isLoopbackAddress);

    private TestNameServer names;

    @BeforeEach
    void start() throws IOException {
        names = new TestNameServer();
    }

    @AfterEach
    void stop() {
        names.close();
    }

    private NextHops find(String domain) {
        return new MailExchangers(DnsLookup.by(names.address(), Duration.ofSeconds(1)), US)
                .find(domain, 25, Tls.OPPORTUNISTIC);
    }

    private List<NextHop> hosts(String domain) {
        NextHops found = find(domain);
        assertThat(found).isInstanceOf(NextHops.Hosts.class);
        return ((NextHops.Hosts) found).hosts();
    }

    private List<String> hostNames(String domain) {
        return hosts(domain).stream().map(NextHop::host).toList();
    }

    @Test
    void triesTheLowestPreferenceFirst() throws IOException {
        names.add("b.test", Type.MX, "20 mx2.b.test.")
                .add("b.test", Type.MX, "5 mx0.b.test.")
                .add("b.test", Type.MX, "10 mx1.b.test.");
        for (int i = 0; i < 3; i++) {
            names.add("mx" + i + ".b.test", Type.A, "192.0.2." + i);
        }

        assertThat(hostNames("b.test")).containsExactly("mx0.b.test", "mx1.b.test", "mx2.b.test");
    }

    @Test
    void takesEqualPreferencesInRandomOrder() throws IOException {
        for (int i = 0; i < 3; i++) {
            names.add("b.test", Type.MX, "10 mx" + i + ".b.test.").add("mx" + i + ".b.test", Type.A, "192.0.2." + i);
        }
        Set<List<String>> orders = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            orders.add(hostNames("b.test"));
        }

        assertThat(orders).hasSizeGreaterThan(2);
    }

    @Test
    void knowsBothAddressFamiliesAndTheNameOfTheHost() throws IOException {
        names.add("b.test", Type.MX, "10 mx.b.test.")
                .add("mx.b.test", Type.A, "192.0.2.1")
                .add("mx.b.test", Type.A, "192.0.2.2")
                .add("mx.b.test", Type.AAAA, "2001:db8::1");

        NextHop host = hosts("b.test").get(0);

        assertThat(host.addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactlyInAnyOrder("192.0.2.1", "192.0.2.2", "2001:db8:0:0:0:0:0:1");
        assertThat(host.addresses()).extracting(InetAddress::getHostName).containsOnly("mx.b.test");
        assertThat(host.port()).isEqualTo(25);
        assertThat(host.tls()).isEqualTo(Tls.OPPORTUNISTIC);
    }

    @Test
    void aDomainWithoutMxIsItsOwnHost() throws IOException {
        names.add("b.test", Type.A, "192.0.2.1");

        assertThat(hostNames("b.test")).containsExactly("b.test");
    }

    @Test
    void followsAnAlias() throws IOException {
        names.add("alias.test", Type.CNAME, "b.test.")
                .add("b.test", Type.MX, "10 mx.b.test.")
                .add("mx.b.test", Type.A, "192.0.2.1");

        assertThat(hostNames("alias.test")).containsExactly("mx.b.test");
    }

    @Test
    void asksForALabels() throws IOException {
        names.add("xn--and-6ma2c.cl", Type.MX, "10 mx.b.test.").add("mx.b.test", Type.A, "192.0.2.1");

        assertThat(hostNames("ñandú.cl")).containsExactly("mx.b.test");
    }

    @Test
    void leavesOutHostsWithoutAnAddress() throws IOException {
        names.add("b.test", Type.MX, "10 gone.b.test.")
                .add("b.test", Type.MX, "20 mx.b.test.")
                .add("b.test", Type.MX, "30 broken.b.test.")
                .add("mx.b.test", Type.A, "192.0.2.1")
                .fail("broken.b.test", Rcode.SERVFAIL);

        assertThat(hostNames("b.test")).containsExactly("mx.b.test");
    }

    @Test
    void triesAtMostTenHosts() throws IOException {
        for (int i = 0; i < 30; i++) {
            names.add("b.test", Type.MX, i + " mx" + i + ".b.test.").add("mx" + i + ".b.test", Type.A, "192.0.2." + i);
        }

        assertThat(hosts("b.test")).hasSize(10);
    }

    @Test
    void looksUpNoFurtherHostWhenTheTimeForItIsOver() throws IOException {
        for (int i = 0; i < 3; i++) {
            names.add("b.test", Type.MX, i + " mx" + i + ".b.test.").add("mx" + i + ".b.test", Type.A, "192.0.2." + i);
        }
        MailExchangers hurried =
                new MailExchangers(DnsLookup.by(names.address(), Duration.ofSeconds(1)), US, Duration.ZERO);

        assertThat(((NextHops.Hosts) hurried.find("b.test", 25, Tls.OPPORTUNISTIC)).hosts())
                .extracting(NextHop::host)
                .containsExactly("mx0.b.test");
    }

    @ParameterizedTest
    @CsvSource({"nowhere.test, 5.1.2", "null-mx.test, 5.1.10", "unusable.test, 5.4.4", "no-address.test, 5.1.2"})
    void bouncesWhatCanNeverBeDelivered(String domain, String status) throws IOException {
        names.add("null-mx.test", Type.MX, "0 .")
                .add("unusable.test", Type.MX, "10 gone.unusable.test.")
                .add("no-address.test", Type.TXT, "hola");

        assertThat(find(domain)).isInstanceOfSatisfying(NextHops.Unroutable.class, unroutable -> {
            assertThat(unroutable.status()).hasToString(status);
            assertThat(unroutable.reason()).contains(domain);
        });
    }

    @ParameterizedTest
    @CsvSource({"2", "5", "-1"})
    void defersWhatNobodyKnows(int rcode) throws IOException {
        assertThat(List.of(Rcode.SERVFAIL, Rcode.REFUSED, SILENCE)).contains(rcode);
        names.fail("b.test", rcode);

        assertThat(find("b.test"))
                .isInstanceOfSatisfying(NextHops.Unresolved.class, unresolved -> assertThat(unresolved.reason())
                        .contains("b.test"));
    }

    @Test
    void defersWhereTheOnlyHostCannotBeLookedUp() throws IOException {
        names.add("b.test", Type.MX, "10 broken.b.test.").fail("broken.b.test", Rcode.SERVFAIL);

        assertThat(find("b.test"))
                .isInstanceOfSatisfying(NextHops.Unresolved.class, unresolved -> assertThat(unresolved.reason())
                        .contains("broken.b.test"));
    }

    @ParameterizedTest
    @CsvSource({"[192.0.2.7], 192.0.2.7", "[ipv6:2001:db8::7], 2001:db8:0:0:0:0:0:7"})
    void takesAnAddressLiteralAsItIs(String literal, String address) {
        assertThat(hosts(literal).get(0).addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly(address);
    }

    @Test
    void findsASmartHostByNameOrAddress() throws IOException {
        names.add("smart.test", Type.A, "192.0.2.9");
        MailExchangers exchangers = new MailExchangers(DnsLookup.by(names.address(), Duration.ofSeconds(1)), US);
        for (String host : List.of("smart.test", "192.0.2.9")) {
            NextHops found = exchangers.smartHost(
                    new SmartHost(host, 587), Tls.REQUIRED, Optional.of(new NextHop.Login("u", "p")));

            NextHop hop = ((NextHops.Hosts) found).hosts().get(0);
            assertThat(hop.host()).isEqualTo(host);
            assertThat(hop.addresses()).extracting(InetAddress::getHostAddress).containsExactly("192.0.2.9");
            assertThat(hop.port()).isEqualTo(587);
            assertThat(hop.toString()).doesNotContain("password").doesNotContain("p]");
        }
    }

    // ---- RFC 5321 section 5.1: where we are one of the hosts ----

    private void threeHosts() throws IOException {
        names.add("b.test", Type.MX, "10 mx1.b.test.")
                .add("b.test", Type.MX, "20 mx2.b.test.")
                .add("b.test", Type.MX, "30 mx3.b.test.");
        for (int i = 1; i <= 3; i++) {
            names.add("mx" + i + ".b.test", Type.A, "192.0.2." + i);
        }
    }

    @ParameterizedTest
    @CsvSource({"MX.ejemplo.com., 192.0.2.9", "us.b.test., 127.0.0.1", "us.b.test., ::1"})
    void asABackupItTriesThoseOnlyThatAreBeforeItself(String host, String address) throws IOException {
        threeHosts();
        names.add("b.test", Type.MX, "20 " + host)
                .add(host.substring(0, host.length() - 1), address.contains(":") ? Type.AAAA : Type.A, address);
        for (int i = 0; i < 20; i++) { // whatever the order among equals
            assertThat(hostNames("b.test")).containsExactly("mx1.b.test");
        }
    }

    @Test
    void anotherServerOfThisMachineIsAnother() throws IOException {
        names.add("b.test", Type.MX, "10 mx.b.test.").add("mx.b.test", Type.A, "127.0.0.1");
        MailExchangers exchangers = new MailExchangers(DnsLookup.by(names.address(), Duration.ofSeconds(1)), US);

        assertThat(exchangers.find("b.test", 2600, Tls.OPPORTUNISTIC)).isInstanceOf(NextHops.Hosts.class);
    }

    @Test
    void thisMachineKnowsItsAddresses() throws IOException {
        OwnHost self = new OwnHost("mx.ejemplo.com", port -> port == 25);

        assertThat(self.isAt(InetAddress.getByName("127.0.0.1"), 25)).isTrue();
        assertThat(self.isAt(InetAddress.getByName("127.0.0.1"), 26)).isFalse();
        assertThat(self.isAt(InetAddress.getByName("203.0.113.77"), 25)).isFalse();
        for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            assertThat(Collections.list(network.getInetAddresses())).allMatch(address -> self.isAt(address, 25));
        }
    }

    @ParameterizedTest
    @CsvSource({"first.test", "equal.test", "implicit.test", "mx.ejemplo.com", "[127.0.0.1]", "[ipv6:::1]"})
    void whatNobodyElseTakesIsALoop(String domain) throws IOException {
        names.add("first.test", Type.MX, "10 mx.ejemplo.com.")
                .add("first.test", Type.MX, "20 mx2.first.test.")
                .add("mx2.first.test", Type.A, "192.0.2.2")
                .add("equal.test", Type.MX, "10 us.equal.test.")
                .add("equal.test", Type.MX, "10 other.equal.test.")
                .add("us.equal.test", Type.A, "127.0.0.1")
                .add("other.equal.test", Type.A, "192.0.2.2")
                .add("implicit.test", Type.A, "127.0.0.1")
                .add("mx.ejemplo.com", Type.A, "192.0.2.9");

        assertThat(find(domain)).isInstanceOfSatisfying(NextHops.Unroutable.class, unroutable -> {
            assertThat(unroutable.status()).hasToString("5.4.6");
            assertThat(unroutable.reason()).contains(domain);
        });
    }

    @Test
    void aBackupKeepsTheMailWhileTheOthersHaveNoAddress() throws IOException {
        names.add("b.test", Type.MX, "10 gone.b.test.").add("b.test", Type.MX, "20 mx.ejemplo.com.");

        assertThat(find("b.test"))
                .isInstanceOfSatisfying(NextHops.Unresolved.class, unresolved -> assertThat(unresolved.reason())
                        .contains("b.test"));
    }
}
