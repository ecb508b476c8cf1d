package org.valija.program;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One program to run. */
public final class Program {

    private final ProcessBuilder builder;
    private final Path output;
    private byte[] input = {};
    private int timeoutSeconds = 60;

    private Program(List<String> command, Path output) {
        this.output = output;
        this.builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    }

    /** What it ended with, and all that it wrote. */
    public record Result(int status, String output) {}

    /**
     * @param command the program, found in the PATH, and its arguments
     */
    public static Program of(String... command) throws IOException {
        return new Program(new ArrayList<>(List.of(command)), Files.createTempFile("program", ".out"));
    }

    /** Where the program is in the PATH. */
    public static Optional<Path> find(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    public Program in(Path folder) {
        builder.directory(folder.toFile());
        return this;
    }

    public Program environment(String name, String value) {
        builder.environment().put(name, value);
        return this;
    }

    public Program input(String text) {
        input = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Gives it another time than 60 seconds. */
    public Program within(int seconds) {
        timeoutSeconds = seconds;
        return this;
    }

    /** Runs it to its end; when its time is up it is killed, and that is an error. */
    public Result run() throws IOException, InterruptedException {
        Process process = builder.start();
        try {
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input);
            } catch (IOException e) {
                // It ended without reading all: its status and its output say why.
                if (process.isAlive()) {
                    throw e;
                }
            }
            if (!process.waitFor(timeoutSeconds, TimeUnit.SECONDS)) {
                throw new IOException(String.join(" ", builder.command()) + " did not end within " + timeoutSeconds
                        + " seconds; so far: " + written());
            }
            return new Result(process.exitValue(), written());
        } finally {
            process.destroyForcibly();
            Files.deleteIfExists(output);
        }
    }

    private String written() throws IOException {
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
