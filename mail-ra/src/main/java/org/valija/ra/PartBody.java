package org.valija.ra;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a part handler reads: closing it must not close the message, and reading it later must not read the next part. */
final class PartBody extends FilterInputStream {

    private boolean ended;

    PartBody(InputStream decoded) {
        super(decoded);
    }

    void end() {
        ended = true;
    }

    @Override
    public void close() {
        end();
    }

    @Override
    public int read() throws IOException {
        checkOpen();
        return super.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        checkOpen();
        return super.read(buffer, offset, length);
    }

    @Override
    public long skip(long octets) throws IOException {
        checkOpen();
        return super.skip(octets);
    }

    private void checkOpen() throws IOException {
        if (ended) {
            throw new IOException("The body of a part is open only until the handler returns or closes it");
        }
    }
}
