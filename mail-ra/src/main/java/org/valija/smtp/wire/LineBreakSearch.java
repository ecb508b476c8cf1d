package org.valija.smtp.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Finds the next CR or LF, eight octets at a time: content is mostly neither. */
public final class LineBreakSearch {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long CRS = ONES * '\r';
    private static final long LFS = ONES * '\n';

    private LineBreakSearch() {}

    /** @return the index of the first CR or LF from {@code from} on, or {@code to} if there is none before it */
    public static int next(byte[] octets, int from, int to) {
        int i = from;
        for (; i <= to - Long.BYTES; i += Long.BYTES) {
            long word = (long) WORD.get(octets, i);
            long found = zeroOctets(word ^ CRS) | zeroOctets(word ^ LFS);
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < to && octets[i] != '\r' && octets[i] != '\n') {
            i++;
        }
        return i;
    }

    /** The high bit of each octet that is zero; of octets above the lowest such one it may be wrong. */
    private static long zeroOctets(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }
}
