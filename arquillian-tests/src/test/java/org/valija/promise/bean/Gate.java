package org.valija.promise.bean;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Where beans wait until a test lets them go on; open at first. */
@ApplicationScoped
public class Gate {

    private final AtomicInteger waiting = new AtomicInteger();
    private volatile CountDownLatch opened = new CountDownLatch(0);

    boolean pass(long time, TimeUnit unit) throws InterruptedException {
        waiting.incrementAndGet();
        try {
            return opened.await(time, unit);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /** How many wait. */
    int waiting() {
        return waiting.get();
    }

    void close() {
        opened = new CountDownLatch(1);
    }

    void open() {
        opened.countDown();
    }
}
