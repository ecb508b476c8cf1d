package org.valija.ra;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkAdapter;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Hands tasks to the server's WorkManager: at most so many run at once, at most so many wait, and none waits longer than
 * so long for its turn. Whatever else is refused with a {@link SaturatedException}.
 *
 * <p>Threading: {@link #submit} never blocks. One thread of this class hands tasks over, since a full WorkManager may
 * block its caller (WildFly's does, for seconds); another ends the waiting of tasks whose time is over. The tasks run on
 * the server's threads. A task holds one of the places from when it leaves the queue until it is over, and whoever
 * moves it to {@code OVER} gives the place back.
 */
final class WorkQueue implements AutoCloseable {

    /**
     * @param atOnce tasks that run at the same time
     * @param waiting tasks that wait for that
     * @param patience how long each waits at most
     */
    record Limits(int atOnce, int waiting, Duration patience) {}

    private static final Logger LOG = System.getLogger(WorkQueue.class.getName());
    private static final long CLOSING_SECONDS = 10;

    private final WorkManager workManager;
    private final Limits limits;
    private final Semaphore places;
    private final BlockingQueue<Job<?>> queue;
    private final ScheduledThreadPoolExecutor clock;
    private final Thread handOver;
    private volatile boolean closed;

    /**
     * @param name what the threads are named after
     */
    WorkQueue(String name, WorkManager workManager, Limits limits) {
        this.workManager = workManager;
        this.limits = limits;
        this.places = new Semaphore(limits.atOnce());
        this.queue = new ArrayBlockingQueue<>(limits.waiting());
        this.clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "valija-" + name + "-clock"));
        this.clock.setRemoveOnCancelPolicy(true);
        this.handOver = daemon(this::handOverAll, "valija-" + name);
        this.handOver.start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * @param task runs on one of the server's threads
     * @param caller who the task runs as; the task itself must look whether the login was right
     * @return the task's result; exceptionally what it threw, or a {@link SaturatedException} if it did not run
     */
    <T> CompletionStage<T> submit(Callable<T> task, Optional<CallerContext> caller) {
        Job<T> job = caller.<Job<T>>map(c -> new CallerJob<>(this, task, c)).orElseGet(() -> new Job<>(this, task));
        if (closed || !queue.offer(job)) {
            return CompletableFuture.failedStage(new SaturatedException("The queue is full or closed"));
        }
        job.expireAfter(limits.patience());
        if (closed) {
            job.expire(); // close() may have emptied the queue before this job came into it
        }
        return job.result;
    }

    private void handOverAll() {
        try {
            while (!closed) {
                places.acquire();
                takeOrReleasePlace().handOver();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private Job<?> takeOrReleasePlace() throws InterruptedException {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            places.release();
            throw e;
        }
    }

    /** Refuses what waits, and gives what runs ten seconds to end. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        handOver.interrupt();
        for (Job<?> job : List.copyOf(queue)) {
            job.expire();
        }
        clock.shutdownNow();
        try {
            handOver.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
            if (!places.tryAcquire(limits.atOnce(), CLOSING_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(Level.WARNING, "Stopping although tasks of {0} are still running", handOver.getName());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private enum State {
        WAITING,
        RUNNING,
        OVER
    }

    /** A task on its way. */
    private static class Job<T> extends WorkAdapter implements Work {

        private final WorkQueue owner;
        private final Callable<T> task;
        private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
        private final CompletableFuture<T> result = new CompletableFuture<>();
        private volatile Future<?> expiry = CompletableFuture.completedFuture(null);

        Job(WorkQueue owner, Callable<T> task) {
            this.owner = owner;
            this.task = task;
        }

        final void expireAfter(Duration wait) {
            try {
                expiry = owner.clock.schedule(this::expire, wait.toMillis(), TimeUnit.MILLISECONDS);
            } catch (RejectedExecutionException closed) {
                expire();
            }
        }

        final void expire() {
            if (state.compareAndSet(State.WAITING, State.OVER)) {
                if (!owner.queue.remove(this)) {
                    owner.places.release();
                }
                result.completeExceptionally(new SaturatedException("No place became free in time"));
            }
        }

        final void handOver() {
            try {
                owner.workManager.scheduleWork(this, WorkManager.INDEFINITE, null, this);
            } catch (WorkException | RuntimeException e) {
                didNotRun(e);
            }
        }

        @Override
        public final void run() {
            if (!state.compareAndSet(State.WAITING, State.RUNNING)) {
                return; // expired while the WorkManager kept it
            }
            expiry.cancel(false);
            T value = null;
            Throwable failure = null;
            try {
                value = task.call();
            } catch (Throwable t) { // an Error too must not leave the client without its reply
                failure = t;
            }
            state.set(State.OVER);
            owner.places.release();
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        }

        /** The server asks to stop early, and may ask after every run: a delivery ends by its transaction's timeout. */
        @Override
        public final void release() {}

        @Override
        public final void workRejected(WorkEvent event) {
            didNotRun(event.getException());
        }

        /** The WorkManager could not establish the caller's identity, for instance. */
        @Override
        public final void workCompleted(WorkEvent event) {
            didNotRun(event.getException());
        }

        private void didNotRun(Exception cause) {
            if (state.compareAndSet(State.WAITING, State.OVER)) {
                expiry.cancel(false);
                owner.places.release();
                result.completeExceptionally(new SaturatedException("The server's WorkManager refused", cause));
            }
        }
    }

    /** A task that runs as a user; another class, since servers treat every WorkContextProvider in their own way. */
    @SuppressWarnings("serial") // never serialized: no distributed WorkManager gets it
    private static final class CallerJob<T> extends Job<T> implements WorkContextProvider {

        private final CallerContext caller;

        CallerJob(WorkQueue owner, Callable<T> task, CallerContext caller) {
            super(owner, task);
            this.caller = caller;
        }

        @Override
        public List<WorkContext> getWorkContexts() {
            return List.of(caller);
        }
    }
}
