package org.valija.ra;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps the patterns of the beans in a text file: when the server comes up, ports may be open before the applications are
 * there, and their mail must not be refused. A line has a pattern, its listeners ({@code *} for all) and either {@code
 * active} or the time since when its bean is gone. Deleting the file does no more harm than that.
 */
final class PatternFile {

    private static final Logger LOG = System.getLogger(PatternFile.class.getName());
    private static final String ACTIVE = "active";
    private static final String ALL = "*";

    private final Path file;

    PatternFile(Path file) {
        this.file = file;
    }

    /** What was saved last, without the lines that can't be read; empty if there is no file or it is no text. */
    List<KnownPattern> load() {
        List<KnownPattern> patterns = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file)) {
                readable(line).ifPresent(patterns::add);
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Can''t read what beans there were, from {0}: {1}", file, Visible.of(e));
        }
        return patterns;
    }

    /** When that was. */
    Instant saved() {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (IOException e) { // then there is nothing that was saved; or load() has logged it
            return Instant.EPOCH;
        }
    }

    private Optional<KnownPattern> readable(String line) {
        try {
            return Optional.of(read(line));
        } catch (IllegalArgumentException | DateTimeException e) {
            LOG.log(Level.WARNING, "Can''t read a bean that there was, from {0}: {1}", file, Visible.of(e));
            return Optional.empty();
        }
    }

    private static KnownPattern read(String line) {
        String[] fields = line.split("\t");
        if (fields.length != 3) {
            throw new IllegalArgumentException("a line has not 3 fields: " + line);
        }
        return new KnownPattern(
                RecipientPattern.parse(fields[0]),
                fields[1].equals(ALL) ? Set.of() : Set.of(fields[1].split(",")),
                fields[2].equals(ACTIVE) ? Optional.empty() : Optional.of(Instant.parse(fields[2])));
    }

    /** Replaces the file. A failure is logged: it costs nothing until the next restart. */
    void save(List<KnownPattern> patterns) {
        List<String> lines = patterns.stream().map(PatternFile::write).toList();
        try {
            Files.createDirectories(file.getParent());
            Path written = Files.write(file.resolveSibling(file.getFileName() + ".new"), lines);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "Can''t keep in {0} what beans there are: {1}", file, Visible.of(e));
        }
    }

    private static String write(KnownPattern known) {
        return String.join(
                "\t",
                known.pattern().toString(),
                known.listeners().isEmpty() ? ALL : String.join(",", known.listeners()),
                known.goneSince().map(Instant::toString).orElse(ACTIVE));
    }
}
