package org.valija.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.valija.spi.ListenerOptions.LineBreaks;

class CommandDecoderTest {

    private static final int LONG = 1000;

    private static CommandDecoder decoder() {
        return new CommandDecoder(verb -> verb.equalsIgnoreCase("LONG") ? LONG : CommandDecoder.COMMAND_LIMIT);
    }

    @Test
    void cutsAtCrLfOnlyInEverySplit() {
        String input = "EHLO x\r\n\r\nA\nB\rC\r\r\nD\n\r\r\nrest";
        for (List<String> pieces : Fragments.everySplit(input)) {
            assertThat(Fragments.lines(decoder(), pieces))
                    .as("%s", pieces)
                    .containsExactly("EHLO x", "", "A\nB\rC\r", "D\n\r", "left: rest");
        }
    }

    @Test
    void aLineFeedAloneEndsALineWhereItIsTolerated() {
        String tooLong = "x".repeat(CommandDecoder.COMMAND_LIMIT);
        String input = "EHLO x\nNOOP\r\n\nA\rB\n\r\n" + tooLong + "\nQUIT\nrest";
        for (List<String> pieces : Fragments.everySplit(input)) {
            CommandDecoder tolerant = new CommandDecoder(verb -> 0, LineBreaks.NORMALISE);
            assertThat(Fragments.lines(tolerant, pieces))
                    .as("%s", pieces)
                    .containsExactly("EHLO x", "NOOP", "", "A\rB", "", "TOO LONG", "QUIT", "left: rest");
        }
    }

    @Test
    void limitsALineWithItsEnd() {
        for (String verb : List.of("NOOP ", "LONG ", "LONGER ", "")) {
            int limit = verb.equals("LONG ") ? LONG : CommandDecoder.COMMAND_LIMIT;
            String fits = verb + "x".repeat(limit - 2 - verb.length());
            String input = fits + "\r\n" + fits + "y\r\nQUIT\r\n" + fits + "\ry\r\n" + fits + "\nRSET\r\n";
            for (List<String> pieces : Fragments.everySplit(input)) {
                assertThat(Fragments.lines(decoder(), pieces))
                        .containsExactly(fits, "TOO LONG", "QUIT", "TOO LONG", "TOO LONG", "left: ");
            }
        }
    }

    @Test
    void keepsNothingOfALineTooLong() {
        CommandDecoder decoder = decoder();
        for (int i = 0; i < 1000; i++) {
            ByteBuf in = Unpooled.wrappedBuffer(new byte[4096]);
            assertThat(decoder.decode(in)).isEmpty();
            assertThat(in.readableBytes()).isZero();
        }
    }

    /** Against the plainest definition there is: the input split at CR LF. */
    @Property
    void fragmentationChangesNothing(@ForAll("streams") String stream, @ForAll long seed) {
        List<String> expected = new ArrayList<>();
        String rest = stream;
        for (int end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
            expected.add(end + 2 > CommandDecoder.COMMAND_LIMIT ? "TOO LONG" : rest.substring(0, end));
            rest = rest.substring(end + 2);
        }
        expected.add("left: " + (rest.length() >= CommandDecoder.COMMAND_LIMIT ? "" : rest));
        assertThat(Fragments.lines(decoder(), Fragments.random(stream, seed))).isEqualTo(expected);
    }

    @Provide
    Arbitrary<String> streams() {
        return Arbitraries.of("\r", "\n", "\r\n", "NOOP", " ", "x".repeat(250), "\u0000")
                .list()
                .ofMaxSize(20)
                .map(parts -> String.join("", parts));
    }

    @Test
    void chunksAreCountedNotRead() {
        String input = "\r\n.\r\nQUIT\r\n";
        for (List<String> pieces : Fragments.everySplit(input)) {
            assertThat(Fragments.decode(new ChunkDecoder(5), pieces, 2))
                    .isEqualTo(new Fragments.Content("\r\n.\r\n", true, "QUIT\r\n"));
        }
        assertThat(Stream.of(0L, 1L).map(size -> new ChunkDecoder(size).isEnded()))
                .containsExactly(true, false);
    }
}
