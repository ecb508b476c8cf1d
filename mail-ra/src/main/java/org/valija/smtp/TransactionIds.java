package org.valija.smtp;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of mail transactions: 16 letters and digits that sort by time. 45 bits of milliseconds (until the year 3084) and 15 of
 * a counter never go back in one server; 20 random bits, chosen when it starts, tell one server's from another's. Safe for
 * use by many threads.
 */
final class TransactionIds {

    /** Crockford's base 32 in lower case: no i, l, o, u. */
    private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

    private static final int COUNTER_BITS = 15;
    private static final int TIME_DIGITS = 12;
    private static final int SERVER_DIGITS = 4;

    private final Clock clock;
    private final String server;
    private final AtomicLong last = new AtomicLong();

    TransactionIds(Clock clock) {
        this.clock = clock;
        this.server = digits(new SecureRandom().nextInt(1 << (5 * SERVER_DIGITS)), SERVER_DIGITS);
    }

    String next() {
        long now = clock.millis() << COUNTER_BITS;
        return digits(last.updateAndGet(before -> Math.max(before + 1, now)), TIME_DIGITS) + server;
    }

    private static String digits(long value, int count) {
        char[] out = new char[count];
        long rest = value;
        for (int i = count - 1; i >= 0; i--) {
            out[i] = DIGITS.charAt((int) (rest & 31));
            rest >>>= 5;
        }
        return new String(out);
    }
}
