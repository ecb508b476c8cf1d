package org.valija.smtp.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyHeaderTest {

    private static final String V2 = "0D0A0D0A000D0A515549540A";
    /** TCP over IPv4: 192.0.2.7:40000 to 203.0.113.1:25. */
    private static final String V2_TCP4 = V2 + "2111000C" + "C0000207" + "CB007101" + "9C40" + "0019";

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.7 203.0.113.1 40000 25, 192.0.2.7, 40000",
        "PROXY TCP6 2001:db8::7 2001:db8::1 40000 25, 2001:db8:0:0:0:0:0:7, 40000",
        "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535, 255.255.255.255, 65535",
        "PROXY UNKNOWN, 10.0.0.1, 5000",
        "PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535, 10.0.0.1, 5000"
    })
    void version1TellsTheClient(String header, String address, int port) {
        BalancedChannel channel = new BalancedChannel().send(header + "\r\nEHLO a");

        assertThat(channel.client.getAddress().getHostAddress()).isEqualTo(address);
        assertThat(channel.client.getPort()).isEqualTo(port);
        assertThat(channel.active).isTrue();
        assertThat(channel.rest()).isEqualTo("EHLO a");
    }

    @ParameterizedTest
    @CsvSource({
        // TCP4, plain; with a NOOP field and an unknown one; TCP6
        "2111000C C0000207CB007101 9C40 0019, 192.0.2.7, 40000",
        "21110015 C0000207CB007101 9C40 0019 040001 00 EE0002 0102, 192.0.2.7, 40000",
        "21210024 20010DB8000000000000000000000007 20010DB8000000000000000000000001 9C40 0019, 2001:db8:0:0:0:0:0:7, 40000",
        // LOCAL, with addresses and without; PROXY of an unspecified protocol
        "2011000C C0000207CB007101 9C40 0019, 10.0.0.1, 5000",
        "20000000, 10.0.0.1, 5000",
        "21000000, 10.0.0.1, 5000"
    })
    void version2TellsTheClient(String header, String address, int port) {
        BalancedChannel channel =
                new BalancedChannel().send(hex(V2 + header.replace(" ", ""))).send("EHLO a");

        assertThat(channel.client).as("client").isNotNull();
        assertThat(channel.client.getAddress().getHostAddress()).isEqualTo(address);
        assertThat(channel.client.getPort()).isEqualTo(port);
        assertThat(channel.rest()).isEqualTo("EHLO a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example\r\n",
                "PROXY TCP4 192.0.2.7 203.0.113.1 40000\r\n",
                "PROXY TCP4 192.0.2.7 203.0.113.1 40000 70000\r\n",
                "PROXY TCP4 192.0.2.300 203.0.113.1 40000 25\r\n",
                "PROXY TCP4 mail.example 203.0.113.1 40000 25\r\n",
                "PROXY TCP6 192.0.2.7 203.0.113.1 40000 25\r\n",
                "PROXY UDP4 192.0.2.7 203.0.113.1 40000 25\r\n",
                "proxy TCP4 192.0.2.7 203.0.113.1 40000 25\r\n",
                "PROXY TCP4 192.0.2.7 203.0.113.1 40000 25 and a text that makes the line longer than the longest that is allowed here\r\n",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003 a TLS client, and no balancer in front of it, "
                        + "whose hello is longer than the longest header of version 1 may be\r\n"
            })
    void whatIsNoHeaderClosesTheConnection(String text) {
        BalancedChannel channel = new BalancedChannel().send(text).send(text);

        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.client).isNull();
        assertThat(channel.<Object>readOutbound()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // version 3; an unknown command; UDP; a UNIX socket; too short for its addresses
                "3111000C C0000207CB007101 9C40 0019",
                "2211000C C0000207CB007101 9C40 0019",
                "2112000C C0000207CB007101 9C40 0019",
                "21110004 C0000207"
            })
    void aWrongHeaderOfVersion2ClosesTheConnection(String header) {
        BalancedChannel channel =
                new BalancedChannel().send(hex(V2 + header.replace(" ", ""))).send("EHLO a\r\n");

        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.client).isNull();
    }

    @Test
    void aHeaderThatGrowsBeyondItsBoundClosesTheConnection() {
        BalancedChannel channel = new BalancedChannel()
                .send(hex(V2 + "2111FFFF" + "C0000207CB0071019C400019"))
                .send(new byte[1024]);
        assertThat(channel.isOpen()).isTrue();

        channel.send(new byte[2048]);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anAddressThatIsMappedIsAnIpv4Address() {
        BalancedChannel channel = new BalancedChannel().send("PROXY TCP6 ::ffff:192.0.2.7 ::1 40000 25\r\n");

        assertThat(channel.client.getAddress().getHostAddress()).isEqualTo("192.0.2.7");
    }

    @Test
    void aHeaderThatDoesNotComeInTimeClosesTheConnection() {
        BalancedChannel channel = new BalancedChannel();
        channel.freezeTime();
        channel.send("PROXY TCP4 192.0.2.7");
        channel.advanceTimeBy(9, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();

        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void behindTheHeaderTheTimeIsNotLimited() {
        BalancedChannel channel = new BalancedChannel();
        channel.freezeTime();
        channel.send("PROXY TCP4 192.0.2.7 203.0.113.1 40000 25\r\n");
        channel.advanceTimeBy(60, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isTrue();
    }

    /** However the network cuts it. */
    @Property(tries = 200)
    void fragmentsDoNotMatter(
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 20) Integer> lengths, @ForAll boolean v2) {
        byte[] header = v2 ? hex(V2_TCP4) : "PROXY TCP4 192.0.2.7 203.0.113.1 40000 25\r\n".getBytes();
        byte[] all = new byte[header.length + 6];
        System.arraycopy(header, 0, all, 0, header.length);
        System.arraycopy("EHLO a".getBytes(StandardCharsets.US_ASCII), 0, all, header.length, 6);
        BalancedChannel channel = new BalancedChannel();
        int sent = 0;
        for (int i = 0; sent < all.length; i++) {
            int length = Math.min(i < lengths.size() ? lengths.get(i) : all.length, all.length - sent);
            byte[] piece = new byte[length];
            System.arraycopy(all, sent, piece, 0, length);
            channel.send(piece);
            sent += length;
        }
        assertThat(channel.client.getAddress().getHostAddress()).isEqualTo("192.0.2.7");
        assertThat(channel.rest()).isEqualTo("EHLO a");
    }

    /** Whatever comes, it is a client or the end; never an exception, and never an octet passed on without a client. */
    @Property(tries = 500)
    void anythingElseIsNoClient(@ForAll @Size(max = 300) byte[] octets, @ForAll @IntRange(min = 0, max = 3) int start) {
        String[] starts = {"", "PROXY ", "PROXY TCP4 192.0.2.7 ", new String(hex(V2), StandardCharsets.ISO_8859_1)};
        BalancedChannel channel = new BalancedChannel().send(starts[start]).send(octets);

        if (channel.client == null) {
            assertThat(channel.rest()).isEmpty();
        }
        channel.close();
        channel.checkException();
    }
}
