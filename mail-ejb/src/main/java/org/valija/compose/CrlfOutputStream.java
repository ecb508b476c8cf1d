package org.valija.compose;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Ends every line with CRLF: a CR or LF that stands alone becomes one (RFC 5321 section 2.3.8 allows neither). */
final class CrlfOutputStream extends FilterOutputStream {

    private static final byte[] CRLF = {'\r', '\n'};

    private boolean afterCr;

    CrlfOutputStream(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        int start = offset;
        int end = offset + length;
        for (int i = offset; i < end; i++) {
            byte b = octets[i];
            if (b == '\r' || b == '\n') {
                out.write(octets, start, i - start);
                start = i + 1;
                if (b == '\r' || !afterCr) {
                    out.write(CRLF, 0, 2);
                }
            }
            afterCr = b == '\r';
        }
        out.write(octets, start, end - start);
    }
}
