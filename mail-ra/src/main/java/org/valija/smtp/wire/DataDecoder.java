package org.valija.smtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.util.ByteProcessor;

/**
 * The content behind DATA: undoes dot-stuffing (RFC 5321 section 4.5.2) and finds the end, which is CR LF . CR LF and
 * nothing else (section 4.1.1.4). A CR or LF alone is content, and starts no line: taking it for a line's end is what SMTP
 * smuggling lives on.
 */
public final class DataDecoder implements ContentDecoder {

    private enum State {
        /** Behind CR LF, or at the very start. */
        LINE_START,
        /** Behind a dot at the start of a line: stuffing or the end. */
        DOT,
        /** Behind such a dot and a CR. */
        DOT_CR,
        /** Inside a line. */
        TEXT,
        /** Inside a line, behind a CR. */
        CR,
        ENDED
    }

    private State state = State.LINE_START;

    @Override
    public int decode(ByteBuf in, byte[] out) {
        int length = 0;
        // One octet of input makes at most two of output: a CR held back in DOT_CR, and itself.
        while (state != State.ENDED && in.isReadable() && length <= out.length - 2) {
            if (state == State.TEXT) {
                int run = Math.min(lineBreak(in), out.length - length);
                in.readBytes(out, length, run);
                length += run;
                if (!in.isReadable() || length > out.length - 2) {
                    break;
                }
            }
            byte octet = in.readByte();
            switch (state) {
                case LINE_START -> {
                    if (octet == '.') {
                        state = State.DOT;
                    } else {
                        out[length++] = octet;
                        state = behind(octet);
                    }
                }
                case DOT -> {
                    if (octet == '\r') {
                        state = State.DOT_CR;
                    } else {
                        out[length++] = octet;
                        state = State.TEXT;
                    }
                }
                case DOT_CR -> {
                    if (octet == '\n') {
                        state = State.ENDED;
                    } else {
                        out[length++] = '\r';
                        out[length++] = octet;
                        state = behind(octet);
                    }
                }
                case TEXT -> {
                    out[length++] = octet;
                    state = behind(octet);
                }
                case CR -> {
                    out[length++] = octet;
                    state = octet == '\n' ? State.LINE_START : behind(octet);
                }
                case ENDED -> throw new IllegalStateException("Nothing is read behind the end");
            }
        }
        return length;
    }

    /** The octets of text before the next CR or LF. */
    private static int lineBreak(ByteBuf in) {
        int at = in.forEachByte(ByteProcessor.FIND_CRLF);
        return at < 0 ? in.readableBytes() : at - in.readerIndex();
    }

    private static State behind(byte octet) {
        return octet == '\r' ? State.CR : State.TEXT;
    }

    @Override
    public boolean isEnded() {
        return state == State.ENDED;
    }
}
