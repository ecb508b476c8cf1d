package org.valija.dkim;

import java.security.MessageDigest;

/**
 * The hash of a body in its relaxed form (RFC 6376 section 3.4.4), octet by octet: nothing of the body is kept. For one
 * thread, used once.
 */
final class RelaxedBody {

    private static final int BUFFER = 8 * 1024;

    private final MessageDigest digest = Sha256.start();
    private final byte[] buffer = new byte[BUFFER];
    private int buffered;
    private long emptyLines;
    private boolean space;
    private boolean lineBegun;

    /** An octet that belongs to no line's end. */
    void octet(byte b) {
        if (b == ' ' || b == '\t') {
            space = true;
            return;
        }
        // Empty lines count only before one that is not.
        for (; emptyLines > 0; emptyLines--) {
            newLine();
        }
        if (space) {
            put((byte) ' ');
            space = false;
        }
        put(b);
        lineBegun = true;
    }

    void endOfLine() {
        space = false; // at the end of a line it does not count
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
        digest.update(buffer, 0, buffered);
        return digest.digest();
    }

    private void newLine() {
        put((byte) '\r');
        put((byte) '\n');
    }

    private void put(byte b) {
        if (buffered == BUFFER) {
            digest.update(buffer, 0, BUFFER);
            buffered = 0;
        }
        buffer[buffered++] = b;
    }
}
