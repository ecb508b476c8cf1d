package org.valija.smtp.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A channel that waits for a header, and what its octets lead to. */
final class BalancedChannel extends EmbeddedChannel {

    static final InetSocketAddress BALANCER = new InetSocketAddress("10.0.0.1", 5000);

    InetSocketAddress client;
    boolean active;
    private final ByteArrayOutputStream rest = new ByteArrayOutputStream();

    BalancedChannel() {
        ProxyHeader.await(pipeline(), Duration.ofSeconds(10), address -> {
            client = address;
            pipeline().addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void channelActive(ChannelHandlerContext context) {
                    active = true;
                }

                @Override
                public void channelRead(ChannelHandlerContext context, Object message) {
                    ByteBuf octets = (ByteBuf) message;
                    byte[] copy = new byte[octets.readableBytes()];
                    octets.readBytes(copy).release();
                    rest.writeBytes(copy);
                }
            });
        });
    }

    @Override
    protected SocketAddress remoteAddress0() {
        return BALANCER;
    }

    BalancedChannel send(byte[] octets) {
        if (isOpen()) {
            writeInbound(Unpooled.copiedBuffer(octets));
        }
        runPendingTasks();
        return this;
    }

    BalancedChannel send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String rest() {
        return rest.toString(StandardCharsets.ISO_8859_1);
    }
}
