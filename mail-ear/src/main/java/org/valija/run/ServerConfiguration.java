package org.valija.run;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Makes the server's base directory in the data folder ready: the configuration anew at each start, by the CLI scripts, and
 * a copy of what is deployed.
 */
final class ServerConfiguration {

    static final String FILE = "valija.xml";

    private final WildFly wildfly;
    private final DataFolder data;

    ServerConfiguration(WildFly wildfly, DataFolder data) {
        this.wildfly = wildfly;
        this.data = data;
    }

    /**
     * @param scripts CLI scripts, in their order
     * @param userCommands CLI commands about users
     * @param deployments the archives, deployed under their file names
     */
    void make(List<Path> scripts, List<String> userCommands, List<Path> deployments)
            throws CannotRunException, IOException, InterruptedException {
        Path configuration = data.server().resolve("configuration");
        delete(configuration);
        Files.createDirectories(configuration);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(wildfly.pristineConfiguration(), "*.*")) {
            for (Path file : files) {
                Files.copy(file, configuration.resolve(file.getFileName()));
            }
        }
        Files.copy(configuration.resolve("standalone-full.xml"), configuration.resolve(FILE));

        Path deployed = data.server().resolve("deployments");
        Files.createDirectories(deployed);
        for (Path archive : deployments) {
            Files.copy(archive, deployed.resolve(archive.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createDirectories(data.log().getParent());

        // Private, since it may hold a password; gone as soon as it has run.
        Path script = data.path().resolve("setup.cli");
        DataFolder.writePrivate(script, String.join("\n", commands(scripts, userCommands)));
        try {
            run(script);
        } finally {
            Files.delete(script);
        }
    }

    /** Writes the system properties of the server to a private file, where no list of processes shows them. */
    Path writeProperties(Properties properties) throws IOException {
        StringWriter text = new StringWriter();
        properties.store(text, "Made anew at each start");
        Path file = data.server().resolve("configuration").resolve("valija.properties");
        DataFolder.writePrivate(file, text.toString());
        return file;
    }

    private static List<String> commands(List<Path> scripts, List<String> userCommands) throws IOException {
        List<String> commands = new ArrayList<>(List.of("embed-server --server-config=" + FILE));
        for (Path script : scripts) {
            commands.addAll(Files.readAllLines(script, StandardCharsets.UTF_8));
        }
        commands.addAll(userCommands);
        commands.add("stop-embedded-server");
        return commands;
    }

    private void run(Path script) throws CannotRunException, IOException, InterruptedException {
        Process cli = wildfly.cli(data.server(), data.path(), script).start();
        cli.getOutputStream().close();
        String said = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (cli.waitFor() != 0) {
            Path output = data.log().resolveSibling("setup.log");
            Files.writeString(output, said, StandardCharsets.UTF_8);
            throw new CannotRunException("WildFly could not be configured" + reason(said) + " (see " + output + ").");
        }
    }

    private static String reason(String said) {
        return said.lines()
                .filter(line -> line.contains("failure-description"))
                .reduce((first, second) -> second)
                .map(line -> ": "
                        + line.replaceFirst(".*failure-description\" => ", "").trim())
                .orElse("");
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> files = Files.walk(folder)) {
            deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path file : deepestFirst) {
            Files.delete(file);
        }
    }
}
