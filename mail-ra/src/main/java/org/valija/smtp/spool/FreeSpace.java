package org.valija.smtp.spool;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What the disk itself has left, whoever fills it: a database or a journal on it must not find it full because of us. Safe for
 * use by many threads.
 */
final class FreeSpace {

    private static final System.Logger LOG = System.getLogger(FreeSpace.class.getName());
    private static final long FRESH = TimeUnit.SECONDS.toNanos(1);

    private final Path folder;
    private final long minimum;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean room = true;
    /** Kept, since finding it goes through all mounts, which takes longer than writing what it is asked for. */
    private volatile FileStore store;

    private volatile long askedAt = System.nanoTime() - FRESH;

    /** @param minimum octets that stay free; 0 for no limit */
    FreeSpace(Path folder, long minimum) {
        this.folder = folder;
        this.minimum = minimum;
    }

    /** What was known when it was last asked; asks no disk. */
    boolean hasRoom() {
        return room;
    }

    /** Has the disk asked again, on another thread, if that was some time ago. */
    void refresh(Executor writers) {
        if (minimum > 0 && System.nanoTime() - askedAt >= FRESH && asking.compareAndSet(false, true)) {
            try {
                writers.execute(() -> {
                    try {
                        ask();
                    } finally {
                        asking.set(false);
                    }
                });
            } catch (RejectedExecutionException e) {
                asking.set(false); // closed
            }
        }
    }

    /**
     * Asks the disk; for a thread that may block.
     *
     * @throws SpoolFullException if too little is free
     */
    void check() throws SpoolFullException {
        if (minimum > 0 && !ask()) {
            throw new SpoolFullException(
                    "The disk of the spool is full: fewer than " + minimum + " octets are free in " + folder);
        }
    }

    private boolean ask() {
        try {
            room = store().getUsableSpace() >= minimum;
        } catch (IOException e) {
            store = null;
            // A disk that does not tell: a write will.
            LOG.log(System.Logger.Level.DEBUG, "Free space of " + folder + " is unknown", e);
            room = true;
        }
        askedAt = System.nanoTime();
        return room;
    }

    private FileStore store() throws IOException {
        FileStore found = store;
        if (found == null) {
            found = Files.getFileStore(folder);
            store = found;
        }
        return found;
    }
}
