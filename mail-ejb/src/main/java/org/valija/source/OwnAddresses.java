package org.valija.source;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which addresses this machine has, as far as a socket can be bound to them; looked at once a minute, since addresses come
 * and go. Safe for use by many threads.
 */
final class OwnAddresses {

    private static final Logger LOG = System.getLogger(OwnAddresses.class.getName());

    static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<InetAddress, Seen> seen = new ConcurrentHashMap<>();

    private record Seen(boolean ours, Instant when) {}

    OwnAddresses(Clock clock) {
        this.clock = clock;
    }

    /** @param address of a pool: there are few */
    boolean has(InetAddress address) {
        Instant now = clock.instant();
        Seen before = seen.get(address);
        if (before != null && now.isBefore(before.when().plus(REMEMBERED))) {
            return before.ours();
        }
        boolean ours = isOurs(address);
        seen.put(address, new Seen(ours, now));
        if (before != null && before.ours() != ours) {
            LOG.log(
                    ours ? Level.INFO : Level.WARNING,
                    ours
                            ? "The source address {0} is there again"
                            : "This machine does not have the source address {0} any more: nothing leaves from it",
                    address.getHostAddress());
        }
        return ours;
    }

    static boolean isOurs(InetAddress address) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            return true;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "No socket can be bound to " + address.getHostAddress(), e);
            return false;
        }
    }
}
