package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.valija.program.Program;
import org.valija.program.Tools;
import org.valija.server.OnServer;

/** What testssl.sh has against us, by the commands of docs/clients.md: nothing but what the page explains. */
@OnServer
class TlsScanIT {

    /** Findings of testssl.sh, by the name that it gives them, and why they stand. */
    private static final Map<String, String> EXPLAINED =
            Map.of("cert_revocation", "a self-signed certificate has no issuer who could revoke it");

    private static final Set<String> BAD = Set.of("LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL");
    /** Alone on a machine it takes less than a minute: it waits more than it computes. */
    private static final int PATIENCE_SECONDS = 300;

    @TempDir
    private Path folder;

    /** What one command has found. */
    private record Checked(Command command, Program.Result result, List<JsonObject> findings) {}

    @Test
    @Timeout(PATIENCE_SECONDS + 30)
    void itHasNothingAgainstUs() throws Exception {
        Tools.require("testssl", "apt-get install testssl.sh");
        List<Command> commands = Page.named("docs/clients.md").blocks("bash").stream()
                .flatMap(block -> Command.of(block).stream())
                .filter(command -> command.program().equals("testssl"))
                .toList();
        assertThat(commands).as("one for each kind of TLS").hasSize(2);
        for (Checked checked : checkAll(commands)) {
            String output = checked.result().output();
            checked.command().assertShownIn(output);
            // A run that could not connect finds little, and nothing bad.
            assertThat(checked.findings()).as(output).hasSizeGreaterThan(40);
            assertThat(checked.findings().stream()
                            .filter(finding -> BAD.contains(finding.getString("severity")))
                            .filter(finding -> !EXPLAINED.containsKey(finding.getString("id"))))
                    .as(output)
                    .isEmpty();
        }
    }

    /** All at once. */
    private List<Checked> checkAll(List<Command> commands) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(commands.size());
        try {
            List<Future<Checked>> running = new ArrayList<>();
            for (Command command : commands) {
                Path report = folder.resolve("report" + running.size() + ".json");
                running.add(threads.submit(() -> check(command, report)));
            }
            List<Checked> done = new ArrayList<>();
            for (Future<Checked> one : running) {
                done.add(one.get());
            }
            return done;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Checked check(Command command, Path report) throws IOException, InterruptedException {
        String line = command.forTestServer().replaceFirst("^testssl ", "testssl --jsonfile " + report + " ");
        Program.Result result =
                Program.of("bash", "-c", line).within(PATIENCE_SECONDS).run();
        return new Checked(command, result, findings(report));
    }

    private static List<JsonObject> findings(Path report) throws IOException {
        try (Reader file = Files.newBufferedReader(report);
                JsonReader reader = Json.createReader(file)) {
            return List.copyOf(reader.readArray().getValuesAs(JsonObject.class));
        }
    }
}
