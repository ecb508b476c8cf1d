package org.valija.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.valija.content.ContentSource;

/** A message with a large body that is nowhere in memory. */
record Large(long size) implements ContentSource {

    private static final byte[] HEADER = "From: ana@ejemplo.com\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Override
    public InputStream open() {
        return new InputStream() {

            private long at;

            @Override
            public int read() {
                if (at == size) {
                    return -1;
                }
                long i = at++;
                return i < HEADER.length ? HEADER[(int) i] : i % 80 == 78 ? '\r' : i % 80 == 79 ? '\n' : 'x';
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = (int) Math.min(length, size - at);
                for (int i = 0; i < n; i++) {
                    buffer[offset + i] = (byte) read();
                }
                return n == 0 ? -1 : n;
            }
        };
    }
}
