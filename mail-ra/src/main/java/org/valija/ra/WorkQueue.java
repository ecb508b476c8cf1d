package org.valija.ra;

import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkContext;
import jakarta.resource.spi.work.WorkContextProvider;
import jakarta.resource.spi.work.WorkEvent;
import jakarta.resource.spi.work.WorkException;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Runs tasks on the threads of the server's WorkManager: at most so many at once, at most so many wait, and none waits much
 * longer than so long for its turn. Whatever else is refused with a {@link SaturatedException}.
 *
 * <p>A task of nobody's is run by a {@link Drain}, a Work that runs one such task after another: to hand each of them to the
 * WorkManager would cost more than many a task. A task of a user's is a Work of its own, since it gets his identity as it
 * starts.
 *
 * <p>Threading: {@link #submit} never blocks. One thread of this class, the steward, is who speaks to the WorkManager, since
 * a full one may block its caller (WildFly's does, for seconds); while drains are at work it has nothing to do. Another one,
 * the clock, ends the waiting of tasks whose time is over. A task holds one of the places while it runs, and a user's from when the
 * WorkManager gets it.
 */
final class WorkQueue implements AutoCloseable {

    /**
     * @param atOnce tasks that run at the same time
     * @param waiting tasks that wait for that
     * @param keptForUsers how many of these must be users' tasks: what nobody has logged in for leaves them free
     * @param patience how long each waits at most, or up to an eighth longer
     */
    record Limits(int atOnce, int waiting, int keptForUsers, Duration patience) {

        /** With no place kept for anybody. */
        Limits(int atOnce, int waiting, Duration patience) {
            this(atOnce, waiting, 0, patience);
        }
    }

    private static final Logger LOG = System.getLogger(WorkQueue.class.getName());
    private static final long CLOSING_SECONDS = 10;
    /** How long a drain waits for another task before it gives its thread back to the server. */
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private static final long MAX_TICK = TimeUnit.SECONDS.toNanos(1);
    private static final long MIN_TICK = TimeUnit.MILLISECONDS.toNanos(10);

    private final WorkManager workManager;
    private final Limits limits;
    private final Thread steward;
    private final ScheduledThreadPoolExecutor clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition forSteward = lock.newCondition();
    private final Condition ended = lock.newCondition();

    // All below is guarded by the lock.
    private final Deque<Job<?>> ofNobody = new ArrayDeque<>();
    private final Deque<UserJob<?>> ofUsers = new ArrayDeque<>();
    /** With the WorkManager, and not begun. */
    private final Set<UserJob<?>> handedOver = new LinkedHashSet<>();
    /** The one that waits last is woken first, so that those which are not needed end. */
    private final Deque<Drain> idle = new ArrayDeque<>();

    private int freePlaces;
    /** Drains that are woken or started, and have not looked for a task yet; they see to it that others follow. */
    private int coming;

    private boolean closed;

    /**
     * @param name what the threads are named after
     */
    WorkQueue(String name, WorkManager workManager, Limits limits) {
        this.workManager = workManager;
        this.limits = limits;
        this.freePlaces = limits.atOnce();
        // One look now and then: a timer for each task would cost more than most tasks.
        long tick = Math.max(MIN_TICK, Math.min(MAX_TICK, limits.patience().toNanos() / 8));
        this.clock = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "valija-" + name + "-clock"));
        this.clock.scheduleWithFixedDelay(this::expire, tick, tick, TimeUnit.NANOSECONDS);
        this.steward = daemon(this::attend, "valija-" + name);
        this.steward.start();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        // Not the one of whoever applies the first listener: that may be another deployment's.
        thread.setContextClassLoader(WorkQueue.class.getClassLoader());
        return thread;
    }

    /**
     * @param task runs on one of the server's threads
     * @param caller who the task runs as; the task itself must look whether the login was right
     * @return the task's result; exceptionally what it threw, or a {@link SaturatedException} if it did not run
     */
    <T> CompletionStage<T> submit(Callable<T> task, Optional<CallerContext> caller) {
        lock.lock();
        try {
            if (closed
                    || ofNobody.size() + ofUsers.size() >= limits.waiting()
                    || caller.isEmpty() && isFullForNobody()) {
                return CompletableFuture.failedStage(new SaturatedException("The queue is full or closed"));
            }
            long deadline = System.nanoTime() + limits.patience().toNanos();
            if (caller.isPresent()) {
                UserJob<T> job = new UserJob<>(this, task, deadline, caller.get());
                ofUsers.add(job);
                forSteward.signal();
                return job.result;
            }
            Job<T> job = new Job<>(task, deadline);
            ofNobody.add(job);
            bringDrain();
            return job.result;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFullForNobody() {
        return limits.keptForUsers() > 0 && ofNobody.size() >= limits.waiting() - limits.keptForUsers();
    }

    /** Under the lock: whether a user's task has waited for longer than all of nobody's. */
    private boolean isUsersTurn() {
        return !ofUsers.isEmpty()
                && (ofNobody.isEmpty() || ofUsers.getFirst().deadline - ofNobody.getFirst().deadline <= 0);
    }

    /** Under the lock: if a task could run now, one more drain is to come, unless one is on its way already. */
    private void bringDrain() {
        if (ofNobody.isEmpty() || freePlaces == 0 || coming > 0 || isUsersTurn()) {
            return; // the steward takes a user's task, and calls this again
        }
        Drain last = idle.pollLast();
        if (last == null) {
            forSteward.signal();
        } else {
            coming++;
            last.wake();
        }
    }

    // ---- the steward ----

    private void attend() {
        try {
            while (attendOnce()) {
                // the next one
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return false when the queue is closed */
    private boolean attendOnce() throws InterruptedException {
        Optional<Startable> next;
        lock.lock();
        try {
            next = next();
            while (next.isEmpty() && !closed) {
                forSteward.await();
                next = next();
            }
            if (closed) {
                return false;
            }
        } finally {
            lock.unlock();
        }
        next.ifPresent(this::start);
        return true;
    }

    private Optional<Startable> next() {
        if (freePlaces > 0 && !ofUsers.isEmpty()) {
            UserJob<?> job = ofUsers.remove();
            freePlaces--;
            handedOver.add(job);
            bringDrain();
            return Optional.of(job);
        }
        if (freePlaces > 0 && !ofNobody.isEmpty() && coming == 0 && idle.isEmpty()) {
            coming++;
            return Optional.of(new Drain(this));
        }
        return Optional.empty();
    }

    private void start(Startable work) {
        try {
            workManager.scheduleWork(work, WorkManager.INDEFINITE, null, work);
        } catch (WorkException | RuntimeException e) {
            work.didNotRun(e);
        }
    }

    // ---- the clock ----

    private void expire() {
        List<Job<?>> expired = new ArrayList<>();
        lock.lock();
        try {
            long now = System.nanoTime();
            expire(ofNobody, now, expired);
            expire(ofUsers, now, expired);
            int before = expired.size();
            expire(handedOver, now, expired);
            freePlaces += expired.size() - before;
            if (!ofUsers.isEmpty()) {
                forSteward.signal();
            }
            bringDrain();
        } finally {
            lock.unlock();
        }
        // Outside of the lock: whoever waits for the result may go on right here.
        expired.forEach(job -> job.refuse("No place became free in time", null));
    }

    /** All have the same patience, so those that came first expire first. */
    private static void expire(Collection<? extends Job<?>> jobs, long now, List<Job<?>> expired) {
        Iterator<? extends Job<?>> each = jobs.iterator();
        while (each.hasNext()) {
            Job<?> job = each.next();
            if (now - job.deadline < 0) {
                return;
            }
            each.remove();
            expired.add(job);
        }
    }

    /** Refuses what waits, and gives what runs ten seconds to end. */
    @Override
    public void close() {
        List<Job<?>> refused = new ArrayList<>();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            refused.addAll(ofNobody);
            refused.addAll(ofUsers);
            refused.addAll(handedOver);
            freePlaces += handedOver.size();
            ofNobody.clear();
            ofUsers.clear();
            handedOver.clear();
            idle.forEach(Drain::wake);
            idle.clear();
            forSteward.signal();
        } finally {
            lock.unlock();
        }
        clock.shutdownNow();
        refused.forEach(job -> job.refuse("Valija is stopping", null));
        try {
            awaitEnd();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitEnd() throws InterruptedException {
        steward.join(TimeUnit.SECONDS.toMillis(CLOSING_SECONDS));
        long left = TimeUnit.SECONDS.toNanos(CLOSING_SECONDS);
        lock.lock();
        try {
            while (freePlaces < limits.atOnce() && left > 0) {
                left = ended.awaitNanos(left);
            }
            if (freePlaces < limits.atOnce()) {
                LOG.log(Level.WARNING, "Stopping although tasks of {0} are still running", steward.getName());
            }
        } finally {
            lock.unlock();
        }
    }

    /** A task, and who waits for it. */
    private static class Job<T> {

        private final Callable<T> task;
        final long deadline;
        final CompletableFuture<T> result = new CompletableFuture<>();

        Job(Callable<T> task, long deadline) {
            this.task = task;
            this.deadline = deadline;
        }

        /** Runs the task; gives the place back before the result, lest whoever gets it finds none. */
        final void run(Runnable givePlaceBack) {
            T value = null;
            Throwable failure = null;
            try {
                value = task.call();
            } catch (Throwable t) { // an Error too must not leave the client without its reply
                failure = t;
            }
            givePlaceBack.run();
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(failure);
            }
        }

        final void refuse(String reason, Exception cause) {
            result.completeExceptionally(new SaturatedException(reason, cause));
        }
    }

    /** @param byDrain whether it is a drain's, which takes the next task itself */
    private void givePlaceBack(boolean byDrain) {
        lock.lock();
        try {
            freePlaces++;
            if (!ofUsers.isEmpty()) {
                forSteward.signal();
            }
            if (!byDrain) {
                bringDrain();
            }
            if (closed) {
                ended.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** What the WorkManager gets; it tells whether the WorkManager could run it. */
    private interface Startable extends Work, WorkListener {

        /** Called for every end; does nothing for what has run. */
        void didNotRun(Exception cause);

        /** The server asks to stop early, and may ask after every run: a delivery ends by its transaction's timeout. */
        @Override
        default void release() {}

        @Override
        default void workAccepted(WorkEvent event) {}

        @Override
        default void workStarted(WorkEvent event) {}

        @Override
        default void workRejected(WorkEvent event) {
            didNotRun(event.getException());
        }

        /** The WorkManager could not establish the caller's identity, for instance. */
        @Override
        default void workCompleted(WorkEvent event) {
            didNotRun(event.getException());
        }
    }

    /** Runs tasks of nobody's, until there has been none for a while. */
    private static final class Drain implements Startable {

        private final WorkQueue owner;
        private final Condition woken;

        // Guarded by the owner's lock.
        private boolean begun;
        private boolean called;

        Drain(WorkQueue owner) {
            this.owner = owner;
            this.woken = owner.lock.newCondition();
        }

        void wake() {
            called = true;
            woken.signal();
        }

        @Override
        public void run() {
            owner.lock.lock();
            try {
                begun = true;
                owner.coming--;
            } finally {
                owner.lock.unlock();
            }
            try {
                for (Job<?> job = take(); job != null; job = take()) {
                    job.run(() -> owner.givePlaceBack(true));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // the server takes its thread back
            }
        }

        /** @return null if there is no more to do */
        private Job<?> take() throws InterruptedException {
            owner.lock.lock();
            try {
                while (owner.ofNobody.isEmpty() || owner.freePlaces == 0 || owner.isUsersTurn()) {
                    if (owner.closed || !awaitCall()) {
                        return null;
                    }
                }
                owner.freePlaces--;
                Job<?> job = owner.ofNobody.remove();
                owner.bringDrain();
                return job;
            } finally {
                owner.lock.unlock();
            }
        }

        private boolean awaitCall() throws InterruptedException {
            called = false;
            owner.idle.addLast(this);
            long left = LINGER_NANOS;
            try {
                while (!called && left > 0) {
                    left = woken.awaitNanos(left);
                }
                return called;
            } finally {
                if (!called) {
                    owner.idle.remove(this);
                } else if (!owner.closed) {
                    owner.coming--;
                }
            }
        }

        /** What it was to run first is refused, as nobody else would run it. */
        @Override
        public void didNotRun(Exception cause) {
            Job<?> first;
            owner.lock.lock();
            try {
                if (begun) {
                    return;
                }
                begun = true;
                owner.coming--;
                first = owner.ofNobody.poll();
                owner.bringDrain();
            } finally {
                owner.lock.unlock();
            }
            if (first != null) {
                first.refuse("The server's WorkManager refused", cause);
            }
        }
    }

    /** A task that runs as a user; another class, since servers treat every WorkContextProvider in their own way. */
    @SuppressWarnings("serial") // never serialized: no distributed WorkManager gets it
    private static final class UserJob<T> extends Job<T> implements Startable, WorkContextProvider {

        private final WorkQueue owner;
        private final CallerContext caller;

        UserJob(WorkQueue owner, Callable<T> task, long deadline, CallerContext caller) {
            super(task, deadline);
            this.owner = owner;
            this.caller = caller;
        }

        @Override
        public List<WorkContext> getWorkContexts() {
            return List.of(caller);
        }

        @Override
        public void run() {
            if (begins()) {
                run(() -> owner.givePlaceBack(false));
            } // else it expired while the WorkManager kept it
        }

        /** Whether it is still waited for; whoever takes it away answers for its place. */
        private boolean begins() {
            owner.lock.lock();
            try {
                return owner.handedOver.remove(this);
            } finally {
                owner.lock.unlock();
            }
        }

        @Override
        public void didNotRun(Exception cause) {
            if (begins()) {
                owner.givePlaceBack(false);
                refuse("The server's WorkManager refused", cause);
            }
        }
    }
}
