package org.valija.content;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a message is written to, and comes out of as {@link Content}. For one thread. Closing it without having called
 * {@link #toContent()} throws away what was written.
 */
public final class ContentSpool extends OutputStream {

    /** Larger messages are kept in a file: 256 KiB. */
    public static final int MEMORY_THRESHOLD = 256 * 1024;

    /** What there is room for at first. */
    private static final int UNKNOWN_SIZE = 4096;

    private final Path directory;
    private final long limit;
    private final Scan scan = new Scan();
    private Memory memory;
    private Path file;
    private OutputStream fileStream;
    private long size;

    /**
     * @param directory where the file is made if it comes to that; made if it does not exist
     * @param limit the most octets that it takes
     */
    public ContentSpool(Path directory, long limit) {
        this(directory, limit, UNKNOWN_SIZE);
    }

    private ContentSpool(Path directory, long limit, int capacity) {
        this.directory = Objects.requireNonNull(directory, "directory");
        this.limit = limit;
        this.memory = new Memory(capacity);
    }

    /** A spool for a message whose size is known: it takes no more, and its memory need not grow. */
    public static ContentSpool ofSize(Path directory, long size) {
        return new ContentSpool(directory, size, size > MEMORY_THRESHOLD ? UNKNOWN_SIZE : (int) size);
    }

    /** Spools a whole stream. */
    public static Content spool(InputStream source, Path directory) throws IOException {
        try (ContentSpool spool = new ContentSpool(directory, Long.MAX_VALUE)) {
            source.transferTo(spool);
            return spool.toContent();
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    /** @throws ContentTooLargeException if this would exceed the limit */
    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        if (length > limit - size) {
            throw new ContentTooLargeException(limit);
        }
        if (file == null && size + length > MEMORY_THRESHOLD) {
            moveToFile();
        }
        scan.see(octets, offset, length);
        (file == null ? memory : fileStream).write(octets, offset, length);
        size += length;
    }

    private void moveToFile() throws IOException {
        Files.createDirectories(directory);
        file = Files.createTempFile(directory, "mail", ".eml");
        fileStream = Files.newOutputStream(file);
        memory.writeTo(fileStream);
        memory = null;
    }

    /** Ends the writing. */
    public Content toContent() throws IOException {
        if (file == null) {
            return Content.inMemory(memory.octets(), memory.size(), scan.headerInternational, scan.bodyEightBit);
        }
        fileStream.close();
        Content content = Content.inFile(file, size, scan.headerInternational, scan.bodyEightBit);
        file = null;
        fileStream = null;
        return content;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            fileStream.close();
            Files.deleteIfExists(file);
        }
    }

    /** Its array is used as it is, without the copy that {@code toByteArray} makes. */
    private static final class Memory extends ByteArrayOutputStream {

        Memory(int capacity) {
            super(capacity);
        }

        byte[] octets() {
            return buf;
        }
    }

    /** Tells octets outside ASCII in the header from those in the body; an empty line is between them. */
    private static final class Scan {

        private boolean headerInternational;
        private boolean bodyEightBit;
        private boolean inBody;
        private boolean lineEmpty = true;

        void see(byte[] octets, int offset, int length) {
            for (int i = offset; i < offset + length && !(inBody && bodyEightBit); i++) {
                byte b = octets[i];
                if (b < 0) {
                    bodyEightBit |= inBody;
                    headerInternational |= !inBody;
                }
                if (!inBody) {
                    if (b == '\n') {
                        inBody = lineEmpty;
                        lineEmpty = true;
                    } else if (b != '\r') {
                        lineEmpty = false;
                    }
                }
            }
        }
    }
}
