package org.valija.benchmarks.jmh;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.valija.smtp.wire.ChunkDecoder;
import org.valija.smtp.wire.ContentDecoder;
import org.valija.smtp.wire.DataDecoder;

/** One message of 10 KB from a network buffer into an array: behind DATA, with few or many stuffed dots, and behind BDAT. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ContentDecoding {

    private static final int LINES = 128;

    @Param({"text", "dots"})
    private String content;

    private ByteBuf data;
    private ByteBuf chunk;
    private final byte[] out = new byte[64 * 1024];

    @Setup
    public void prepare() {
        String line = (content.equals("dots") ? ".." : "") + "x".repeat(78) + "\r\n";
        byte[] lines = line.repeat(LINES).getBytes(StandardCharsets.US_ASCII);
        chunk = Unpooled.directBuffer().writeBytes(lines);
        data = Unpooled.directBuffer().writeBytes(lines).writeBytes(".\r\n".getBytes(StandardCharsets.US_ASCII));
    }

    @Benchmark
    public int data() {
        return decode(new DataDecoder(), data);
    }

    @Benchmark
    public int bdat() {
        return decode(new ChunkDecoder(chunk.writerIndex()), chunk);
    }

    private int decode(ContentDecoder decoder, ByteBuf in) {
        in.readerIndex(0);
        int length = 0;
        while (!decoder.isEnded()) {
            length += decoder.decode(in, out);
        }
        return length;
    }
}
