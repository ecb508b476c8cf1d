package org.valija.suppression;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.atomic.AtomicLongArray;
import org.valija.MailAddress;

/**
 * A Bloom filter over addresses: it knows for certain that an address was not put in, and guesses that one was. Of always the same
 * size, whatever is put in. Safe for use by many threads, which never wait for each other.
 */
final class AddressFilter {

    /** 2 MiB. With a million addresses one of 2,000 others is taken for one of them, with four millions one of five. */
    static final int BITS = 1 << 24;

    private static final int PROBES = 7;

    private final AtomicLongArray words = new AtomicLongArray(BITS / Long.SIZE);

    void add(MailAddress address) {
        long hash = hash(address);
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(hash, i);
            words.accumulateAndGet(bit / Long.SIZE, 1L << bit % Long.SIZE, (a, b) -> a | b);
        }
    }

    boolean mayContain(MailAddress address) {
        long hash = hash(address);
        for (int i = 0; i < PROBES; i++) {
            int bit = bit(hash, i);
            if ((words.get(bit / Long.SIZE) & 1L << bit % Long.SIZE) == 0) {
                return false;
            }
        }
        return true;
    }

    /** Two halves of one hash make all of them (Kirsch and Mitzenmacher). */
    private static int bit(long hash, int probe) {
        return ((int) (hash >>> 32) + probe * ((int) hash | 1)) & BITS - 1;
    }

    /** Nobody can choose addresses that meet: whoever is suppressed has chosen his. */
    private static long hash(MailAddress address) {
        try {
            byte[] name = Suppression.normal(address).toString().getBytes(StandardCharsets.UTF_8);
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(name))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
