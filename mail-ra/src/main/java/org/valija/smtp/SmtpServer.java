package org.valija.smtp;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.FastThreadLocalThread;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.valija.ListenerKind;
import org.valija.smtp.network.NetworkTraffic;
import org.valija.smtp.proxy.ProxyHeader;
import org.valija.smtp.spool.SpoolArea;
import org.valija.smtp.tls.HandshakeThreads;
import org.valija.smtp.tls.KeyWatch;
import org.valija.spi.IpNetwork;
import org.valija.spi.ListenerSettings;
import org.valija.spi.ListenerStatus;

/**
 * An SMTP server: listeners, their sessions, and the threads of all. What becomes of mail is the affair of its {@link
 * MailHandler}.
 *
 * <p>Safe for use by many threads; {@link #apply}, {@link #remove} and {@link #close} may block and must not be called on
 * the server's own threads.
 */
public final class SmtpServer implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SmtpServer.class.getName());
    private static final int MAX_PORT = 65535;
    private static final int BACKLOG = 256;
    private static final Duration PORT_RELEASE = Duration.ofSeconds(1);
    /** Octets of replies that may wait for a client to read them before its commands have to. */
    private static final WriteBufferWaterMark UNREAD_REPLIES = new WriteBufferWaterMark(8 * 1024, 32 * 1024);

    private final SmtpServerSettings settings;
    private final SpoolArea spool;
    private final NetworkTraffic networks;
    private final SessionSurroundings surroundings;
    private final EventLoopGroup eventLoops;
    private final HandshakeThreads handshakes;
    private final Optional<KeyWatch> keyWatch;
    private final Set<SmtpConnection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connectionCount = new AtomicInteger();

    /** Guarded by this object's lock. */
    private final Map<String, SmtpListener> listeners = new TreeMap<>();

    private volatile boolean closed;

    /**
     * Makes a server without listeners.
     *
     * @throws IOException if the spool's folder can't be made or cleaned
     */
    public SmtpServer(SmtpServerSettings settings, MailHandler handler) throws IOException {
        this.settings = settings;
        this.spool = SpoolArea.open(
                settings.spool().folder(),
                settings.spool().threshold(),
                settings.spool().maxMemory(),
                settings.spool().maxDisk(),
                settings.spool().minFree());
        this.eventLoops = new MultiThreadIoEventLoopGroup(settings.threads(), threads(), NioIoHandler.newFactory());
        Clock clock = Clock.systemUTC();
        this.networks = new NetworkTraffic(settings.limits().network(), System::nanoTime);
        this.surroundings = new SessionSurroundings(
                settings, new GuardedHandler(handler), spool, networks, new TransactionIds(clock), clock, this::pause);
        this.handshakes =
                new HandshakeThreads(settings.threads(), settings.limits().maxConnections());
        this.keyWatch = settings.tls().map(KeyWatch::start);
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            // Netty keeps its caches of buffers for threads of this class.
            Thread thread = new FastThreadLocalThread(task, "valija-smtp-" + number.incrementAndGet());
            thread.setDaemon(true);
            // Not the one of whoever applies the first listener: that may be another deployment's.
            thread.setContextClassLoader(SmtpServer.class.getClassLoader());
            return thread;
        };
    }

    private CompletionStage<Void> pause(Duration duration) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        eventLoops.schedule(() -> done.complete(null), duration.toMillis(), TimeUnit.MILLISECONDS);
        return done;
    }

    // ---- listeners ----

    /**
     * Brings a listener into the state that its settings ask for. A port that moves is bound at its new place before the
     * old one closes. Sessions go on as they are; what changed holds for new ones.
     *
     * @return its status afterwards; a port that can't be bound is a status with its reason, never an exception
     */
    public synchronized ListenerStatus apply(ListenerSettings wanted) {
        SmtpListener listener = listeners.computeIfAbsent(wanted.name(), name -> new SmtpListener(wanted));
        listener.settings(wanted);
        if (closed) {
            listener.failed("The SMTP server is closed.");
        } else if (!wanted.enabled()) {
            listener.close();
        } else if (wanted.kind().isSubmission() && settings.tls().isEmpty()) {
            listener.close();
            listener.failed("A listener of kind " + wanted.kind() + " needs TLS: set the system property"
                    + " valija.tls.certificates to a folder with PEM files, or valija.tls.keystore to a PKCS#12 file and"
                    + " valija.tls.keystore.password to its password.");
        } else {
            open(listener, wanted.address(), effectivePort(wanted));
        }
        ListenerStatus status = listener.status(effectivePort(wanted));
        log(status, wanted.address());
        return status;
    }

    /** {@code mvn -Prun} reads these lines to know when the ports are there, and which ones they are. */
    private static void log(ListenerStatus status, String address) {
        if (status.problem().isPresent()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Listener {0} is not open: {1}",
                    status.name(),
                    status.problem().get());
        } else if (status.state() == ListenerStatus.State.OPEN) {
            String host = address.contains(":") ? "[" + address + "]" : address;
            LOG.log(System.Logger.Level.INFO, "Listener {0} is open on {1}", status.name(), host + ":" + status.port());
        } else {
            LOG.log(System.Logger.Level.INFO, "Listener {0} is closed", status.name());
        }
    }

    private static int effectivePort(ListenerSettings wanted) {
        return wanted.port() == 0 ? 0 : wanted.port() + Integer.getInteger("valija.port.offset", 0);
    }

    private void open(SmtpListener listener, String address, int port) {
        if (listener.isBoundTo(address, port)) {
            return;
        }
        if (port < 0 || port > MAX_PORT) {
            listener.failed("Port " + port + " does not exist: choose another port or valija.port.offset, so that"
                    + " their sum is 1 to 65535.");
            return;
        }
        if (listener.boundPort().filter(old -> old == port).isPresent()) {
            listener.close(); // the same port on another address: both at once may be impossible
        }
        try {
            ChannelFuture bind = bind(listener, InetAddress.getByName(address), port);
            if (bind.isSuccess()) {
                listener.close();
                listener.bound(bind.channel(), address, port);
            } else {
                listener.failed(BindProblem.describe(address, port, bind.cause())
                        + listener.boundPort()
                                .map(old -> " Until then port " + old + " stays open.")
                                .orElse(""));
            }
        } catch (UnknownHostException e) {
            listener.failed("The address " + address + " is unknown: choose a local IP address, or 0.0.0.0 for all.");
        }
    }

    /** Tries an occupied port again for a moment: one that was just closed is let go when its event loop selects next. */
    private ChannelFuture bind(SmtpListener listener, InetAddress address, int port) {
        long end = System.nanoTime() + PORT_RELEASE.toNanos();
        ChannelFuture bind = bootstrap(listener).bind(address, port).awaitUninterruptibly();
        while (!bind.isSuccess() && BindProblem.isInUse(bind.cause()) && System.nanoTime() < end) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            bind = bootstrap(listener).bind(address, port).awaitUninterruptibly();
        }
        return bind;
    }

    private ServerBootstrap bootstrap(SmtpListener listener) {
        return new ServerBootstrap()
                .group(eventLoops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, UNREAD_REPLIES)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                // One read at a time: then the pause that autoRead asks for comes at once.
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new AdaptiveRecvByteBufAllocator().maxMessagesPerRead(1))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        connected(listener, channel);
                    }
                });
    }

    /** Closes a listener for good and forgets it. Its sessions go on. Does nothing if there is none of that name. */
    public synchronized void remove(String name) {
        SmtpListener listener = listeners.remove(name);
        if (listener != null) {
            listener.close();
            LOG.log(System.Logger.Level.INFO, "Listener {0} removed", name);
        }
    }

    /** All listeners that were applied and not removed, by name. */
    public synchronized List<ListenerStatus> listeners() {
        return listeners.values().stream()
                .map(listener -> listener.status(effectivePort(listener.settings())))
                .toList();
    }

    // ---- sessions ----

    private void connected(SmtpListener listener, SocketChannel channel) {
        InetSocketAddress peer = channel.remoteAddress();
        if (peer == null) {
            channel.close(); // gone already
            return;
        }
        ListenerSettings current = listener.settings();
        if (connectionCount.incrementAndGet() > settings.limits().maxConnections()) {
            connectionCount.decrementAndGet();
            channel.pipeline().addLast(new TurnedAway(Replies.TOO_MANY_CONNECTIONS, hasImplicitTls(current)));
            return;
        }
        listener.sessions().incrementAndGet();
        channel.closeFuture().addListener(end -> {
            listener.sessions().decrementAndGet();
            connectionCount.decrementAndGet();
        });
        if (IpNetwork.anyContains(current.options().proxyNetworks(), peer.getAddress())) {
            ProxyHeader.await(
                    channel.pipeline(), settings.timeouts().proxyHeader(), client -> begin(current, channel, client));
        } else {
            begin(current, channel, peer);
        }
    }

    /** @param client where it says, or its balancer, that it is */
    private void begin(ListenerSettings listener, SocketChannel channel, InetSocketAddress client) {
        NetworkTraffic.Admission admission = networks.opened(client.getAddress());
        if (admission != NetworkTraffic.Admission.ADMITTED) {
            channel.pipeline().addLast(new TurnedAway(reply(admission), hasImplicitTls(listener)));
            return;
        }
        SmtpSession session = new SmtpSession(surroundings, listener, client);
        SmtpConnection connection = new SmtpConnection(
                session, settings, hasImplicitTls(listener), listener.options().asksCertificate(), handshakes);
        channel.pipeline().addLast(connection);
        connections.add(connection); // not before: close() may end it at once, and for that it needs its channel
        channel.closeFuture().addListener(end -> {
            connections.remove(connection);
            networks.closed(client.getAddress());
        });
        if (closed) {
            connection.shutDown(); // close() may not have seen it
        }
    }

    private static boolean hasImplicitTls(ListenerSettings listener) {
        return listener.kind() == ListenerKind.SUBMISSIONS;
    }

    private static SmtpReply reply(NetworkTraffic.Admission refusal) {
        return refusal == NetworkTraffic.Admission.TOO_MANY ? Replies.TOO_MANY_FROM_NETWORK : Replies.NETWORK_TOO_FAST;
    }

    /** Octets of messages that are spooled at present, in memory and in files. */
    long spooledOctets() {
        return spool.used();
    }

    /**
     * Closes all listeners; ends the sessions with 421, those that deliver when they have done so, and all after the
     * close timeout; frees all threads. Has an effect once.
     */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            listeners.values().forEach(SmtpListener::close);
        }
        connections.forEach(SmtpConnection::shutDown);
        awaitConnections(settings.timeouts().close());
        connections.forEach(SmtpConnection::abort);
        eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
        handshakes.close();
        keyWatch.ifPresent(KeyWatch::close);
        spool.close();
        try {
            // Netty's own thread, started by the loops' end; it ends a second after its last task.
            GlobalEventExecutor.INSTANCE.awaitInactivity(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "No thread of Netty's to wait for", e);
        }
    }

    private void awaitConnections(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        try {
            while (!connections.isEmpty() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
