package org.valija.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.valija.run.PortCheck.NeededPort;
import org.valija.run.ServerOutput.OpenListener;

/**
 * Starts the server and stays until it ends. The thread that calls {@link #main} waits for the server; a shutdown hook
 * stops the server when this JVM is told to end (Ctrl-C, SIGTERM).
 */
public final class Launch {

    /** On a slow machine a first start takes more than a minute. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(60);

    /** A server that was stopped in good order, by itself, by SIGINT or by SIGTERM. */
    private static final Set<Integer> STOPPED = Set.of(0, 130, 143);

    private static final String ADMIN = "admin";

    private final WildFly wildfly;
    private final List<Path> scripts;
    private final List<Path> deployments;
    private final RunSettings settings;

    private Optional<String> newPassword = Optional.empty();
    private volatile boolean stopping;
    private volatile boolean failing;

    private Launch(WildFly wildfly, List<Path> scripts, List<Path> deployments, RunSettings settings) {
        this.wildfly = wildfly;
        this.scripts = scripts;
        this.deployments = deployments;
        this.settings = settings;
    }

    /**
     * @param args the unpacked WildFly; the folder of the CLI scripts; the default data folder; the archives to deploy
     */
    public static void main(String[] args) throws Exception {
        try {
            Path scripts = Path.of(args[1]);
            Launch launch = new Launch(
                    new WildFly(Path.of(args[0])),
                    List.of(scripts.resolve("valija.cli"), scripts.resolve("demo.cli")),
                    List.of(args).subList(3, args.length).stream().map(Path::of).toList(),
                    RunSettings.from(System.getProperties(), Path.of(args[2])));
            launch.run();
            System.exit(0);
        } catch (CannotRunException e) {
            System.err.println("ERROR: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() throws CannotRunException, IOException, InterruptedException {
        try (DataFolder data = DataFolder.open(settings.data())) {
            PortCheck.require(neededPorts(data));
            System.out.println("Starting the server with the data in " + data.path() + " ...");

            Certificate certificate = new Certificate(data.path());
            Properties properties = serverProperties(data);
            certificate.into(properties, properties.getProperty("valija.hostname"));
            ServerConfiguration configuration = new ServerConfiguration(wildfly, data);
            configuration.make(scripts, userCommands(data), deployments);
            Path propertiesFile = configuration.writeProperties(properties);

            Process server = wildfly.server(
                            data.server(), data.log().getParent(), ServerConfiguration.FILE, propertiesFile)
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, data), "stop-server"));
            data.serverStarted(server.toHandle());
            ServerOutput output = new ServerOutput(System.err);
            Thread reader = new Thread(() -> output.read(server.getInputStream()), "server-output");
            reader.setDaemon(true);
            reader.start();

            Optional<String> obstacle = obstacle(server, output, data);
            if (obstacle.isEmpty()) {
                System.out.println(readyBlock(output, data, certificate).text());
                data.wasReady();
            } else if (server.isAlive() && !stopping) {
                throw failed(obstacle.get(), output, data);
            }
            int exitCode = server.waitFor();
            if (!stopping && !STOPPED.contains(exitCode)) {
                throw failed("The server has ended unexpectedly (exit code " + exitCode + ")", output, data);
            }
        }
    }

    private List<NeededPort> neededPorts(DataFolder data) {
        List<NeededPort> ports = new ArrayList<>();
        // Later the database says which ports there are, and the console tells when one can't be opened.
        if (data.isNew()) {
            settings.mailPorts()
                    .forEach(port -> ports.add(new NeededPort(
                            port.listener(), settings.bindAddress(), port.port() + settings.portOffset())));
        }
        ports.add(new NeededPort("console", settings.bindAddress(), settings.consolePort()));
        ports.add(new NeededPort(
                "administration of WildFly", InetAddress.getLoopbackAddress(), settings.managementPort()));
        return ports;
    }

    /** What the user has given goes before what the demo chooses. */
    private Properties serverProperties(DataFolder data) {
        Properties properties = new Properties();
        properties.setProperty("valija.hostname", "localhost");
        properties.setProperty("valija.sandbox", "true");
        // valija.cli lets 64 of each bean run; most of a delivery's time is a wait for the disk, so more than the
        // default.
        properties.setProperty("valija.deliveries", "32");
        for (String name : System.getProperties().stringPropertyNames()) {
            if (name.startsWith("valija.") && !name.equals("valija.admin.password")) {
                properties.setProperty(name, System.getProperty(name));
            }
        }
        properties.setProperty("valija.data", data.path().toString());
        properties.setProperty("valija.bind.address", settings.bindAddress().getHostAddress());
        properties.setProperty("valija.port.offset", Integer.toString(settings.portOffset()));
        settings.mailPorts()
                .forEach(port ->
                        properties.setProperty("valija.port." + port.listener(), Integer.toString(port.port())));
        properties.setProperty("jboss.socket.binding.port-offset", Integer.toString(settings.portOffset()));
        properties.setProperty("jboss.bind.address", settings.bindAddress().getHostAddress());
        return properties;
    }

    private List<String> userCommands(DataFolder data) throws IOException {
        List<String> commands = new ArrayList<>();
        boolean adminExists = data.hasUser(ADMIN);
        // A password that was made by a start that failed has never been shown.
        if (settings.adminPassword().isEmpty() && (!adminExists || data.isNew())) {
            newPassword = Optional.of(Account.newPassword());
        }
        settings.adminPassword()
                .or(() -> newPassword)
                .ifPresent(password ->
                        commands.addAll(new Account(ADMIN, password, "valija-admin").commands(adminExists)));
        boolean demoUserExists = data.hasUser(ReadyBlock.DEMO_USER);
        if (hasDemoUser() && !demoUserExists) {
            commands.addAll(new Account(ReadyBlock.DEMO_USER, ReadyBlock.DEMO_PASSWORD, "mail-user").commands(false));
        } else if (!hasDemoUser() && demoUserExists) {
            commands.add(Account.removal(ReadyBlock.DEMO_USER));
        }
        return commands;
    }

    /** Everyone knows his password, so he exists only where nobody else can reach the ports. */
    private boolean hasDemoUser() {
        return settings.bindAddress().isLoopbackAddress();
    }

    /** Waits until the server serves; returns what keeps it from it, if it does not. */
    private Optional<String> obstacle(Process server, ServerOutput output, DataFolder data)
            throws InterruptedException {
        if (!output.awaitStart(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            return Optional.of("The server did not start within " + START_TIMEOUT.toMinutes() + " minutes");
        }
        if (output.startedWithErrors()) {
            return Optional.of("The server could not start everything");
        }
        Readiness readiness = new Readiness(server, READY_TIMEOUT);
        URI console = URI.create(settings.site() + "/valija/");
        if (!readiness.serves(console)) {
            return Optional.of("The console does not answer at " + console);
        }
        for (OpenListener listener : output.openListeners()) {
            boolean tls = listener.name().equals("submissions");
            if (!readiness.greets(settings.bindAddress(), listener.port(), tls)) {
                return Optional.of("No mail server answers at port " + listener.port());
            }
        }
        // Later an administrator may have closed one, and the console says why another can't be opened.
        if (data.isNew() && output.openListeners().size() < settings.mailPorts().size()) {
            return Optional.of("Not all mail ports could be opened " + output.problems());
        }
        return Optional.empty();
    }

    private ReadyBlock readyBlock(ServerOutput output, DataFolder data, Certificate certificate) {
        return new ReadyBlock(
                output.openListeners(),
                output.problems(),
                settings.site(),
                newPassword,
                hasDemoUser(),
                data.path(),
                data.log(),
                certificate.pem());
    }

    private CannotRunException failed(String what, ServerOutput output, DataFolder data) {
        output.mute();
        failing = true;
        return new CannotRunException(what + because(output) + ". Its log: " + data.log());
    }

    private static String because(ServerOutput output) {
        return output.firstCause().map(cause -> ": " + cause).orElse("");
    }

    private void stop(Process server, DataFolder data) {
        stopping = true;
        if (server.isAlive()) {
            end(server);
        }
        data.serverEnded();
    }

    private void end(Process server) {
        tell("Stopping the server ...");
        server.toHandle().destroy(); // unlike destroy(), leaves its output readable
        try {
            if (!server.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("The server did not stop within " + STOP_TIMEOUT.toSeconds() + " seconds: killed.");
                server.destroyForcibly().waitFor();
            }
            tell("Stopped.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Where the start has failed, the last line on the terminal is why. */
    private void tell(String message) {
        if (!failing) {
            System.out.println(message);
        }
    }
}
