package org.valija.smtp.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Feeds decoders with input in pieces, as a network does. */
final class Fragments {

    private Fragments() {}

    /** What came out of a content decoder, and what it left for the next one. */
    record Content(String content, boolean ended, String left) {}

    /** The input cut in two at every place, and into single octets. */
    static List<List<String>> everySplit(String input) {
        List<List<String>> all = new ArrayList<>();
        for (int at = 0; at <= input.length(); at++) {
            all.add(List.of(input.substring(0, at), input.substring(at)));
        }
        all.add(input.chars().mapToObj(c -> String.valueOf((char) c)).toList());
        return all;
    }

    /** The input cut at random. */
    static List<String> random(String input, long seed) {
        Random random = new Random(seed);
        List<String> pieces = new ArrayList<>();
        int at = 0;
        while (at < input.length()) {
            int length = Math.min(input.length() - at, random.nextInt(7));
            pieces.add(input.substring(at, at + length));
            at += length;
        }
        return pieces;
    }

    /** One character of the text is one octet. */
    static Content decode(ContentDecoder decoder, List<String> pieces, int capacity) {
        ByteBuf in = Unpooled.buffer();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] out = new byte[capacity];
        for (String piece : pieces) {
            in.writeCharSequence(piece, StandardCharsets.ISO_8859_1);
            int before;
            do {
                before = in.readableBytes();
                content.write(out, 0, decoder.decode(in, out));
            } while (!decoder.isEnded() && in.readableBytes() < before);
        }
        return new Content(
                content.toString(StandardCharsets.ISO_8859_1),
                decoder.isEnded(),
                in.toString(StandardCharsets.ISO_8859_1));
    }

    /** The lines, "TOO LONG" among them, and what is left at the end. */
    static List<String> lines(CommandDecoder decoder, List<String> pieces) {
        ByteBuf in = Unpooled.buffer();
        List<String> lines = new ArrayList<>();
        for (String piece : pieces) {
            in.writeCharSequence(piece, StandardCharsets.ISO_8859_1);
            Optional<CommandDecoder.Line> line = decoder.decode(in);
            while (line.isPresent()) {
                lines.add(
                        line.get() instanceof CommandDecoder.Complete complete
                                ? new String(complete.octets(), StandardCharsets.ISO_8859_1)
                                : "TOO LONG");
                line = decoder.decode(in);
            }
        }
        lines.add("left: " + in.toString(StandardCharsets.ISO_8859_1));
        return lines;
    }
}
