package org.valija.smtp.wire;

/**
 * Makes each CR or LF alone a CR LF, in any fragmentation. It works on content whose end has been found already, so what it
 * changes can't become an end of data.
 */
public final class LineBreakNormaliser {

    private boolean afterCr;

    /** Whether {@link #normalise} is needed for the next piece of the content: it would not be copied as it is. */
    public boolean changes(byte[] octets, int length) {
        if (length == 0 || (!afterCr && octets[length - 1] != '\r')) {
            for (int i = 0; i < length; i++) {
                boolean bareCr = octets[i] == '\r' && octets[i + 1] != '\n';
                boolean bareLf = octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r');
                if (bareCr || bareLf) {
                    return true;
                }
            }
            return false;
        }
        return true;
    }

    /**
     * @param octets the next piece of the content
     * @param out at least twice as many octets as the piece
     * @return how many octets of {@code out} are content
     */
    public int normalise(byte[] octets, int length, byte[] out) {
        int written = 0;
        for (int i = 0; i < length; i++) {
            byte octet = octets[i];
            boolean endsCrLf = octet == '\n' && afterCr;
            afterCr = octet == '\r';
            if (endsCrLf) {
                continue; // written with its CR
            }
            if (octet == '\r' || octet == '\n') {
                out[written++] = '\r';
                out[written++] = '\n';
            } else {
                out[written++] = octet;
            }
        }
        return written;
    }
}
