package org.valija.dkim;

import java.security.MessageDigest;

/**
 * The hash of a body in a canonical form (RFC 6376 section 3.4), octet by octet: nothing of the body is kept. For one thread,
 * used once.
 */
abstract class CanonicalBody {

    private static final int BUFFER = 8 * 1024;

    private final MessageDigest digest = Sha256.start();
    private final byte[] buffer = new byte[BUFFER];
    private final long limit;
    private int buffered;
    private long flushed;
    private long emptyLines;
    private boolean lineBegun;

    /** @param limit how many octets count (the tag {@code l}, RFC 6376 section 3.5) */
    CanonicalBody(long limit) {
        this.limit = limit;
    }

    /** An octet that belongs to no line's end. */
    abstract void octet(byte b);

    void endOfLine() {
        if (lineBegun) {
            newLine();
            lineBegun = false;
        } else {
            emptyLines++;
        }
    }

    /** Ends the body; a last line without an end gets one, as on the wire. */
    byte[] hash() {
        if (lineBegun) {
            endOfLine();
        }
        flush();
        return digest.digest();
    }

    /** In octets, of the canonical form. */
    final long size() {
        return flushed + buffered;
    }

    /** Goes on with a line that is not empty: the empty ones before it count now. */
    final void inLine() {
        for (; emptyLines > 0; emptyLines--) {
            newLine();
        }
        lineBegun = true;
    }

    final void newLine() {
        put((byte) '\r');
        put((byte) '\n');
    }

    final void put(byte b) {
        if (buffered == BUFFER) {
            flush();
        }
        buffer[buffered++] = b;
    }

    private void flush() {
        digest.update(buffer, 0, (int) Math.min(buffered, Math.max(0, limit - flushed)));
        flushed += buffered;
        buffered = 0;
    }
}
