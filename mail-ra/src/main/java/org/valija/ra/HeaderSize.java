package org.valija.ra;

import java.io.IOException;
import java.io.InputStream;
import org.valija.InvalidContentException;

/** Keeps a header that would fill the heap away from Jakarta Mail, which reads the whole header at once. */
final class HeaderSize {

    /** In octets. Real headers rarely reach 100 KiB. */
    static final int MAX = 1024 * 1024;

    private HeaderSize() {}

    /**
     * Reads to the empty line that ends the header, and closes the stream.
     *
     * @throws InvalidContentException if it does not come within {@link #MAX} octets
     */
    static void check(InputStream content) throws IOException {
        try (content) {
            boolean lineIsEmpty = true;
            for (int i = 0; i < MAX; i++) {
                int octet = content.read();
                if (octet < 0 || (octet == '\n' && lineIsEmpty)) {
                    return;
                }
                lineIsEmpty = octet == '\n' || (octet == '\r' && lineIsEmpty);
            }
        }
        throw new InvalidContentException("The header is longer than " + MAX + " octets", null);
    }
}
