package org.valija.smtp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLSession;
import org.valija.TlsParameters;
import org.valija.smtp.SmtpSession.Input;
import org.valija.smtp.spool.Spool;
import org.valija.smtp.wire.ChunkDecoder;
import org.valija.smtp.wire.CommandDecoder;
import org.valija.smtp.wire.ContentDecoder;
import org.valija.smtp.wire.DataDecoder;

/**
 * The I/O around a {@link SmtpSession}: reads, cuts input into events, writes replies, keeps the deadlines.
 *
 * <p>Threading: everything runs on the channel's event loop, except {@link #shutDown}, and the stages that the session
 * waits for, which complete anywhere and hop back here.
 */
final class SmtpConnection extends ChannelInboundHandlerAdapter {

    private static final System.Logger LOG = System.getLogger(SmtpConnection.class.getName());

    /** Octets that may wait unread by the session before reading from the socket pauses. */
    private static final int READ_AHEAD = 16 * 1024;

    /** When is looked again for a login or a message that is late because we are at it, or replies are not read. */
    private static final long LATE = TimeUnit.SECONDS.toNanos(1);

    /** How long we go on reading, for nothing, behind the last reply: closing at once would reset it away. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    /** How long replies wait at most for those of the commands behind them, to leave in one piece. */
    private static final Duration BATCH = Duration.ofMillis(100);

    /** RFC 8446 section 5.1: how a record of a handshake begins, and no command does. */
    private static final byte TLS_RECORD = 22;

    private final SmtpSession session;
    private final SmtpServerSettings settings;
    private final boolean implicitTls;
    private final boolean asksCertificate;
    private final Executor handshakes;
    /** The shortest of all time limits, in nanoseconds. */
    private final long shortestLimit;

    private Channel channel;
    private ChannelHandlerContext context;
    private ByteBuf input = Unpooled.EMPTY_BUFFER;
    private final CommandDecoder commands;
    private ContentDecoder contentDecoder;
    /** What the open stage reads from, if it does. */
    private byte[] contentBuffer;

    /** A stage is open: no event for the session. */
    private boolean busy;
    /** The step with that stage. */
    private Step.Await<?> awaited;
    /** {@link #run} is on the stack. */
    private boolean running;

    /** Replies were written that may still be here. */
    private boolean unflushed;
    /** Flushes them, if a stage takes long. */
    private Future<?> flushTimer;

    private boolean inputEnded;
    /** Until then nothing can be written, nor a client that ends its side say more. */
    private boolean handshaking;

    private boolean handshakeFailed;
    /** {@link #end} was called, or the connection is gone. */
    private boolean closing;
    /** After {@link #end}: all replies have left. */
    private boolean repliesGone;

    private boolean shuttingDown;
    /** When the wait for the input began that is due now. */
    private long waitingSince;

    /** When the client connected, or was greeted. */
    private long clientSince;
    /** The deadline, or the end of lingering: whatever comes next. */
    private Future<?> timer;

    /**
     * @param asksCertificate whether TLS handshakes ask the client for a certificate
     * @param handshakes does the arithmetic of TLS handshakes, off the event loops
     */
    SmtpConnection(
            SmtpSession session,
            SmtpServerSettings settings,
            boolean implicitTls,
            boolean asksCertificate,
            Executor handshakes) {
        this.session = session;
        this.settings = settings;
        this.implicitTls = implicitTls;
        this.asksCertificate = asksCertificate;
        this.handshakes = handshakes;
        this.shortestLimit = shortest(settings.timeouts());
        this.commands = new CommandDecoder(session::lineLimit, session.lineBreaks());
    }

    // ---- events of the channel ----

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        channel = ctx.channel();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        waitingSince = System.nanoTime();
        clientSince = waitingSince;
        scheduleDeadline(Long.MAX_VALUE);
        if (implicitTls) {
            addTls();
        } else {
            handle(session.connected(Optional.empty(), this::hasInput));
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf octets = (ByteBuf) message;
        if (closing) {
            octets.release();
            return;
        }
        input = ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(ctx.alloc(), input, octets);
        run();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        run();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent handshake) {
            handshakeDone(handshake);
        } else if (event instanceof ChannelInputShutdownEvent) {
            // A client may close its side and still read replies; what it has sent is served.
            inputEnded = true;
            if (handshaking || repliesGone) {
                channel.close();
            }
            run();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        closing = true;
        session.disconnected();
        dropInput();
        timer.cancel(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Resets, and broken TLS as a DecoderException, are the client's affair.
        if (handshakeFailed) {
            ctx.close(); // and logged
            return;
        }
        if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "Connection with {0} broke: {1}",
                    session.client().address(),
                    cause);
        } else {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "Session with " + session.client().address() + " failed",
                    cause);
        }
        ctx.close();
    }

    // ---- the one loop ----

    /** Feeds the session with what is there, and sends its replies in one flush. */
    private void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            boolean more = true;
            while (more && !busy && !closing && channel.isWritable()) {
                more = shuttingDown && betweenCommands() ? handle(session.serverClosing()) : feed();
            }
        } finally {
            running = false;
        }
        // Behind an open stage the replies wait for those of the commands that are there already.
        if (!busy || !input.isReadable()) {
            flush();
        } else if (unflushed && flushTimer == null) {
            flushTimer = channel.eventLoop().schedule(this::flush, BATCH.toNanos(), TimeUnit.NANOSECONDS);
        }
        if (inputEnded && !busy && !closing && channel.isWritable()) {
            end(settings.timeouts().unread());
        }
        if (input.isReadable()) {
            input.discardSomeReadBytes();
        } else {
            dropInput(); // an idle session holds no buffer
        }
        boolean paused = busy || !channel.isWritable();
        channel.config().setAutoRead(closing || !paused || input.readableBytes() < READ_AHEAD);
    }

    private void flush() {
        unflushed = false;
        if (flushTimer != null) {
            flushTimer.cancel(false);
            flushTimer = null;
        }
        channel.flush();
    }

    /** Whether a session that ends here loses no message that is under way. */
    private boolean betweenCommands() {
        return session.expects() == Input.COMMAND || session.expects() == Input.AUTH_RESPONSE;
    }

    /** @return whether something was there to feed */
    private boolean feed() {
        return switch (session.expects()) {
            case NOTHING -> false;
            case COMMAND, AUTH_RESPONSE -> feedLine();
            case DATA, CHUNK -> feedContent();
        };
    }

    private boolean feedLine() {
        if (session.expects() == Input.COMMAND && isTlsRecord()) {
            return handle(session.tlsUnasked());
        }
        Optional<CommandDecoder.Line> line = commands.decode(input);
        if (line.isEmpty()) {
            return false;
        }
        session.contentPace().pause(System.nanoTime() - waitingSince);
        if (line.get() instanceof CommandDecoder.Complete complete) {
            return handle(
                    session.expects() == Input.AUTH_RESPONSE
                            ? session.authResponse(complete.octets())
                            : session.command(complete.octets(), hasInput()));
        }
        return handle(session.lineTooLong());
    }

    private boolean hasInput() {
        return input.isReadable();
    }

    private boolean isTlsRecord() {
        return commands.isAtStartOfLine() && input.isReadable() && input.getByte(input.readerIndex()) == TLS_RECORD;
    }

    private boolean feedContent() {
        if (contentDecoder == null) {
            contentDecoder =
                    session.expects() == Input.DATA ? new DataDecoder() : new ChunkDecoder(session.chunkSize());
            session.contentPace().begin(System.nanoTime());
        }
        if (contentDecoder.isEnded()) {
            contentDecoder = null;
            return handle(session.endOfContent());
        }
        if (!input.isReadable()) {
            return false;
        }
        ContentPace pace = session.contentPace();
        long now = System.nanoTime();
        if (pace.left(now) <= 0) {
            return handle(session.timedOut());
        }
        byte[] buffer = ContentBuffers.take();
        int length = contentDecoder.decode(input, buffer);
        boolean slow = pace.isTooSlow(now - waitingSince, length);
        handle(slow ? session.tooSlow() : session.content(buffer, length));
        if (busy && length > Spool.COPIED) {
            contentBuffer = buffer;
        } else {
            ContentBuffers.giveBack(buffer);
        }
        return true;
    }

    /** @return true: go on with what there is */
    private boolean handle(Step step) {
        waitingSince = System.nanoTime();
        if (step instanceof Step.Respond respond) {
            respond(respond);
        } else if (step instanceof Step.RespondEach each) {
            each.replies().forEach(reply -> respond(new Step.Respond(reply, Step.After.GO_ON)));
            handle(each.next());
        } else if (step instanceof Step.Await<?> await) {
            await(await);
        }
        return true;
    }

    private void respond(Step.Respond respond) {
        if (closing) {
            return;
        }
        LOG.log(System.Logger.Level.TRACE, "{0} < {1}", session.client().address(), respond.reply());
        context.write(Unpooled.wrappedBuffer(respond.reply().encode()));
        unflushed = true;
        switch (respond.after()) {
            case GO_ON -> {}
            case NEW_CLIENT -> clientSince = System.nanoTime();
            case CLOSE -> end(LINGER);
            case START_TLS -> {
                // RFC 3207 section 4.2, CVE-2011-0411: what came in the clear behind STARTTLS is not a command.
                dropInput();
                context.flush();
                addTls();
            }
        }
    }

    private <T> void await(Step.Await<T> await) {
        busy = true;
        awaited = await;
        await.stage()
                .whenComplete((value, failure) -> onEventLoop(() -> {
                    if (awaited == await) {
                        resume(await, value, failure);
                    } // else it comes too late: its time was up
                }));
    }

    private <T> void resume(Step.Await<T> await, T value, Throwable failure) {
        busy = false;
        awaited = null;
        if (contentBuffer != null) {
            ContentBuffers.giveBack(contentBuffer);
            contentBuffer = null;
        }
        try {
            handle(await.resume().apply(value, failure));
            run();
        } catch (RuntimeException | Error e) {
            exceptionCaught(context, e); // the stage's own caller would swallow it
        }
    }

    private void onEventLoop(Runnable task) {
        if (channel.eventLoop().inEventLoop()) {
            task.run();
            return;
        }
        try {
            channel.eventLoop().execute(task);
        } catch (RejectedExecutionException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The server closed before the session with {0} could be answered",
                    session.client().address());
        }
    }

    // ---- TLS ----

    private void addTls() {
        handshaking = true;
        SslHandler handler = settings.tls().orElseThrow().newHandler(context.alloc(), handshakes, asksCertificate);
        handler.setHandshakeTimeoutMillis(settings.timeouts().handshake().toMillis());
        // Right before us: what follows a PROXY protocol header comes from the handler of that, which is in front.
        context.pipeline().addBefore(context.name(), null, handler);
    }

    private void handshakeDone(SslHandshakeCompletionEvent handshake) {
        handshaking = false;
        if (!handshake.isSuccess()) {
            handshakeFailed = true;
            LOG.log(
                    System.Logger.Level.DEBUG,
                    "TLS handshake with {0} failed: {1}",
                    session.client().address(),
                    handshake.cause());
            channel.close();
            return;
        }
        SSLSession tls = context.pipeline().get(SslHandler.class).engine().getSession();
        // Until it is known whom a certificate shows, what the client says waits.
        await(new Step.Await<>(
                settings.tls().orElseThrow().parameters(tls, handshakes), Optional.empty(), this::secured));
    }

    private Step secured(TlsParameters parameters, Throwable failure) {
        if (closing) {
            return Step.GO_ON; // the client has gone meanwhile
        }
        if (failure != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The certificate of {0} could not be looked at: {1}",
                    session.client().address(),
                    failure);
            channel.close();
            return Step.GO_ON;
        }
        parameters
                .certificate()
                .ifPresent(shown -> LOG.log(
                        System.Logger.Level.DEBUG,
                        "{0} has shown the certificate {1} of {2}",
                        session.client().address(),
                        shown.subject(),
                        shown.issuer()));
        return implicitTls
                ? session.connected(Optional.of(parameters), this::hasInput)
                : session.tlsStarted(parameters);
    }

    // ---- deadlines and the end ----

    /** What is waited for changes much more often than a deadline is met, so the timer only looks from time to time. */
    private void scheduleDeadline(long nanos) {
        timer = channel.eventLoop().schedule(this::checkDeadline, Math.min(nanos, shortestLimit), TimeUnit.NANOSECONDS);
    }

    private static long shortest(SessionTimeouts timeouts) {
        return Stream.of(
                        timeouts.command(),
                        timeouts.block(),
                        timeouts.content(),
                        timeouts.unauthenticated(),
                        timeouts.unread(),
                        timeouts.greeting(),
                        timeouts.recipient(),
                        timeouts.login(),
                        timeouts.delivery())
                .mapToLong(Duration::toNanos)
                .min()
                .orElseThrow();
    }

    /** How long may be waited for what is waited for now. */
    private long limit() {
        if (busy) {
            return awaited.limit().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        }
        SessionTimeouts timeouts = settings.timeouts();
        if (!channel.isWritable()) {
            return timeouts.unread().toNanos();
        }
        return (betweenCommands() ? timeouts.command() : timeouts.block()).toNanos();
    }

    private void checkDeadline() {
        if (closing) {
            return;
        }
        long now = System.nanoTime();
        long limit = limit();
        long waited = now - waitingSince;
        long leftToLogin = session.needsLogin()
                ? settings.timeouts().unauthenticated().toNanos() - (now - clientSince)
                : Long.MAX_VALUE;
        long leftForContent = busy ? Long.MAX_VALUE : session.contentPace().left(now);
        if (leftToLogin <= 0 && !busy && channel.isWritable()) {
            handle(session.notLoggedIn());
            run();
        } else if (leftForContent <= 0 && channel.isWritable()) {
            handle(session.timedOut());
            run();
        } else if (waited < limit) {
            long next = Math.min(limit - waited, Math.max(leftToLogin, LATE));
            scheduleDeadline(Math.min(next, Math.max(leftForContent, LATE)));
        } else if (busy) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The mail handler has not answered for {0} s; the session with {1} goes on without it",
                    String.valueOf(TimeUnit.NANOSECONDS.toSeconds(waited)),
                    session.client().address());
            scheduleDeadline(Long.MAX_VALUE);
            contentBuffer = null; // whoever is late may still read from it
            resume(awaited, null, new TimeoutException());
        } else if (channel.isWritable()) {
            handle(session.timedOut());
            run();
        } else {
            channel.close(); // it reads no replies either
        }
    }

    /** From any thread: ends the session as soon as it loses no message that is under way. */
    void shutDown() {
        onEventLoop(() -> {
            shuttingDown = true;
            run();
        });
    }

    /** From any thread: ends the connection now. */
    void abort() {
        channel.close();
    }

    /**
     * The one way to end a connection whose client may still get replies: closes our side behind the last of them.
     *
     * @param patience how long the client may take to read them and to close its own side; then the connection is cut off
     */
    private void end(Duration patience) {
        closing = true;
        session.disconnected();
        dropInput();
        timer.cancel(false);
        timer = channel.eventLoop().schedule(this::abort, patience.toMillis(), TimeUnit.MILLISECONDS);
        channel.config().setAutoRead(true);
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener((ChannelFutureListener) sent -> {
            repliesGone = true;
            SslHandler tls = context.pipeline().get(SslHandler.class);
            if (tls != null) {
                tls.closeOutbound();
            }
            if (inputEnded) {
                channel.close();
            } else if (channel instanceof SocketChannel socket && channel.isActive()) {
                socket.shutdownOutput();
            }
        });
    }

    private void dropInput() {
        input.release();
        input = Unpooled.EMPTY_BUFFER;
    }
}
