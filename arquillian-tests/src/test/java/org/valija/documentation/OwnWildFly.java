package org.valija.documentation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.valija.program.Program;
import org.valija.server.TestServer;

/**
 * A WildFly as it comes out of its zip, on which the commands of docs/deploy-wildfly.md are given. Its ports are 100 above
 * those of the server under test, it listens on the loopback only, and nothing leaves it.
 */
final class OwnWildFly implements AutoCloseable {

    private static final int OFFSET = TestServer.portOffset() + 100;
    private static final String CONTROLLER = "--controller=127.0.0.1:" + (9990 + OFFSET);

    /** On a crowded machine a deployment takes a minute. */
    private static final int TIMEOUT_SECONDS = 180;

    private final Path home;
    private Process server;

    private OwnWildFly(Path home) {
        this.home = home;
    }

    /** Unpacks it: what a server changes is copied, the rest is linked. */
    static OwnWildFly in(Path folder) throws IOException, InterruptedException {
        Path zip = Path.of(System.getProperty("valija.test.server.home"));
        try (Stream<Path> entries = Files.list(zip)) {
            for (Path entry : entries.toList()) {
                String name = entry.getFileName().toString();
                if (List.of("standalone", "domain").contains(name)) {
                    Program.of("cp", "-R", entry.toString(), folder.toString()).run();
                } else {
                    Files.createSymbolicLink(folder.resolve(name), entry);
                }
            }
        }
        return new OwnWildFly(folder);
    }

    static int port(int port) {
        return port + OFFSET;
    }

    /** Gives a command of the page: ports, passwords and files are those of this test. */
    void run(Command command) throws IOException, InterruptedException {
        if (command.program().equals("bin/standalone.sh")) {
            start(command.line());
            awaitRunning();
        } else {
            execute(command.line()
                    .replace("--connect", "--connect " + CONTROLLER)
                    .replace("/etc/valija/keystore.p12", keyStore().toString()));
        }
        if (command.line().contains("--restart")) {
            awaitRunning();
        }
    }

    /** Deploys what the reader has. */
    void deploy(Path application) throws IOException, InterruptedException {
        execute("bin/jboss-cli.sh --connect " + CONTROLLER + " 'deploy " + application + "'");
    }

    private void start(String line) throws IOException {
        String command = "exec " + line
                + " -Djboss.socket.binding.port-offset=" + OFFSET
                + " -Dvalija.port.offset=" + OFFSET
                + " -Dvalija.bind.address=127.0.0.1 -Dvalija.sandbox=true";
        ProcessBuilder builder = new ProcessBuilder("bash", "-c", command).directory(home.toFile());
        builder.environment().put("VALIJA_KEYSTORE_PASSWORD", "secreto-tls");
        builder.environment().put("JAVA_OPTS", "-Xmx512m -Djava.net.preferIPv4Stack=true");
        server = builder.redirectErrorStream(true)
                .redirectOutput(home.resolve("console.log").toFile())
                .start();
    }

    /** Starts take their time. Once it is up, a change may ask for a restart. */
    private void awaitRunning() throws IOException, InterruptedException {
        Program.Result state = null;
        for (int i = 0; i < 60; i++) {
            state = shell("bin/jboss-cli.sh --connect " + CONTROLLER + " ':read-attribute(name=server-state)'");
            if (state.output().matches("(?s).*\"(running|(reload|restart)-required)\".*")) {
                return;
            }
            Thread.sleep(1000);
        }
        throw new IOException("WildFly is not running: " + state);
    }

    private void execute(String line) throws IOException, InterruptedException {
        Program.Result result = shell(line);
        if (result.status() != 0) {
            throw new IOException(line + " has failed: " + result.output());
        }
    }

    private Program.Result shell(String line) throws IOException, InterruptedException {
        return Program.of("bash", "-euo", "pipefail", "-c", line)
                .in(home)
                .environment("VALIJA", Page.ROOT.toString())
                .environment("JAVA_HOME", System.getProperty("java.home"))
                .within(TIMEOUT_SECONDS)
                .run();
    }

    private static Path keyStore() {
        return TestServer.keyStore();
    }

    String log() throws IOException {
        return Files.readString(home.resolve("standalone/log/server.log"));
    }

    @Override
    public void close() {
        if (server != null) {
            List<ProcessHandle> processes = Stream.concat(server.descendants(), Stream.of(server.toHandle()))
                    .toList();
            processes.forEach(ProcessHandle::destroyForcibly);
            server.onExit().join();
        }
    }
}
