package org.valija.smtp.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.valija.smtp.log.LogText;
import org.valija.spi.IpNetwork;

/**
 * Takes the header that a balancer's connection begins with, before anything else, TLS included. A connection whose header
 * is wrong, or does not come in time, is closed without a word: a client that could make us believe something without a
 * header must not be possible.
 *
 * <p>All on the channel's event loop. The header has an upper bound: 107 octets in version 1, and 2048 octets of additional
 * fields in version 2, which are not looked at.
 */
public final class ProxyHeader extends SimpleChannelInboundHandler<HAProxyMessage> {

    private static final System.Logger LOG = System.getLogger(ProxyHeader.class.getName());
    private static final int MAX_TLV_OCTETS = 2048;

    private final Duration limit;
    private final Consumer<InetSocketAddress> then;
    private Future<?> timer;
    private boolean closing;

    private ProxyHeader(Duration limit, Consumer<InetSocketAddress> then) {
        this.limit = limit;
        this.then = then;
    }

    /**
     * Waits for a header, at the end of the pipeline.
     *
     * @param limit how long
     * @param then gets the client's address and adds what is to come behind the header, which will see the channel become
     *     active and then the octets that followed the header
     */
    public static void await(ChannelPipeline pipeline, Duration limit, Consumer<InetSocketAddress> then) {
        pipeline.addLast(new HAProxyMessageDecoder(MAX_TLV_OCTETS, true), new ProxyHeader(limit, then));
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        timer = context.executor()
                .schedule(
                        () -> close(context, "no header came within " + limit.toSeconds() + " s"),
                        limit.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        timer.cancel(false);
    }

    /** Not passed on: the handlers behind the header learn of it when they are there. */
    @Override
    public void channelActive(ChannelHandlerContext context) {}

    @Override
    protected void channelRead0(ChannelHandlerContext context, HAProxyMessage header) {
        if (closing) {
            return;
        }
        InetSocketAddress client =
                client(header, (InetSocketAddress) context.channel().remoteAddress());
        then.accept(client);
        context.fireChannelActive();
        context.pipeline().remove(this);
    }

    /** @param balancer whose connection it really is */
    private static InetSocketAddress client(HAProxyMessage header, InetSocketAddress balancer) {
        // Section 2.2: LOCAL is the balancer itself, which looks whether we are well. What else it says is to be
        // ignored.
        if (header.command() == HAProxyCommand.LOCAL) {
            return balancer;
        }
        return switch (header.proxiedProtocol()) {
            case TCP4, TCP6 ->
                new InetSocketAddress(IpNetwork.parseAddress(header.sourceAddress()), header.sourcePort());
            // Section 2.1: the connection's own addresses hold.
            case UNKNOWN -> balancer;
            // No mail comes this way; and a client without an address must not have the balancer's.
            case UDP4, UDP6, UNIX_STREAM, UNIX_DGRAM ->
                throw new HAProxyProtocolException("not a TCP connection: " + header.proxiedProtocol());
        };
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            closing = true; // a balancer that only looked whether the port is open
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        close(context, cause.toString());
    }

    private void close(ChannelHandlerContext context, String reason) {
        if (!closing) {
            closing = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Connection from the balancer {0} closed, for want of a PROXY protocol header: {1}",
                    context.channel().remoteAddress(),
                    LogText.of(reason));
            context.close();
        }
    }
}
