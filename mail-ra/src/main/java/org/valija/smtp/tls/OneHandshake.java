package org.valija.smtp.tls;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Does what the handshake of one connection needs to have computed, and nothing after it: there only a renegotiation would
 * (TLS 1.2, RFC 9325 section 3.5), a cheap way to keep a server busy. The JDK can forbid it for the whole process only.
 */
final class OneHandshake implements Executor {

    private final Executor threads;
    private volatile boolean done;

    OneHandshake(Executor threads) {
        this.threads = threads;
    }

    void done() {
        done = true;
    }

    @Override
    public void execute(Runnable task) {
        if (done) {
            throw new RejectedExecutionException("The client asked for a renegotiation");
        }
        threads.execute(task);
    }
}
