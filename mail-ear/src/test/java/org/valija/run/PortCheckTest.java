package org.valija.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.valija.run.PortCheck.NeededPort;

class PortCheckTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @Test
    void namesEveryPortThatIsTakenAndWhatToDo() throws IOException {
        try (ServerSocket relay = new ServerSocket(0, 1, LOOPBACK);
                ServerSocket console = new ServerSocket(0, 1, LOOPBACK)) {
            assertThatThrownBy(() -> PortCheck.require(List.of(
                            new NeededPort("relay", LOOPBACK, relay.getLocalPort()),
                            new NeededPort("console", LOOPBACK, console.getLocalPort()))))
                    .isInstanceOf(CannotRunException.class)
                    .hasMessageContaining("port " + relay.getLocalPort() + " (relay)")
                    .hasMessageContaining("port " + console.getLocalPort() + " (console)")
                    .hasMessageContaining("-Dvalija.port.offset=");
        }
    }

    @Test
    void takesFreePortsAndLeavesThemFree() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            free = socket.getLocalPort();
        }
        NeededPort port = new NeededPort("relay", LOOPBACK, free);
        assertThatCode(() -> PortCheck.require(List.of(port))).doesNotThrowAnyException();
        assertThatCode(() -> PortCheck.require(List.of(port))).doesNotThrowAnyException();
    }

    @Test
    void saysThatAnAddressIsNotOfThisMachine() throws IOException {
        // 192.0.2.0/24 is for documentation (RFC 5737): nobody has it.
        NeededPort port = new NeededPort("relay", InetAddress.getByName("192.0.2.1"), 2525);
        assertThatThrownBy(() -> PortCheck.require(List.of(port)))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("-Dvalija.bind.address=192.0.2.1");
    }
}
