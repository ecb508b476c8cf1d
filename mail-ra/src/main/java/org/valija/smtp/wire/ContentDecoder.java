package org.valija.smtp.wire;

import io.netty.buffer.ByteBuf;

/** Takes the content of a message, or a chunk of it, from the stream up to its end and not one octet further. */
public sealed interface ContentDecoder permits DataDecoder, ChunkDecoder {

    /**
     * Moves content from the buffer to the array until the one is empty, the other full, or the content ended.
     *
     * @param out at least 2 octets
     * @return how many octets of the array are content
     */
    int decode(ByteBuf in, byte[] out);

    /** Whether the end has been seen. */
    boolean isEnded();
}
