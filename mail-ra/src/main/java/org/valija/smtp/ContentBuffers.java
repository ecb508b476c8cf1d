package org.valija.smtp;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * The arrays in which connections decode content. Each event loop keeps one for the next that needs it, so a connection has
 * one only while it decodes, or while a file is written from it: a slow sender costs none.
 */
final class ContentBuffers {

    static final int SIZE = 64 * 1024;

    private static final FastThreadLocal<byte[]> SPARE = new FastThreadLocal<>();

    private ContentBuffers() {}

    /** On an event loop: an array of {@link #SIZE} octets for the caller alone. */
    static byte[] take() {
        byte[] spare = SPARE.getIfExists();
        if (spare == null) {
            return new byte[SIZE];
        }
        SPARE.set(null);
        return spare;
    }

    /** On an event loop: the array that was taken, of no more use to anyone. */
    static void giveBack(byte[] buffer) {
        SPARE.set(buffer);
    }
}
