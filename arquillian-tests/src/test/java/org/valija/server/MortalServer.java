package org.valija.server;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A server with Valija and an application that a test may kill, and start again with the data that it had. Payara is the one
 * under test; WildFly, whose life is Arquillian's affair, has a second one, 200 ports above, with its database in a file.
 */
public final class MortalServer implements AutoCloseable {

    private final int offset;
    private final String application;
    private final Map<String, String> settings;
    private Process wildfly;

    private MortalServer(int offset, String application, Map<String, String> settings) {
        this.offset = offset;
        this.application = application;
        this.settings = settings;
    }

    /** Starts it with this application, which is not up yet when this returns. */
    public static MortalServer with(WebArchive application) throws IOException, InterruptedException {
        String name = name(application);
        return switch (TestServer.product()) {
            case WILDFLY -> wildfly(application, Map.of());
            case PAYARA -> {
                MortalServer server = new MortalServer(TestServer.portOffset(), name, Map.of());
                Path war = TestServer.work().resolve(application.getName());
                export(application, war);
                Administration.run(Administration.payara("deploy", "--name", name, war.toString()));
                yield server;
            }
        };
    }

    /**
     * The second WildFly, with nothing of an earlier life.
     *
     * @param settings system properties besides those of the server under test
     */
    public static MortalServer wildfly(WebArchive application, Map<String, String> settings)
            throws IOException, InterruptedException {
        MortalServer server = new MortalServer(TestServer.portOffset() + 200, name(application), settings);
        clear(base().resolve("data"));
        clear(base().resolve("valija"));
        export(application, base().resolve("deployments").resolve(application.getName()));
        server.start();
        return server;
    }

    private static String name(WebArchive application) {
        return application.getName().replace(".war", "");
    }

    private static void clear(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    if (!each.equals(folder)) {
                        Files.delete(each);
                    }
                }
            }
        }
    }

    private static void export(WebArchive application, Path file) {
        application.as(ZipExporter.class).exportTo(file.toFile(), true);
    }

    public int relayPort() {
        return 2525 + offset;
    }

    /** @param path within the application, such as {@code /rows} */
    public URI http(String path) {
        return URI.create("http://" + TestServer.HOST + ":" + (8080 + offset) + "/" + application + path);
    }

    /** As a crash would: nothing of it runs on, not even what it was just doing. */
    public void kill() throws IOException {
        switch (TestServer.product()) {
            case WILDFLY -> killWildFly();
            case PAYARA -> {
                ProcessHandle process = ProcessHandle.of(
                                Long.parseLong(Files.readString(TestServer.log().resolveSibling("../config/pid"))
                                        .strip()))
                        .orElseThrow();
                process.destroyForcibly();
                process.onExit().join();
            }
        }
    }

    /** Starts it again; returns before it serves. */
    public void start() throws IOException, InterruptedException {
        switch (TestServer.product()) {
            case WILDFLY -> startWildFly();
            case PAYARA ->
                Administration.run(List.of(
                        TestServer.home().resolve("bin/asadmin").toString(),
                        "--interactive=false",
                        "start-domain",
                        "valija-tests"));
        }
    }

    private static Path base() {
        return TestServer.work().resolve("spare");
    }

    private void startWildFly() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                TestServer.home().resolve("bin/standalone.sh").toString(),
                "-c",
                "standalone-full.xml",
                "-P=" + TestServer.work().resolve("valija.properties"),
                "-Djboss.server.base.dir=" + base(),
                "-Djboss.socket.binding.port-offset=" + offset,
                "-Dvalija.port.offset=" + offset,
                "-Dvalija.data=" + base().resolve("valija"),
                "-Dvalija.test.database=jdbc:h2:file:" + base().resolve("data/database")
                        + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE"));
        settings.forEach((name, value) -> command.add("-D" + name + "=" + value));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("JAVA_OPTS", "-Xmx400m -Djava.net.preferIPv4Stack=true");
        wildfly = builder.redirectErrorStream(true)
                .redirectOutput(base().resolve("console.log").toFile())
                .start();
    }

    private void killWildFly() {
        List<ProcessHandle> processes = Stream.concat(wildfly.descendants(), Stream.of(wildfly.toHandle()))
                .toList();
        processes.forEach(ProcessHandle::destroyForcibly);
        processes.forEach(process -> process.onExit().join());
    }

    /** Ends the second WildFly; Payara lives on without the application. */
    @Override
    public void close() throws IOException {
        switch (TestServer.product()) {
            case WILDFLY -> {
                killWildFly();
                Files.delete(base().resolve("deployments").resolve(application + ".war"));
            }
            case PAYARA -> undeploy();
        }
    }

    private void undeploy() throws IOException {
        try {
            Administration.run(Administration.payara("undeploy", application));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("Interrupted").initCause(e);
        }
    }
}
