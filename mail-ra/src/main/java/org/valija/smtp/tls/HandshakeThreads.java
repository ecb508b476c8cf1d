package org.valija.smtp.tls;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads for the arithmetic of handshakes. A signature takes milliseconds (RSA of 4096 bits about ten): on an event loop, a
 * client that does nothing but handshakes would hold up all sessions of that loop. Here it holds up handshakes only; each
 * connection has one task at most, so the queue is as long as the server has connections.
 */
public final class HandshakeThreads implements Executor, AutoCloseable {

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    /**
     * @param count threads at most; they end when they have nothing to do
     * @param connections tasks that wait at most; a further one is refused, which ends its connection
     */
    public HandshakeThreads(int count, int connections) {
        AtomicInteger number = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                count, count, IDLE_SECONDS, TimeUnit.SECONDS, new ArrayBlockingQueue<>(connections), task -> {
                    Thread thread = new Thread(task, "valija-tls-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    thread.setContextClassLoader(HandshakeThreads.class.getClassLoader());
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void execute(Runnable task) {
        threads.execute(task);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
