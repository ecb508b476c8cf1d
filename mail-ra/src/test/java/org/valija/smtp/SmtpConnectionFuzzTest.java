package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.valija.ListenerKind;
import org.valija.smtp.network.NetworkLimits;
import org.valija.smtp.network.NetworkTraffic;
import org.valija.smtp.spool.SpoolArea;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerSettings;

/**
 * Whatever a client sends, and in whatever pieces it comes: the same replies, the same messages, nothing left in the spool.
 */
class SmtpConnectionFuzzTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-23T17:30:00Z"), ZoneOffset.UTC);

    /** What came of a stream. */
    private record Outcome(String replies, List<String> envelopes, List<String> contents) {}

    @FuzzTest
    void fragmentationChangesNothing(byte[] stream) throws IOException {
        boolean lenient = stream.length > 0 && stream[0] == '~';
        Outcome lines = play(pieces(stream, 0), lenient);
        assertThat(play(pieces(stream, 9), lenient)).isEqualTo(lines);
    }

    /** Cut behind each line, since a client that does not wait where it must is refused; and where a network may cut, too. */
    private static List<byte[]> pieces(byte[] stream, int longest) {
        Random random = new Random(Arrays.hashCode(stream));
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int end = Math.min(stream.length, at + 1 + (longest == 0 ? stream.length : random.nextInt(longest)));
            int to = at + 1;
            while (to < end && stream[to - 1] != '\n') {
                to++;
            }
            pieces.add(Arrays.copyOfRange(stream, at, to));
            at = to;
        }
        return pieces;
    }

    private static Outcome play(List<byte[]> pieces, boolean lenient) throws IOException {
        Path folder = Files.createTempDirectory("fuzz");
        RecordingHandler handler = new RecordingHandler();
        try (SpoolArea spool = SpoolArea.open(folder, 64 * 1024, 1 << 20, 1 << 20, 0)) {
            EmbeddedChannel channel = new EmbeddedChannel(new SmtpConnection(
                    session(folder, handler, spool, lenient),
                    SmtpServerSettings.builder("mail.example", folder).build(),
                    false,
                    false,
                    Runnable::run));
            StringBuilder replies = new StringBuilder();
            drain(channel, replies);
            for (byte[] piece : pieces) {
                if (channel.isOpen()) {
                    channel.writeInbound(Unpooled.copiedBuffer(piece));
                }
                channel.runPendingTasks();
                drain(channel, replies);
            }
            channel.checkException();
            List<String> ids = handler.mails.stream().map(IncomingMail::id).toList();
            List<String> envelopes = handler.mails.stream()
                    .map(mail -> mail.envelope().toString())
                    .toList();
            channel.finishAndReleaseAll();
            assertThat(spool.used()).isZero();
            return new Outcome(
                    without(ids, replies.toString()),
                    envelopes,
                    handler.contents.stream()
                            .map(content -> without(ids, content))
                            .toList());
        } finally {
            Files.deleteIfExists(folder);
        }
    }

    private static SmtpSession session(Path folder, MailHandler handler, SpoolArea spool, boolean lenient) {
        return new SmtpSession(
                new SessionSurroundings(
                        SmtpServerSettings.builder("mail.example", folder).build(),
                        new GuardedHandler(handler),
                        spool,
                        new NetworkTraffic(NetworkLimits.builder().build(), () -> 0),
                        new TransactionIds(CLOCK),
                        CLOCK,
                        pause -> CompletableFuture.completedStage(null)),
                new ListenerSettings(
                        "relay",
                        ListenerKind.RELAY,
                        "127.0.0.1",
                        0,
                        true,
                        2000,
                        3,
                        new ListenerOptions(
                                Set.of(),
                                lenient ? ListenerOptions.LineBreaks.NORMALISE : ListenerOptions.LineBreaks.STRICT,
                                List.of(),
                                List.of(),
                                false)),
                new InetSocketAddress("192.0.2.1", 4711));
    }

    private static void drain(EmbeddedChannel channel, StringBuilder to) {
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            to.append(out.toString(StandardCharsets.US_ASCII));
            out.release();
        }
    }

    private static String without(List<String> ids, String text) {
        String result = text;
        for (String id : ids) {
            result = result.replace(id, "ID");
        }
        return result;
    }
}
