package org.valija.smtp;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** A connection too many: told so where that costs nothing, and closed. */
final class TurnedAway extends ChannelInboundHandlerAdapter {

    private final SmtpReply reply;
    private final boolean implicitTls;

    /**
     * @param reply why
     * @param implicitTls then there is nothing to say before a handshake, and no handshake for one too many
     */
    TurnedAway(SmtpReply reply, boolean implicitTls) {
        this.reply = reply;
        this.implicitTls = implicitTls;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        if (implicitTls) {
            ctx.close();
        } else {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(reply.encode())).addListener(ChannelFutureListener.CLOSE);
        }
    }
}
