package org.valija.delivery;

import java.io.Closeable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/**
 * The end of an attempt: closes the connection that is open then, whatever it is doing (a read time-out does not help
 * against a host that sends an octet a minute, or reads none).
 */
final class Deadline implements AutoCloseable {

    private static final Logger LOG = System.getLogger(Deadline.class.getName());

    private final long endNanos;
    private final ScheduledFuture<?> alarm;
    private Closeable connection;
    private boolean passed;

    Deadline(Duration total, ScheduledExecutorService scheduler) {
        this.endNanos = System.nanoTime() + total.toNanos();
        this.alarm = scheduler.schedule(this::pass, total.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Closes this connection, too, when the time comes; at once if it has come. */
    synchronized void guard(Closeable opened) throws IOException {
        connection = opened;
        if (passed) {
            opened.close();
        }
    }

    /** Leaves the connection alone from now on; returns whether it has done so until now. */
    synchronized boolean release() {
        connection = null;
        return !isPassed();
    }

    synchronized boolean isPassed() {
        return passed || System.nanoTime() - endNanos >= 0;
    }

    private synchronized void pass() {
        passed = true;
        if (connection != null) {
            try {
                connection.close();
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "Closing a connection whose time is over failed", e);
            }
        }
    }

    @Override
    public void close() {
        alarm.cancel(false);
    }
}
