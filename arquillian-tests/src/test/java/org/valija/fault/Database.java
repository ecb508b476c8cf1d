package org.valija.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.valija.server.TestServer;

/** H2 in a process of its own, that a test may kill, and start again with what it had. */
final class Database implements AutoCloseable {

    private final int port;
    private final Path folder;
    private Process process;

    Database(int port, Path folder) {
        this.port = port;
        this.folder = folder;
    }

    String url() {
        return "jdbc:h2:tcp://127.0.0.1:" + port + "/outage;WRITE_DELAY=0";
    }

    /** Returns before it serves. */
    void start() throws IOException {
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        jar().toString(),
                        "org.h2.tools.Server",
                        "-tcp",
                        "-tcpPort",
                        Integer.toString(port),
                        "-ifNotExists",
                        "-baseDir",
                        folder.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("console.log").toFile())
                .start();
    }

    /** WildFly's own. */
    private static Path jar() throws IOException {
        try (Stream<Path> files =
                Files.list(TestServer.home().resolve("modules/system/layers/base/com/h2database/h2/main"))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .findAny()
                    .orElseThrow();
        }
    }

    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
