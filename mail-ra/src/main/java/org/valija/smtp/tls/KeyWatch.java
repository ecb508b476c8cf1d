package org.valija.smtp.tls;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks after the files of {@link TlsKeys} from time to time, on a thread of its own: a slow disk holds up nobody. */
public final class KeyWatch implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(KeyWatch.class.getName());

    private final ScheduledExecutorService thread;

    private KeyWatch(ScheduledExecutorService thread) {
        this.thread = thread;
    }

    public static KeyWatch start(TlsKeys keys) {
        Duration interval = keys.settings().reload();
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "valija-tls-files");
            made.setDaemon(true);
            made.setContextClassLoader(KeyWatch.class.getClassLoader());
            return made;
        });
        thread.scheduleWithFixedDelay(
                () -> refresh(keys), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        return new KeyWatch(thread);
    }

    private static void refresh(TlsKeys keys) {
        try {
            keys.refresh();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Can't look after the TLS certificates", e); // and go on
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
