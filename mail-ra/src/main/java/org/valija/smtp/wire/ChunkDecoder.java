package org.valija.smtp.wire;

import io.netty.buffer.ByteBuf;

/** A chunk behind BDAT: so many octets, whatever they are (RFC 3030 section 2). */
public final class ChunkDecoder implements ContentDecoder {

    private long left;

    public ChunkDecoder(long size) {
        this.left = size;
    }

    @Override
    public int decode(ByteBuf in, byte[] out) {
        int length = (int) Math.min(left, Math.min(in.readableBytes(), out.length));
        in.readBytes(out, 0, length);
        left -= length;
        return length;
    }

    @Override
    public boolean isEnded() {
        return left == 0;
    }
}
