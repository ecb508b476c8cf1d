package org.valija.program;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** A program that is spoken with line by line; each line is waited for at most 30 seconds. */
public final class Dialogue implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 30;

    private final Process process;
    private final Writer input;
    /** Empty for the end of the output. */
    private final BlockingQueue<Optional<String>> lines = new ArrayBlockingQueue<>(10_000);

    private Dialogue(Process process) {
        this.process = process;
        this.input = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts a program; what it writes to its standard error is dropped. */
    public static Dialogue with(String... command) throws IOException {
        Dialogue dialogue = new Dialogue(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
        Thread reader = new Thread(dialogue::readAll, "dialogue");
        reader.setDaemon(true);
        reader.start();
        return dialogue;
    }

    public void say(String line) throws IOException {
        input.write(line + "\n");
        input.flush();
    }

    /** The next line. */
    public String hear() throws IOException, InterruptedException {
        Optional<String> line = lines.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new IOException("Nothing came within " + TIMEOUT_SECONDS + " seconds");
        }
        return line.orElseThrow(() -> new IOException("It has ended"));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private void readAll() {
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                lines.put(Optional.of(line));
            }
            lines.put(Optional.empty());
        } catch (IOException e) {
            lines.add(Optional.empty()); // close() ends the reading
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
