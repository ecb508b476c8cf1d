package org.valija.smtp;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;

/**
 * A listener: its settings, the port that is bound for it, and how many sessions came by it. Changed by the {@link
 * SmtpServer} under its lock; read by event loops.
 */
final class SmtpListener {

    private final AtomicInteger sessions = new AtomicInteger();
    private volatile ListenerSettings settings;
    private Optional<Channel> bound = Optional.empty();
    private Optional<String> problem = Optional.empty();
    /** What was asked for at the bind: 0 stands for any port. */
    private int requestedPort;

    private String boundAddress;

    SmtpListener(ListenerSettings settings) {
        this.settings = settings;
    }

    ListenerSettings settings() {
        return settings;
    }

    AtomicInteger sessions() {
        return sessions;
    }

    void settings(ListenerSettings changed) {
        this.settings = changed;
        this.problem = Optional.empty();
    }

    /** The port that is open, if one is. */
    Optional<Integer> boundPort() {
        return bound.map(channel -> ((InetSocketAddress) channel.localAddress()).getPort());
    }

    boolean isBoundTo(String address, int port) {
        return bound.isPresent() && port == requestedPort && address.equals(boundAddress);
    }

    void bound(Channel channel, String address, int port) {
        this.bound = Optional.of(channel);
        this.boundAddress = address;
        this.requestedPort = port;
    }

    void failed(String sentence) {
        this.problem = Optional.of(sentence);
    }

    /** Takes no further connections; those that there are go on. */
    void close() {
        bound.ifPresent(channel -> channel.close().syncUninterruptibly());
        bound = Optional.empty();
    }

    /** @param effectivePort the port that the settings ask for, the offset added */
    ListenerStatus status(int effectivePort) {
        ListenerStatus.State state = problem.isPresent()
                ? ListenerStatus.State.FAILED
                : bound.isPresent() ? ListenerStatus.State.OPEN : ListenerStatus.State.CLOSED;
        int port = state == ListenerStatus.State.OPEN ? boundPort().orElseThrow() : effectivePort;
        return new ListenerStatus(settings.name(), state, port, sessions.get(), problem);
    }
}
