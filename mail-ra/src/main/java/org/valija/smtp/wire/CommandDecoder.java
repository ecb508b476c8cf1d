package org.valija.smtp.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.valija.spi.ListenerOptions.LineBreaks;

/**
 * Cuts lines out of a stream. Only CR LF ends a line (RFC 5321 section 2.3.8), unless a LF alone is tolerated. A line that
 * is too long is not kept: it is skipped up to its end and then reported.
 */
public final class CommandDecoder {

    /** RFC 5321 section 4.5.3.1.4: octets of a command line, CR LF included. */
    public static final int COMMAND_LIMIT = 512;

    private static final int LONGEST_VERB = 8;

    private final ToIntFunction<String> limitOfVerb;
    private final boolean lineFeedEnds;
    /** How far the line at hand has been looked through, from the reader index. */
    private int scanned;

    private boolean skipping;
    private boolean skippedCr;

    /**
     * @param limitOfVerb octets of a line with this verb, in the case in which it was sent, CR LF included; not asked for
     *     lines that keep {@link #COMMAND_LIMIT}
     */
    public CommandDecoder(ToIntFunction<String> limitOfVerb) {
        this(limitOfVerb, LineBreaks.STRICT);
    }

    /** @param lineBreaks what a LF alone is: an octet of the line, or its end */
    public CommandDecoder(ToIntFunction<String> limitOfVerb, LineBreaks lineBreaks) {
        this.limitOfVerb = limitOfVerb;
        this.lineFeedEnds = lineBreaks == LineBreaks.NORMALISE;
    }

    /** What was cut out. */
    public sealed interface Line {}

    /**
     * A line.
     *
     * @param octets without its end
     */
    public record Complete(byte[] octets) implements Line {}

    /** The end of a line that was too long. */
    public record TooLong() implements Line {}

    /** Whether what the buffer begins with is the beginning of a line. */
    public boolean isAtStartOfLine() {
        return !skipping;
    }

    /**
     * Takes the next line from the buffer.
     *
     * @return empty if its end is not there yet
     */
    public Optional<Line> decode(ByteBuf in) {
        if (skipping) {
            return skip(in);
        }
        int start = in.readerIndex();
        int lineFeed = in.indexOf(start + scanned, in.writerIndex(), (byte) '\n');
        while (lineFeed >= 0) {
            if (lineFeed > start && in.getByte(lineFeed - 1) == '\r') {
                return Optional.of(cut(in, lineFeed - 1 - start, 2));
            }
            if (lineFeedEnds) {
                return Optional.of(cut(in, lineFeed - start, 1));
            }
            lineFeed = in.indexOf(lineFeed + 1, in.writerIndex(), (byte) '\n');
        }
        scanned = in.readableBytes();
        if (scanned >= COMMAND_LIMIT && scanned >= limit(in)) {
            scanned = 0;
            skipping = true;
            skippedCr = false;
            return skip(in);
        }
        return Optional.empty();
    }

    private Line cut(ByteBuf in, int length, int end) {
        scanned = 0;
        if (length + end > COMMAND_LIMIT && length + end > limit(in)) {
            in.skipBytes(length + end);
            return new TooLong();
        }
        byte[] octets = new byte[length];
        in.readBytes(octets);
        in.skipBytes(end);
        return new Complete(octets);
    }

    private int limit(ByteBuf in) {
        int start = in.readerIndex();
        int length = in.bytesBefore((byte) ' ');
        if (length < 0 || length > LONGEST_VERB) {
            return limitOfVerb.applyAsInt("");
        }
        return limitOfVerb.applyAsInt(in.toString(start, length, StandardCharsets.US_ASCII));
    }

    private Optional<Line> skip(ByteBuf in) {
        while (in.isReadable()) {
            byte octet = in.readByte();
            if (octet == '\n' && (skippedCr || lineFeedEnds)) {
                skipping = false;
                return Optional.of(new TooLong());
            }
            skippedCr = octet == '\r';
        }
        return Optional.empty();
    }
}
