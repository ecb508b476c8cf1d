package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.valija.ListenerKind;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;

@Timeout(30)
class EngineControlTest {

    @TempDir
    Path folder;

    private final ServerThreads server = new ServerThreads();
    private EngineControl control;

    @AfterEach
    void close() {
        control.close();
        server.close();
    }

    @Test
    void opensPortsWhenAskedAndNoSooner() throws IOException {
        open(Map.of("valija.hostname", "mail.test"));
        assertThat(control.listeners()).isEmpty();
        assertThat(folder.resolve("spool")).doesNotExist();
        ListenerStatus relay = control.apply(listener("relay"));
        assertThat(relay.state()).isEqualTo(ListenerStatus.State.OPEN);
        assertThat(greeting(relay.port())).startsWith("421 "); // no rules are registered
        assertThat(control.listeners()).extracting(ListenerStatus::name).containsExactly("relay");
        control.remove("relay");
        assertThat(control.listeners()).isEmpty();
    }

    @Test
    void closesForGood() {
        open(Map.of("valija.hostname", "mail.test"));
        assertThat(control.apply(listener("relay")).state()).isEqualTo(ListenerStatus.State.OPEN);
        control.close();
        control.close();
        assertThat(control.listeners()).isEmpty();
        assertThat(control.apply(listener("relay")).problem()).contains("Valija is stopping.");
    }

    @Test
    void saysWhyTheEngineCannotStartAndTriesAgain() throws IOException {
        Path keys = Files.writeString(folder.resolve("keys.p12"), "no key store");
        open(Map.of("valija.hostname", "mail.test", "valija.tls.keystore", keys.toString()));
        ListenerStatus failed = control.apply(listener("relay"));
        assertThat(failed.state()).isEqualTo(ListenerStatus.State.FAILED);
        assertThat(failed.problem().orElseThrow()).contains("The SMTP engine can't start", "keys.p12");
        assertThat(control.listeners()).containsExactly(failed);
        assertThat(control.apply(listener("other")).state()).isEqualTo(ListenerStatus.State.FAILED);
        control.remove("relay");
        assertThat(control.listeners()).extracting(ListenerStatus::name).containsExactly("other");
    }

    private void open(Map<String, String> properties) {
        control = new EngineControl(
                AdapterSettings.read(properties::get),
                folder.resolve("spool"),
                new Endpoints(Clock.systemUTC(), patterns -> {}),
                server);
    }

    private static ListenerSettings listener(String name) {
        return new ListenerSettings(name, ListenerKind.RELAY, "127.0.0.1", 0, true, 1_000_000, 100);
    }

    private static String greeting(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }
}
