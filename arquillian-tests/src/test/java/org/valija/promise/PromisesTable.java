package org.valija.promise;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.valija.server.TestServer;

/**
 * What was seen on the server under test, as the table between two marks of docs/promises.md. Written into the server's
 * folder under target, and compared with the document; with {@code -Dvalija.promises.write=true} it replaces the
 * document's table instead. For one thread.
 */
public final class PromisesTable {

    private final String mark;
    private final String head;
    private final Map<String, String> lines = new LinkedHashMap<>();

    /**
     * @param mark what it is called in the document
     * @param columns their names
     */
    public PromisesTable(String mark, String... columns) {
        this.mark = mark;
        this.head = line(columns) + "\n" + "| --- ".repeat(columns.length) + "|\n";
    }

    /** A line, in place of one that begins with the same cell. */
    public void add(String... cells) {
        lines.put(cells[0], line(cells));
    }

    private static String line(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    public void compareOrWrite() throws IOException {
        Path document = Path.of(System.getProperty("valija.test.docs")).resolve("promises.md");
        String text = Files.readString(document);
        String begin = "<!-- table " + mark + " -->\n";
        String end = "<!-- end -->";
        int from = text.indexOf(begin) + begin.length();
        int to = text.indexOf(end, from);
        assertThat(from).as(document + " has the mark " + begin).isGreaterThanOrEqualTo(begin.length());

        String table = head + lines.values().stream().map(line -> line + "\n").collect(Collectors.joining());
        Files.writeString(TestServer.work().resolve("promises " + mark + ".md"), table);
        if (Boolean.getBoolean("valija.promises.write")) {
            Files.writeString(document, text.substring(0, from) + table + text.substring(to));
            return;
        }
        // A run of a single case sees but a part of the table.
        assertThat(text.substring(from, to).lines())
                .as(
                        "The table of %s in %s is what the tests have seen (write it anew by -Dvalija.promises.write=true)",
                        mark, document.normalize())
                .containsAll(lines.values());
    }
}
