package org.valija.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.valija.Client;
import org.valija.ListenerKind;
import org.valija.Reply;
import org.valija.spi.ListenerSettings;

/** A server in a process of its own, with so little memory that it would not outlive what it must not keep. */
final class ForkedServer implements AutoCloseable {

    private static final int MAX_CONNECTIONS = 6_000;

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream questions;
    final int port;

    /**
     * @param prefix of the command line, for limits of the system's
     * @param heap in MiB; as much again for buffers outside of the heap
     */
    ForkedServer(Path spool, int heap, String... prefix) throws IOException {
        List<String> command = new ArrayList<>(List.of(prefix));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                ForkedServer.class.getName(),
                spool.toString()));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "forked-server.log").toFile()))
                .start();
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        port = (int) answer();
    }

    private long answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("The server has died; see target/forked-server.log");
        }
        return Long.parseLong(line);
    }

    private long ask(String question) throws IOException {
        questions.println(question);
        return answer();
    }

    int sessions() throws IOException {
        return (int) ask("sessions");
    }

    /** Octets of objects that are in use. */
    long liveHeap() throws IOException {
        return ask("heap");
    }

    long spooledOctets() throws IOException {
        return ask("spooled");
    }

    @Override
    public void close() throws IOException {
        questions.println("end");
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    // ---- in the other process ----

    /** Takes everything and forgets it. */
    private static final class ForgetfulHandler extends RecordingHandler {

        @Override
        public CompletionStage<Reply> connect(Client client) {
            return CompletableFuture.completedStage(OK);
        }

        @Override
        public CompletionStage<Reply> deliver(IncomingMail mail) {
            return CompletableFuture.completedStage(OK);
        }
    }

    public static void main(String[] args) throws Exception {
        Path spool = Files.createDirectories(Path.of(args[0]));
        SmtpServerSettings settings = SmtpServerSettings.builder("mail.example", spool)
                .spool(new SpoolSettings(spool, 64 * 1024, 16 << 20, 4L << 30, 0))
                .limits(limits -> limits.maxConnections(MAX_CONNECTIONS).maxCommands(1_000_000))
                .timeouts(timeouts -> timeouts.unread(Duration.ofSeconds(3)).close(Duration.ofMillis(500)))
                .threads(2)
                .build();
        try (SmtpServer server = new SmtpServer(settings, new ForgetfulHandler())) {
            System.out.println(server.apply(
                            new ListenerSettings("relay", ListenerKind.RELAY, "127.0.0.1", 0, true, 60_000_000, 100))
                    .port());
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            Optional<String> question = Optional.ofNullable(questions.readLine());
            while (question.isPresent() && !question.get().equals("end")) {
                System.out.println(answer(question.get(), server));
                question = Optional.ofNullable(questions.readLine());
            }
        }
        System.exit(0);
    }

    private static long answer(String question, SmtpServer server) throws InterruptedException {
        return switch (question) {
            case "sessions" -> server.listeners().get(0).sessions();
            case "spooled" -> server.spooledOctets();
            case "heap" -> {
                System.gc();
                Thread.sleep(200);
                System.gc();
                yield Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            }
            default -> throw new IllegalArgumentException(question);
        };
    }
}
