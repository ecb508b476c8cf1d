package org.valija.documentation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A page of the documentation. */
record Page(Path file, List<String> lines) {

    /** The root of the project; Surefire and Failsafe both say where the module is. */
    static final Path ROOT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();

    /**
     * What stands between two fences.
     *
     * @param place page and line, for messages
     * @param lines without the fences
     * @param shown the lines of a block of text right behind it: what its last command writes, possibly empty
     */
    record Block(String place, List<String> lines, List<String> shown) {

        @Override
        public String toString() {
            return place;
        }
    }

    /** README.md, then docs/ by name. */
    static List<Page> all() {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            List<Page> pages = new ArrayList<>();
            pages.add(read(ROOT.resolve("README.md")));
            docs.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .map(Page::read)
                    .forEach(pages::add);
            return pages;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Page named(String name) {
        return read(ROOT.resolve(name));
    }

    /** The blocks of this language, on all pages. */
    static Stream<Block> blocksOfAll(String language) {
        return all().stream().flatMap(page -> page.blocks(language).stream());
    }

    List<Block> blocks(String language) {
        List<Block> blocks = new ArrayList<>();
        int begin = -1;
        boolean wanted = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.startsWith("```")) {
                continue;
            }
            if (begin < 0) {
                begin = i;
                wanted = line.equals("```" + language);
            } else {
                if (wanted) {
                    blocks.add(new Block(this + ":" + (begin + 1), lines.subList(begin + 1, i), textBehind(i)));
                }
                begin = -1;
            }
        }
        if (begin >= 0) {
            throw new IllegalStateException(this + ":" + (begin + 1) + " has no end");
        }
        return blocks;
    }

    /** With nothing but an empty line in between. */
    private List<String> textBehind(int fence) {
        int begin = fence + 1;
        if (begin < lines.size() && lines.get(begin).isBlank()) {
            begin++;
        }
        if (begin >= lines.size() || !lines.get(begin).equals("```text")) {
            return List.of();
        }
        int end = begin + 1;
        while (!lines.get(end).equals("```")) {
            end++;
        }
        return lines.subList(begin + 1, end);
    }

    private static Page read(Path file) {
        try {
            return new Page(file, Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }
}
