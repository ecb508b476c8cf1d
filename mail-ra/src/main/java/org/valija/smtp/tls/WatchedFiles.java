package org.valija.smtp.tls;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What was read from some files, and is read again when they change. Files that are broken or half written leave in place
 * what was read before, and are tried again each time, for a right or an owner may change without a trace in the stamp.
 *
 * <p>For one thread at a time.
 */
final class WatchedFiles<T> {

    private static final System.Logger LOG = System.getLogger(WatchedFiles.class.getName());

    /** Reads the files. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws IOException, GeneralSecurityException;
    }

    /** What changes when a file does; of a link, that of the file behind it. */
    private record Stamp(FileTime modified, long size, Object key) {
        static Stamp of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(
                    attributes.lastModifiedTime(),
                    attributes.size(),
                    Objects.requireNonNullElse(attributes.fileKey(), ""));
        }
    }

    private final Path name;
    private List<Stamp> stamps = List.of();
    private Optional<T> value = Optional.empty();
    private Optional<String> problem = Optional.empty();

    /** @param name what a problem is reported for */
    WatchedFiles(Path name) {
        this.name = name;
    }

    /** @return what there is now: read anew if a file has changed; empty if it could never be read */
    Optional<T> refresh(List<Path> files, Reading<T> reading) {
        return refreshAlways(() -> {
            List<Stamp> now = new ArrayList<>();
            for (Path file : files) {
                now.add(Stamp.of(file));
            }
            if (problem.isEmpty() && value.isPresent() && now.equals(stamps)) {
                return value.get();
            }
            T read = reading.read();
            stamps = now; // of before the reading: what has changed meanwhile is found next time
            return read;
        });
    }

    /** @return what there is now, read anew; what was read before if that fails */
    Optional<T> refreshAlways(Reading<T> reading) {
        try {
            value = Optional.of(reading.read());
            problem = Optional.empty();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // Broken DER makes some of the JDK's parsers throw what is unchecked.
            failed(sentence(e));
        }
        return value;
    }

    private void failed(String sentence) {
        if (!problem.equals(Optional.of(sentence))) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0} {1}",
                    sentence,
                    value.isPresent() ? "What was read from it before stays in use." : "It is left out.");
        }
        problem = Optional.of(sentence);
    }

    private String sentence(Exception e) {
        return "Can't take TLS keys or certificates from " + name + ": " + reason(e) + ".";
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException missing) {
            return missing.getFile() + " does not exist";
        }
        if (e instanceof AccessDeniedException denied) {
            return denied.getFile() + " may not be read by this process";
        }
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.toString() : message;
    }

    /** What was read from them last; empty if they could never be read. */
    Optional<T> value() {
        return value;
    }

    /** Why what is in the files now is not in use; a sentence. */
    Optional<String> problem() {
        return problem;
    }
}
