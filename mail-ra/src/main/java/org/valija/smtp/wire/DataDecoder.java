package org.valija.smtp.wire;

import io.netty.buffer.ByteBuf;

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

    /**
     * {@inheritDoc}
     *
     * <p>Copies what there is in one go, and then closes in the array itself the gaps that dots leave.
     */
    @Override
    public int decode(ByteBuf in, byte[] out) {
        if (state == State.ENDED) {
            return 0;
        }
        // A CR that an earlier piece held back may come out before this one's first octet.
        int start = state == State.DOT_CR ? 1 : 0;
        int copied = Math.min(in.readableBytes(), out.length - start);
        in.getBytes(in.readerIndex(), out, start, copied);
        int end = start + copied;
        int read = start;
        int written = 0;
        int pending = start; // content from here to read is not yet at its place
        while (read < end && state != State.ENDED) {
            switch (state) {
                case LINE_START -> {
                    if (out[read] == '.') {
                        written = move(out, pending, read, written);
                        read++;
                        pending = read;
                        state = State.DOT;
                    } else {
                        state = State.TEXT;
                    }
                }
                case DOT -> {
                    if (out[read] == '\r') {
                        read++;
                        pending = read;
                        state = State.DOT_CR;
                    } else {
                        state = State.TEXT;
                    }
                }
                case DOT_CR -> {
                    if (out[read] == '\n') {
                        read++;
                        pending = read;
                        state = State.ENDED;
                    } else {
                        out[written++] = '\r';
                        state = State.TEXT;
                    }
                }
                case TEXT -> {
                    read = LineBreakSearch.next(out, read, end);
                    if (read < end) {
                        state = out[read] == '\r' ? State.CR : State.TEXT;
                        read++;
                    }
                }
                case CR -> {
                    if (out[read] == '\n') {
                        read++;
                        state = State.LINE_START;
                    } else {
                        state = State.TEXT;
                    }
                }
                case ENDED -> throw new IllegalStateException("Nothing is read behind the end");
            }
        }
        in.skipBytes(read - start);
        return move(out, pending, read, written);
    }

    /** @return how much is written then */
    private static int move(byte[] out, int from, int to, int written) {
        if (from != written) {
            System.arraycopy(out, from, out, written, to - from);
        }
        return written + to - from;
    }

    @Override
    public boolean isEnded() {
        return state == State.ENDED;
    }
}
