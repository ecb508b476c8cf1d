package org.valija.smtp.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * The content of one message.
 *
 * <p>{@link #append} and {@link #finish} are for one thread and wait for each other: the next call comes when the stage of
 * the one before has completed. {@link #release} may come from any thread at any time, even while a write is under way.
 */
public final class Spool {

    private static final System.Logger LOG = System.getLogger(Spool.class.getName());
    private static final int FIRST_CAPACITY = 16 * 1024;
    private static final Set<StandardOpenOption> NEW_FILE =
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    /**
     * So many octets are copied while they wait for the disk: a client that sends them one by one, and thousands like it,
     * would hold as many large arrays.
     */
    public static final int COPIED = 32 * 1024;

    private final Path path;
    private final int threshold;
    private final OctetBudget memory;
    private final OctetBudget disk;
    private final FreeSpace freeSpace;
    private final Executor writers;
    private final FileAttribute<?>[] attributes;

    /** Set once, by the thread that appends; from then on only the writers take the lock, so nobody waits for a disk. */
    private volatile boolean inFile;

    // All below is guarded by this object's lock.
    private byte[] octets = new byte[0];
    private long size;
    private long onDisk;
    private FileChannel channel;
    private boolean released;

    /** @param attributes of the file */
    Spool(
            Path path,
            int threshold,
            OctetBudget memory,
            OctetBudget disk,
            FreeSpace freeSpace,
            Executor writers,
            FileAttribute<?>[] attributes) {
        this.path = path;
        this.threshold = threshold;
        this.memory = memory;
        this.disk = disk;
        this.freeSpace = freeSpace;
        this.writers = writers;
        this.attributes = attributes;
    }

    /**
     * Adds octets. In memory that is done on return; on disk it is done when the stage has completed: exceptionally with a
     * {@link SpoolFullException} or another {@link IOException}, and then the content is unusable. The array is free again
     * when that is done, or on return if it is no more than {@link #COPIED} octets.
     */
    public CompletionStage<Void> append(byte[] source, int length) {
        if (!inFile && keepInMemory(source, length)) {
            return DONE;
        }
        inFile = true;
        byte[] kept = length > COPIED ? source : Arrays.copyOf(source, length);
        return onWriter(() -> write(kept, length));
    }

    private synchronized boolean keepInMemory(byte[] source, int length) {
        if (released) {
            return true;
        }
        if (size + length > threshold || !makeRoom((int) size + length)) {
            return false;
        }
        System.arraycopy(source, 0, octets, (int) size, length);
        size += length;
        return true;
    }

    private boolean makeRoom(int needed) {
        if (needed <= octets.length) {
            return true;
        }
        int capacity = Math.min(threshold, Math.max(FIRST_CAPACITY, Math.max(needed, octets.length * 2)));
        if (!memory.tryTake(capacity - octets.length)) {
            capacity = needed; // no room for what may still come
            if (!memory.tryTake(capacity - octets.length)) {
                return false;
            }
        }
        octets = Arrays.copyOf(octets, capacity);
        return true;
    }

    private synchronized void write(byte[] source, int length) throws IOException {
        if (released) {
            return;
        }
        freeSpace.check();
        long more = length + (channel == null ? size : 0);
        if (!disk.tryTake(more)) {
            throw new SpoolFullException("The spool is full: " + disk.used() + " octets in files");
        }
        onDisk += more;
        if (channel == null) {
            channel = FileChannel.open(path, NEW_FILE, attributes);
            write(ByteBuffer.wrap(octets, 0, (int) size));
            dropMemory();
        }
        write(ByteBuffer.wrap(source, 0, length));
        size += length;
    }

    private void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private void dropMemory() {
        memory.giveBack(octets.length);
        octets = new byte[0];
    }

    /** Ends the content. When the stage has completed, it is in {@link #file} or in {@link #octets}. */
    public CompletionStage<Void> finish() {
        if (inFile) {
            return onWriter(this::closeFile);
        }
        return DONE;
    }

    private synchronized void closeFile() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }

    /** The file, if it is in one. */
    public Optional<Path> file() {
        return inFile ? Optional.of(path) : Optional.empty();
    }

    /** The content, if it is in memory: the first {@link #size} of these octets, not copied. */
    public synchronized byte[] octets() {
        return octets;
    }

    public synchronized long size() {
        return size;
    }

    /** Gives everything back; the file is deleted. Has an effect once. */
    public void release() {
        if (inFile) {
            writers.execute(this::releaseFile);
        } else {
            releaseMemory();
        }
    }

    private synchronized void releaseMemory() {
        if (!released) {
            released = true;
            dropMemory();
        }
    }

    private synchronized void releaseFile() {
        if (released) {
            return;
        }
        released = true;
        dropMemory();
        disk.giveBack(onDisk);
        if (channel == null) {
            return;
        }
        try {
            try {
                channel.close();
            } finally {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "Can't remove the spool file " + path, e);
        }
    }

    private CompletionStage<Void> onWriter(FileOperation operation) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        writers.execute(() -> {
            try {
                operation.run();
                done.complete(null);
            } catch (IOException | RuntimeException | Error e) { // no memory for a buffer, say: somebody waits for this
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    @FunctionalInterface
    private interface FileOperation {
        void run() throws IOException;
    }
}
