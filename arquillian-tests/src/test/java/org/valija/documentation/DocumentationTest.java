package org.valija.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code of the pages is code of the examples, and their links lead somewhere. */
class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");

    static Stream<Page.Block> javaBlocks() {
        return Page.blocksOfAll("java");
    }

    /** White space, imports and the package's name do not count; a line of dots stands for lines that are left out. */
    @ParameterizedTest
    @MethodSource("javaBlocks")
    void codeIsCutFromAnExample(Page.Block block) throws IOException {
        List<String> pieces = Stream.of(String.join("\n", block.lines()).split("(?m)^\\s*(//\\s*)?\\.\\.\\.\\s*$"))
                .map(DocumentationTest::folded)
                .filter(piece -> !piece.isEmpty())
                .toList();
        assertThat(pieces).as("code in " + block).isNotEmpty();
        try (Stream<Path> files = Files.walk(Page.ROOT.resolve("examples"))) {
            List<String> sources = files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .map(DocumentationTest::source)
                    .toList();
            assertThat(sources)
                    .as("an example that has all of " + block)
                    .anyMatch(source -> hasInOrder(source, pieces));
        }
    }

    private static boolean hasInOrder(String source, List<String> pieces) {
        int from = 0;
        for (String piece : pieces) {
            int at = source.indexOf(piece, from);
            if (at < 0) {
                return false;
            }
            from = at + piece.length();
        }
        return true;
    }

    private static String source(Path file) {
        try {
            return folded(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String folded(String code) {
        return code.replaceAll("(?m)^(import|package) .*;$", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    static Stream<Page> pages() {
        return Page.all().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadSomewhere(Page page) {
        List<String> broken = LINK.matcher(String.join("\n", page.lines()))
                .results()
                .map(link -> link.group(1))
                .filter(link -> URI.create(link).getScheme() == null)
                .filter(link -> !leadsSomewhere(page, URI.create(link)))
                .toList();
        assertThat(broken).as("links of " + page).isEmpty();
    }

    private static boolean leadsSomewhere(Page from, URI link) {
        Path target = link.getPath().isEmpty()
                ? from.file()
                : from.file().resolveSibling(link.getPath()).normalize();
        return Files.exists(target) && (link.getFragment() == null || hasHeading(target, link.getFragment()));
    }

    private static boolean hasHeading(Path file, String anchor) {
        return Page.named(Page.ROOT.relativize(file).toString()).lines().stream()
                .filter(line -> line.startsWith("#"))
                .map(DocumentationTest::anchor)
                .anyMatch(anchor::equals);
    }

    /** As GitHub makes it of a heading. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "")
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{Alnum} -]", "")
                .replace(' ', '-');
    }
}
