package org.valija.content;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole message (RFC 5322), written once by a {@link ContentSpool} and read any number of times. Safe for use by many
 * threads until it is closed, which deletes the file behind it.
 */
public final class Content implements ContentSource, Closeable {

    private static final byte[] NOTHING = {};

    private final byte[] before;
    private final byte[] memory;
    private final int memorySize;
    private final Path file;
    private final long size;
    private final boolean headerInternational;
    private final boolean bodyEightBit;
    private final boolean view;

    private Content(
            byte[] before,
            byte[] memory,
            int memorySize,
            Path file,
            long size,
            boolean headerInternational,
            boolean bodyEightBit,
            boolean view) {
        this.before = before;
        this.memory = memory;
        this.memorySize = memorySize;
        this.file = file;
        this.size = size;
        this.headerInternational = headerInternational;
        this.bodyEightBit = bodyEightBit;
        this.view = view;
    }

    static Content inMemory(byte[] octets, int length, boolean headerInternational, boolean bodyEightBit) {
        return new Content(NOTHING, octets, length, null, length, headerInternational, bodyEightBit, false);
    }

    static Content inFile(Path file, long size, boolean headerInternational, boolean bodyEightBit) {
        return new Content(NOTHING, null, 0, file, size, headerInternational, bodyEightBit, false);
    }

    /**
     * The same message behind further header fields: a view, which has nothing to be closed, and lasts as long as this one.
     *
     * @param fields in ASCII, each with its CRLF
     */
    public Content behind(byte[] fields) {
        byte[] both = ByteBuffer.allocate(fields.length + before.length)
                .put(fields)
                .put(before)
                .array();
        return new Content(
                both, memory, memorySize, file, size + fields.length, headerInternational, bodyEightBit, true);
    }

    @Override
    public long size() {
        return size;
    }

    /** Whether the header has octets outside ASCII (RFC 6532): it asks for SMTPUTF8. */
    public boolean isHeaderInternational() {
        return headerInternational;
    }

    /** Whether the body has octets outside ASCII: it asks for 8BITMIME (RFC 6152). */
    public boolean isBodyEightBit() {
        return bodyEightBit;
    }

    @Override
    public InputStream open() throws IOException {
        InputStream message =
                file == null ? new ByteArrayInputStream(memory, 0, memorySize) : Files.newInputStream(file);
        return before.length == 0 ? message : new SequenceInputStream(new ByteArrayInputStream(before), message);
    }

    @Override
    public void close() throws IOException {
        if (file != null && !view) {
            Files.deleteIfExists(file);
        }
    }
}
