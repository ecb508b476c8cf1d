package org.valija.smtp.spool;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The spool: makes the {@link Spool} of each message, keeps the bounds of all together, and has the threads that write
 * files. Safe for use by many threads.
 */
public final class SpoolArea implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(SpoolArea.class.getName());
    private static final String SUFFIX = ".spool";
    private static final int THREADS = 2;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;
    private final int threshold;
    private final OctetBudget memory;
    private final OctetBudget disk;
    private final ThreadPoolExecutor writers;
    private final FreeSpace freeSpace;
    private final FileAttribute<?>[] fileAttributes;

    private SpoolArea(Path folder, int threshold, long maxMemory, long maxDisk, long minFree) {
        this.folder = folder;
        this.threshold = threshold;
        this.memory = new OctetBudget(maxMemory);
        this.disk = new OctetBudget(maxDisk);
        AtomicInteger number = new AtomicInteger();
        // The queue needs no bound of its own: a message has one write and one release in it at most.
        this.writers =
                new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "valija-spool-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    thread.setContextClassLoader(SpoolArea.class.getClassLoader());
                    return thread;
                });
        writers.allowCoreThreadTimeOut(true);
        this.freeSpace = new FreeSpace(folder, minFree);
        this.fileAttributes = knowsOwners(folder)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_ONLY)}
                : new FileAttribute<?>[0];
    }

    /**
     * Makes the folder if there is none and removes what a previous run left in it: those messages were never answered
     * with 250, so their senders still have them.
     *
     * @param threshold octets of one message that are kept in memory
     * @param maxMemory octets of all messages in memory
     * @param maxDisk octets of all messages in files
     * @param minFree octets that stay free on the disk
     * @throws IOException if the folder can't be made or read
     */
    public static SpoolArea open(Path folder, int threshold, long maxMemory, long maxDisk, long minFree)
            throws IOException {
        createPrivate(folder);
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : left) {
                Files.deleteIfExists(file);
                LOG.log(System.Logger.Level.INFO, "Removed {0}, left by a previous run", file);
            }
        }
        return new SpoolArea(folder, threshold, maxMemory, maxDisk, minFree);
    }

    /**
     * Mail is nobody else's business: the folder is for its owner only where the file system knows owners. One that was
     * there stays as it is; the files in it are for their owner only all the same.
     */
    private static void createPrivate(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        if (knowsOwners(folder)) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static boolean knowsOwners(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** @param id unique; names the file */
    public Spool create(String id) {
        return new Spool(
                folder.resolve(id + SUFFIX), threshold, memory, disk, freeSpace, this::runOnWriter, fileAttributes);
    }

    /** Whether a message of that size would fit now, as far as is known without asking the disk. */
    public boolean hasRoomFor(long octets) {
        freeSpace.refresh(writers);
        return (octets <= disk.free() && freeSpace.hasRoom()) || (octets <= threshold && octets <= memory.free());
    }

    /** Octets in memory and in files that belong to messages that are not released yet. */
    public long used() {
        return memory.used() + disk.used();
    }

    private void runOnWriter(Runnable task) {
        try {
            writers.execute(task);
        } catch (RejectedExecutionException e) {
            // Closed: a delivery that outlived the server still releases its spool.
            task.run();
        }
    }

    /** Ends the threads when they have done what they were given; waits for it, but not for ever. */
    @Override
    public void close() {
        writers.shutdown();
        try {
            if (!writers.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "The spool''s writers are still busy with {0}", folder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
