package org.valija.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jboss.arquillian.container.spi.event.container.AfterStart;
import org.jboss.arquillian.core.api.annotation.Observes;
import org.jboss.arquillian.core.spi.LoadableExtension;

/**
 * Holds deployments until Valija greets: Payara says that it has started before its applications have.
 */
public class AwaitGreeting implements LoadableExtension {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @Override
    public void register(ExtensionBuilder builder) {
        builder.observer(AwaitGreeting.class);
    }

    void await(@Observes AfterStart started) throws InterruptedException {
        Instant end = Instant.now().plus(PATIENCE);
        String seen = greeting();
        while (!seen.startsWith("220")) {
            if (Instant.now().isAfter(end)) {
                throw new IllegalStateException("valija.ear does not greet on port " + TestServer.relayPort() + " ("
                        + seen + "); the server's log is " + TestServer.log());
            }
            Thread.sleep(200);
            seen = greeting();
        }
    }

    /** The first octets of the greeting, or why there is none. */
    private static String greeting() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(TestServer.HOST, TestServer.relayPort()), 5_000);
            socket.setSoTimeout(5_000);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(3), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
