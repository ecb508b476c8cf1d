package org.valija.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder with everything that lasts: database, journal, spool, keys, users, log. One running server at a time has it:
 * whoever started it holds a lock, and a server that outlived its starter is found by its process id.
 */
final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /** @throws CannotRunException if it can't be written to, or another server has it */
    static DataFolder open(Path path) throws CannotRunException {
        FileChannel lockFile;
        try {
            createPrivate(path);
            lockFile = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new CannotRunException(
                    "The data folder " + path
                            + " can't be written to: allow it, or give another one by -Dvalija.data=FOLDER.",
                    e);
        }
        DataFolder folder = new DataFolder(path, lockFile);
        try {
            if (!folder.lock()) {
                folder.close();
                throw inUse(path, "");
            }
            Optional<ProcessHandle> orphan = folder.runningServer();
            if (orphan.isPresent()) {
                folder.close();
                throw inUse(path, " (process " + orphan.get().pid() + ")");
            }
            return folder;
        } catch (IOException e) {
            throw new CannotRunException("The data folder " + path + " can't be locked: " + e.getMessage(), e);
        }
    }

    private static CannotRunException inUse(Path path, String by) {
        return new CannotRunException("The data folder " + path + " is used by another running server" + by
                + ": stop that one, or give another folder by -Dvalija.data=FOLDER"
                + " (and other ports by -Dvalija.port.offset=1000).");
    }

    private boolean lock() throws IOException {
        try {
            FileLock lock = lockFile.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    /** Remembers the server that now works in this folder. */
    void serverStarted(ProcessHandle server) throws IOException {
        Files.writeString(serverFile(), server.pid() + " " + startOf(server) + "\n", StandardCharsets.US_ASCII);
    }

    void serverEnded() {
        try {
            Files.deleteIfExists(serverFile());
        } catch (IOException e) {
            // Harmless: the next start sees that no such process runs.
            System.err.println("Can't delete " + serverFile() + ": " + e.getMessage());
        }
    }

    /** A server of this folder that still runs; the start time tells it from another process with the same id. */
    private Optional<ProcessHandle> runningServer() throws IOException {
        if (!Files.exists(serverFile())) {
            return Optional.empty();
        }
        String[] known =
                Files.readString(serverFile(), StandardCharsets.US_ASCII).trim().split(" ");
        return known.length == 2
                ? ProcessHandle.of(Long.parseLong(known[0]))
                        .filter(process -> process.isAlive() && startOf(process).equals(known[1]))
                : Optional.empty();
    }

    private static String startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(start -> Long.toString(start.toEpochMilli()))
                .orElse("0");
    }

    private Path serverFile() {
        return path.resolve("server.pid");
    }

    Path path() {
        return path;
    }

    /** The base directory of the server. */
    Path server() {
        return path.resolve("wildfly");
    }

    Path log() {
        return path.resolve("log").resolve("server.log");
    }

    /** Whether no server with this folder has ever become ready. */
    boolean isNew() {
        return !Files.exists(readyOnceFile());
    }

    /** A server with this folder has become ready, and the user has been told what he needs to know. */
    void wasReady() throws IOException {
        if (isNew()) {
            Files.createFile(readyOnceFile());
        }
    }

    private Path readyOnceFile() {
        return path.resolve("ready-once");
    }

    /** Whether the realm knows this user. Elytron's file for a user starts with his name, without special characters. */
    boolean hasUser(String name) throws IOException {
        Path users = path.resolve("users");
        if (!Files.exists(users)) {
            return false;
        }
        String start = name.replaceAll("[^A-Za-z0-9]", "_") + "-";
        try (Stream<Path> files = Files.walk(users)) {
            return files.anyMatch(file ->
                    Files.isRegularFile(file) && file.getFileName().toString().startsWith(start));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /** Makes a folder that only this user may look into, where the file system knows of such a thing. */
    static void createPrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            restrict(folder, "rwx------");
        }
    }

    /** Writes a file that only this user may read, from the first octet on. */
    static void writePrivate(Path file, String content) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file);
        restrict(file, "rw-------");
        Files.writeString(file, content, StandardCharsets.UTF_8);
    }

    private static void restrict(Path path, String permissions) throws IOException {
        if (Files.getFileStore(path).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
