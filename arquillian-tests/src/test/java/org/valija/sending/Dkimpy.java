package org.valija.sending;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.valija.program.Program;
import org.valija.program.Tools;

/** Verifies signatures by dkimpy, which shares no code with us and knows both algorithms. */
final class Dkimpy {

    /** Debian's packages are for Debian's Python. */
    private static final String PYTHON = "/usr/bin/python3";

    private static final Path PACKAGE = Path.of("/usr/lib/python3/dist-packages");

    private Dkimpy() {}

    static void require() {
        Tools.require(PACKAGE.resolve("dkim"), "apt-get install python3-dkim");
        Tools.require(PACKAGE.resolve("nacl"), "apt-get install python3-nacl");
    }

    /**
     * What it says of each signature, from the top: {@code selector algorithm True}.
     *
     * @param source with LF
     * @param keys with their records
     */
    static List<String> verify(String source, JsonObject... keys) throws IOException, InterruptedException {
        return run("verificar.py", source, keys);
    }

    /**
     * What it says of the ARC chain: {@code pass 2 1}, its state and its instances.
     *
     * @param source with LF
     * @param keys with their records
     */
    static String chain(String source, JsonObject... keys) throws IOException, InterruptedException {
        return String.join("", run("cadena.py", source, keys));
    }

    private static List<String> run(String program, String source, JsonObject... keys)
            throws IOException, InterruptedException {
        Path message = Files.createTempFile("signed", ".eml");
        Path script = Files.createTempFile("dkimpy", ".py");
        try (InputStream in = Dkimpy.class.getResourceAsStream(program)) {
            Files.write(script, in.readAllBytes());
            Files.write(message, source.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
            List<String> command = new ArrayList<>(List.of(PYTHON, script.toString(), message.toString()));
            Arrays.stream(keys)
                    .map(key -> key.getString("recordName") + "=" + key.getString("recordValue"))
                    .forEach(command::add);
            Program.Result result = Program.of(command.toArray(String[]::new)).run();
            assertThat(result.status()).as(result.output()).isZero();
            return result.output().lines().toList();
        } finally {
            Files.deleteIfExists(message);
            Files.deleteIfExists(script);
        }
    }
}
