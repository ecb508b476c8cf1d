package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/settings.md names every system property that the code reads, and no other. */
class SettingsPageTest {

    private static final Set<String> MODULES = Set.of("mail-api", "mail-ra", "mail-ejb", "mail-admin-web", "mail-ear");

    /** In quotes in Java, in ${...} in what the servers read. */
    private static final Pattern IN_CODE = Pattern.compile("(?:\"|\\$\\{)(valija\\.[a-z.-]+)(?=[\":}])");

    /** The first cell of a table's row. */
    private static final Pattern IN_PAGE = Pattern.compile("^\\| `(valija\\.[a-z.-]+)` \\|");

    /** What looks like a property in the code, and is the name of something else. */
    private static final Set<String> OTHER_NAMES =
            Set.of("valija.cli", "valija.xml", "valija.properties", "valija.ready");

    @Test
    void thePageNamesWhatTheCodeReads() {
        Set<String> inCode = namesInCode();
        assertThat(inCode).as("names that are no longer in the code").containsAll(OTHER_NAMES);
        inCode.removeAll(OTHER_NAMES);

        Set<String> inPage = Page.named("docs/settings.md").lines().stream()
                .map(IN_PAGE::matcher)
                .filter(row -> row.find())
                .map(row -> row.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        // The code puts some names together: a name that ends in a dot stands for all that begin with it.
        Set<String> beginnings =
                inCode.stream().filter(name -> name.endsWith(".")).collect(Collectors.toSet());

        assertThat(inCode.stream().filter(name -> !beginnings.contains(name)))
                .as("properties that docs/settings.md must name")
                .allMatch(inPage::contains);
        assertThat(beginnings)
                .as("beginnings of properties that docs/settings.md must name")
                .allMatch(beginning -> inPage.stream().anyMatch(name -> name.startsWith(beginning)));
        assertThat(inPage)
                .as("properties in docs/settings.md that the code reads")
                .allMatch(name -> inCode.contains(name) || beginnings.stream().anyMatch(name::startsWith));
    }

    private static Set<String> namesInCode() {
        return MODULES.stream()
                .flatMap(module -> sources(Page.ROOT.resolve(module).resolve("src/main")))
                .flatMap(file -> IN_CODE.matcher(text(file)).results())
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<Path> sources(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().matches(".*\\.(java|xml|cli)")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
