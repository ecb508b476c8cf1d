package org.valija.outbound;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What this node is called in the leases of the deferred store, so that after a crash it knows those that it has left behind.
 *
 * <p>The name lies in Valija's data folder, which belongs to one server, and is locked until {@link #close}. Whoever finds it
 * locked by a process, or an earlier deployment, that still lives, has another name for this once.
 */
final class NodeName implements AutoCloseable {

    private static final Logger LOG = System.getLogger(NodeName.class.getName());

    private static final Pattern SYNTAX = Pattern.compile("[0-9a-f]{12}");
    private static final int LENGTH = 12;

    private final String value;
    private final FileChannel file;

    private NodeName(String value, FileChannel file) {
        this.value = value;
        this.file = file;
    }

    /** The one in this folder; it is made at the first time. */
    static NodeName in(Path folder) throws IOException {
        Files.createDirectories(folder);
        FileChannel file = FileChannel.open(
                folder.resolve("node"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            if (isLocked(file)) {
                return new NodeName(read(file), file);
            }
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        LOG.log(
                Level.WARNING,
                "The data folder {0} is in use by another process: what that leaves behind is not ours",
                folder);
        return new NodeName(random(), null);
    }

    private static boolean isLocked(FileChannel file) throws IOException {
        try {
            return file.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false; // in this process
        }
    }

    private static String read(FileChannel file) throws IOException {
        ByteBuffer octets = ByteBuffer.allocate(LENGTH);
        file.read(octets);
        String written = new String(octets.array(), StandardCharsets.US_ASCII);
        if (SYNTAX.matcher(written).matches()) {
            return written;
        }
        String name = random();
        file.write(StandardCharsets.US_ASCII.encode(name), 0);
        file.force(true);
        return name;
    }

    /** One that nobody else has. */
    static String random() {
        String random = UUID.randomUUID().toString();
        return random.substring(random.length() - LENGTH); // the node of a UUID: 12 hexadecimal digits, all random
    }

    /** 12 hexadecimal digits. */
    String value() {
        return value;
    }

    /** A name for a lease, which no other has: 36 characters. */
    static String lease(String owner) {
        return owner + UUID.randomUUID().toString().replace("-", "").substring(0, 36 - LENGTH);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close(); // which ends the lock
        }
    }
}
