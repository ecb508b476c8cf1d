package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.valija.ListenerKind;
import org.valija.Reply;
import org.valija.smtp.tls.TlsKeys;
import org.valija.spi.ListenerOptions;
import org.valija.spi.ListenerSettings;

/** A server for tests, with a relay listener, and a handler whose deliveries can be held. */
final class RunningServer implements AutoCloseable {

    private final BlockingQueue<CompletableFuture<Reply>> held = new LinkedBlockingQueue<>();
    private volatile boolean holding;

    final RecordingHandler handler = new RecordingHandler() {
        @Override
        public CompletionStage<Reply> deliver(IncomingMail mail) {
            CompletionStage<Reply> delivered = super.deliver(mail);
            if (!holding) {
                return delivered;
            }
            CompletableFuture<Reply> reply = new CompletableFuture<>();
            held.add(reply);
            return reply;
        }
    };

    final SmtpServer server;
    final int port;
    private final Path spool;

    RunningServer(SmtpServerSettings.Builder settings) throws IOException {
        SmtpServerSettings built = settings.build();
        spool = built.spool().folder();
        server = new SmtpServer(built, handler);
        port = open(ListenerKind.RELAY);
    }

    static SmtpServerSettings.Builder settings(Path folder, TlsKeys keys) {
        Path spool = folder.resolve("spool");
        return SmtpServerSettings.builder("mail.example", spool)
                .tls(keys)
                .spool(new SpoolSettings(
                        spool, 64 * 1024, SpoolSettings.DEFAULT_MAX_MEMORY, SpoolSettings.DEFAULT_MAX_DISK))
                .limits(limits -> limits.failedLoginDelay(Duration.ofMillis(200)))
                .timeouts(timeouts -> timeouts.close(Duration.ofMillis(500)))
                .threads(2);
    }

    int open(ListenerKind kind) {
        return open(kind.name(), kind, ListenerOptions.DEFAULT);
    }

    int open(String name, ListenerKind kind, ListenerOptions options) {
        return server.apply(new ListenerSettings(name, kind, "127.0.0.1", 0, true, 50_000_000, 100, options))
                .port();
    }

    /** From now on deliveries wait; {@link #delivery} gives them out one by one. */
    void holdDeliveries() {
        holding = true;
    }

    CompletableFuture<Reply> delivery() throws InterruptedException {
        CompletableFuture<Reply> delivery = held.poll(30, TimeUnit.SECONDS);
        assertThat(delivery).as("a delivery within 30 s").isNotNull();
        return delivery;
    }

    /** Forgets what a test has done. */
    void reset() {
        holding = false;
        handler.turnsDown = false;
        handler.mails.clear();
        handler.contents.clear();
        handler.connected.clear();
    }

    int sessions() {
        return server.listeners().stream()
                .mapToInt(listener -> listener.sessions())
                .sum();
    }

    List<Path> spoolFiles() {
        try (Stream<Path> files = Files.list(spool)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean holdsNothing() {
        return spoolFiles().isEmpty() && server.spooledOctets() == 0;
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waiting for: " + what).isLessThan(end);
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
