package org.valija.ra;

import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.SecurityContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import jakarta.resource.spi.work.WorkRejectedException;
import jakarta.security.auth.message.callback.CallerPrincipalCallback;
import jakarta.security.auth.message.callback.PasswordValidationCallback;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.security.auth.Subject;
import javax.security.auth.callback.Callback;

/**
 * A WorkManager on the JDK's threads, with a realm that behaves as the servers' do: it blanks the password that it gets,
 * and runs the Work even after a wrong one.
 */
final class ServerThreads implements WorkManager, AutoCloseable {

    /** User and password of the realm. */
    final Map<String, String> realm = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ThreadLocal<String> caller = new ThreadLocal<>();
    private volatile boolean rejecting;
    private volatile boolean neverRunning;

    void rejectAll() {
        rejecting = true;
    }

    /** Takes Works and never runs them. */
    void stall() {
        neverRunning = true;
    }

    /** Runs Works again; those that came meanwhile stay where they are. */
    void goOn() {
        neverRunning = false;
    }

    /** Who runs the Work of this thread; null for nobody. */
    String caller() {
        return caller.get();
    }

    @Override
    public void scheduleWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener)
            throws WorkException {
        if (rejecting) {
            throw new WorkRejectedException("no thread");
        }
        if (!neverRunning) {
            threads.execute(() -> run(work, listener));
        }
    }

    private void run(Work work, WorkListener listener) {
        try {
            if (work instanceof WorkContextProvider provider) {
                authenticate((SecurityContext) provider.getWorkContexts().get(0));
            }
            work.run();
        } finally {
            caller.remove();
            work.release();
            listener.workCompleted(new WorkEvent(this, WorkEvent.WORK_COMPLETED, work, null));
        }
    }

    private void authenticate(SecurityContext context) {
        context.setupSecurityContext(this::handle, new Subject(), null);
    }

    private void handle(Callback[] callbacks) {
        for (Callback callback : callbacks) {
            if (callback instanceof PasswordValidationCallback validation) {
                String password = realm.get(validation.getUsername());
                validation.setResult(
                        password != null && Arrays.equals(password.toCharArray(), validation.getPassword()));
                Arrays.fill(validation.getPassword(), '\0');
            } else if (callback instanceof CallerPrincipalCallback principal) {
                caller.set(principal.getName());
            }
        }
    }

    @Override
    public void scheduleWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void doWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void doWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long startWork(Work work) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long startWork(Work work, long startTimeout, ExecutionContext context, WorkListener listener) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
