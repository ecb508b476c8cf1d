package org.valija.limit;

import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;

/** Sending limits without a database. */
public final class TestLimits {

    private TestLimits() {}

    public static SendingLimiter of(Clock clock, LongSupplier nanos, SendingLimit... limits) {
        List<SendingLimiter.Entry> entries =
                List.of(limits).stream().map(SendingLimiter.Entry::of).toList();
        return new SendingLimiter(() -> entries, clock, nanos);
    }
}
