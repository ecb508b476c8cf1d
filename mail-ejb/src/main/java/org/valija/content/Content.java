package org.valija.content;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A whole message (RFC 5322), written once by a {@link ContentSpool} and read any number of times. Safe for use by many
 * threads until it is closed, which deletes the file behind it.
 */
public final class Content implements ContentSource, Closeable {

    private final byte[] memory;
    private final int memorySize;
    private final Path file;
    private final long size;
    private final boolean headerInternational;
    private final boolean bodyEightBit;

    private Content(
            byte[] memory, int memorySize, Path file, long size, boolean headerInternational, boolean bodyEightBit) {
        this.memory = memory;
        this.memorySize = memorySize;
        this.file = file;
        this.size = size;
        this.headerInternational = headerInternational;
        this.bodyEightBit = bodyEightBit;
    }

    static Content inMemory(byte[] octets, int length, boolean headerInternational, boolean bodyEightBit) {
        return new Content(octets, length, null, length, headerInternational, bodyEightBit);
    }

    static Content inFile(Path file, long size, boolean headerInternational, boolean bodyEightBit) {
        return new Content(null, 0, file, size, headerInternational, bodyEightBit);
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
        return file == null ? new ByteArrayInputStream(memory, 0, memorySize) : Files.newInputStream(file);
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }
}
