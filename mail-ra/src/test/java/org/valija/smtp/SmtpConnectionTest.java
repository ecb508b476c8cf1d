package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.MailAddress;
import org.valija.Reply;
import org.valija.TransmissionOptions;
import org.valija.smtp.network.NetworkTraffic;
import org.valija.smtp.spool.SpoolArea;
import org.valija.spi.ListenerSettings;

/** How a connection waits: for the mail handler, and for a client that does not read. */
class SmtpConnectionTest {

    @TempDir
    Path folder;

    private final CompletableFuture<Reply> recipientReply = new CompletableFuture<>();
    private SpoolArea spool;
    private EmbeddedChannel channel;

    @BeforeEach
    void connect() throws Exception {
        spool = SpoolArea.open(folder, 1000, 100_000, 100_000, 0);
        SmtpServerSettings settings = SmtpServerSettings.builder("mail.example", folder)
                .limits(limits -> limits.maxCommands(10_000))
                .build();
        MailHandler handler = new RecordingHandler() {
            @Override
            public CompletionStage<RecipientAnswer> recipient(
                    Client client,
                    Optional<MailAddress> reversePath,
                    long declaredSize,
                    TransmissionOptions options,
                    MailAddress recipient) {
                return recipientReply.thenApply(reply -> new RecipientAnswer(reply, recipient));
            }
        };
        SessionSurroundings surroundings = new SessionSurroundings(
                settings,
                new GuardedHandler(handler),
                spool,
                new NetworkTraffic(settings.limits().network(), () -> 0),
                new TransactionIds(Clock.systemUTC()),
                Clock.systemUTC(),
                pause -> CompletableFuture.completedStage(null));
        SmtpSession session = new SmtpSession(
                surroundings,
                new ListenerSettings("relay", ListenerKind.RELAY, "127.0.0.1", 0, true, 1_000_000, 10),
                new InetSocketAddress("192.0.2.1", 4711));
        channel = new EmbeddedChannel(new SmtpConnection(session, settings, false, false, Runnable::run));
        assertThat(sent()).startsWith("220 ");
        receive("HELO x\r\n");
        assertThat(sent()).isEqualTo("250 mail.example\r\n");
    }

    @AfterEach
    void disconnect() {
        channel.finishAndReleaseAll();
        spool.close();
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII));
    }

    private String sent() {
        StringBuilder all = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.append(out.toString(StandardCharsets.US_ASCII));
            out.release();
        }
        return all.toString();
    }

    @Test
    void repliesOfABatchWaitForTheHandler() {
        receive("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nNOOP\r\n");
        assertThat(sent()).as("all in one flush").isEmpty();
        recipientReply.complete(RecordingHandler.OK);
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo("250 2.1.0 Ok\r\n250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n");
    }

    @Test
    void repliesOfABatchDoNotWaitLong() {
        receive("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nNOOP\r\n");
        channel.advanceTimeBy(100, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(sent()).isEqualTo("250 2.1.0 Ok\r\n");
        recipientReply.complete(RecordingHandler.OK);
        channel.runPendingTasks();
        assertThat(sent()).isEqualTo("250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n");
    }

    @Test
    void repliesGoOutWhereTheHandlerHasTheLastCommand() {
        receive("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n");
        assertThat(sent()).isEqualTo("250 2.1.0 Ok\r\n");
    }

    @Test
    void readingStopsWhileTheHandlerThinksAndTheBufferIsFull() {
        receive("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n");
        assertThat(channel.config().isAutoRead())
                .as("so that a client's end is noticed")
                .isTrue();
        receive("NOOP\r\n".repeat(4000));
        assertThat(channel.config().isAutoRead()).isFalse();
        recipientReply.complete(RecordingHandler.OK);
        channel.runPendingTasks();
        assertThat(channel.config().isAutoRead()).isTrue();
        assertThat(sent().lines()).hasSize(2 + 4000);
    }

    @Test
    void nothingIsDoneForAClientThatDoesNotReadItsReplies() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        receive("NOOP\r\n".repeat(4000));
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(sent()).isEmpty();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(sent().lines()).hasSize(4000);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    /** It has closed its side, and what it has asked for stays with us: too little to fill our buffer. */
    @Test
    void aClientThatHasClosedItsSideAndReadsNothingIsLetGo() {
        recipientReply.complete(RecordingHandler.OK);
        receive("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nBDAT 1000\r\nhalf a message");
        assertThat(spool.used()).isPositive();
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message); // and the promise is never kept
            }
        });
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(spool.used()).isZero();
        assertThat(channel.isOpen()).as("it may still read").isTrue();
        channel.advanceTimeBy(121, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void anAnswerAfterTheClientsEndIsNoFault() {
        receive("MAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\n");
        channel.close();
        recipientReply.complete(RecordingHandler.OK);
        channel.runPendingTasks();
        channel.checkException();
    }
}
