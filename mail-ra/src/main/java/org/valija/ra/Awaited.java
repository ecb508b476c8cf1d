package org.valija.ra;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.valija.spi.Registry;

/**
 * A service of mail-ejb that may come later than the beans of applications: on Payara those are active before the EJBs of
 * Valija have started.
 */
final class Awaited<T> {

    private final Class<T> type;
    private final Duration patience;

    Awaited(Class<T> type, Duration patience) {
        this.type = type;
        this.patience = patience;
    }

    /** The service; empty if it isn't there after the wait. Blocks for that long at most. */
    Optional<T> get() throws InterruptedException {
        Optional<T> present = Registry.find(type);
        if (present.isPresent()) {
            return present;
        }
        CountDownLatch registered = new CountDownLatch(1);
        Registry.Registration waiting = Registry.whenRegistered(type, service -> registered.countDown());
        try {
            registered.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            waiting.close();
        }
        return Registry.find(type);
    }
}
