package org.valija.admin.message;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.valija.sandbox.SandboxMailbox;

/**
 * The source of a message of the sandbox mailbox, copied into a temporary file: so the database is free again before a
 * client of any speed takes the message, and no message is ever whole in the heap. Closing it deletes the file.
 */
public final class SandboxSource implements AutoCloseable {

    private final Path file;

    private SandboxSource(Path file) {
        this.file = file;
    }

    /** Copies it; empty if the mailbox has no message with this id. */
    public static Optional<SandboxSource> open(SandboxMailbox mailbox, String id) throws IOException {
        SandboxSource source = new SandboxSource(Files.createTempFile("valija-sandbox-", ".eml"));
        boolean found = false;
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(source.file))) {
                found = mailbox.writeSource(id, out);
            }
        } finally {
            if (!found) {
                source.close();
            }
        }
        return found ? Optional.of(source) : Optional.empty();
    }

    /** In octets. */
    public long size() throws IOException {
        return Files.size(file);
    }

    public void writeTo(OutputStream out) throws IOException {
        Files.copy(file, out);
    }

    public MessageView view() throws IOException {
        try (InputStream in = stream()) {
            return MessageReader.read(in);
        }
    }

    /** Writes a leaf; returns whether there is one with this number. */
    public boolean writePart(int number, OutputStream out) throws IOException {
        try (InputStream in = stream()) {
            return MessageReader.writePart(in, number, out);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
    }

    private InputStream stream() throws IOException {
        return new BufferedInputStream(Files.newInputStream(file));
    }
}
