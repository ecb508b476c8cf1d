package org.valija.ra;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WorkQueueTest {

    private static final Duration LONG = Duration.ofSeconds(15);
    private static final Duration SHORT = Duration.ofMillis(100);

    private final ServerThreads server = new ServerThreads();
    private WorkQueue queue;

    @AfterEach
    void close() {
        queue.close();
        server.close();
    }

    @Test
    void givesTheResultOrWhatTheTaskThrew() throws Exception {
        open(1, 10, LONG);
        assertThat(submit(() -> "done").get()).isEqualTo("done");
        assertThatThrownBy(() -> submit(() -> {
                            throw new StackOverflowError();
                        })
                        .get())
                .hasCauseInstanceOf(StackOverflowError.class);
        assertThat(submit(() -> "the place is free again").get()).isNotNull();
    }

    @Test
    void itsThreadsKeepNoClassesOfWhoeverOpensIt() throws Exception {
        Thread here = Thread.currentThread();
        ClassLoader ours = here.getContextClassLoader();
        ClassLoader others = new ClassLoader(ours) {};
        here.setContextClassLoader(others);
        try {
            open(1, 1, LONG);
        } finally {
            here.setContextClassLoader(ours);
        }
        assertThat(submit(() -> "running").get()).isNotNull();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("valija-test"))
                .hasSizeGreaterThanOrEqualTo(2)
                .noneMatch(thread -> thread.getContextClassLoader() == others);
    }

    @Test
    void runsNoMoreThanItMay() throws Exception {
        open(3, 100, LONG);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Integer>> results = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            results.add(submit(() -> {
                int now = running.incrementAndGet();
                most.accumulateAndGet(now, Math::max);
                Thread.sleep(2);
                return running.decrementAndGet();
            }));
        }
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new)).get();
        assertThat(most.get()).isEqualTo(3);
    }

    @Test
    void refusesWhenTheQueueIsFull() throws Exception {
        open(1, 1, LONG);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> running = submitRunning(end);
        CompletableFuture<Boolean> waiting = submit(() -> true);
        assertSaturated(submit(() -> true));
        end.countDown();
        assertThat(running.get()).isTrue();
        assertThat(waiting.get()).isTrue();
    }

    @Test
    void keepsPlacesToWaitForUsers() throws Exception {
        queue = new WorkQueue("test", server, new WorkQueue.Limits(1, 4, 1, LONG));
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> running = submitRunning(end);
        List<CompletableFuture<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(submit(() -> "nobody's"));
        }
        assertSaturated(submit(() -> "one of nobody's too many"));
        waiting.add(submitAsUser(() -> "a user's"));
        assertSaturated(submitAsUser(() -> "one too many"));
        end.countDown();
        assertThat(running.get()).isTrue();
        for (CompletableFuture<String> one : waiting) {
            assertThat(one.get()).isNotNull();
        }
    }

    /** A drain that takes one task of nobody's after another must not keep its place from users. */
    @Test
    void takesTurns() throws Exception {
        open(1, 10_000, LONG);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> running = submitRunning(end);
        AtomicInteger after = new AtomicInteger();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(submit(() -> 0));
        }
        CompletableFuture<Integer> users = submitAsUser(after::get);
        for (int i = 0; i < 1_000; i++) {
            all.add(submit(after::incrementAndGet));
        }
        end.countDown();
        assertThat(running.get()).isTrue();
        assertThat(users.get()).isZero();
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
    }

    /** Who waits for the place of a task that the server never began. */
    @Test
    void aPlaceThatATaskNeverUsedIsTheNextUsers() throws Exception {
        open(1, 10, Duration.ofSeconds(2));
        server.stall();
        CompletableFuture<Boolean> neverBegun = submitAsUser(() -> true);
        Thread.sleep(1_000);
        server.goOn();
        CompletableFuture<Boolean> next = submitAsUser(() -> true);
        assertSaturated(neverBegun);
        assertThat(next.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void endsTheWaitingOfWhatGotNoPlaceInTime() throws Exception {
        open(1, 10, SHORT);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> running = submitRunning(end);
        AtomicInteger ran = new AtomicInteger();
        List<CompletableFuture<Integer>> late = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            late.add(submit(ran::incrementAndGet));
        }
        for (CompletableFuture<Integer> one : late) {
            assertSaturated(one);
        }
        end.countDown();
        assertThat(running.get()).isTrue();
        assertAPlaceBecomesFree();
        assertThat(ran.get()).isZero();
    }

    @Test
    void refusesWhatTheServerRefuses() {
        open(1, 10, LONG);
        server.rejectAll();
        for (int i = 0; i < 5; i++) {
            assertSaturated(submit(() -> true));
        }
    }

    @Test
    void doesNotWaitForAServerThatNeverRunsAWork() {
        open(1, 10, SHORT);
        server.stall();
        for (int i = 0; i < 5; i++) {
            assertSaturated(submit(() -> true));
        }
    }

    @Test
    void closingRefusesWhatWaitsAndLetsTheRestEnd() throws Exception {
        open(1, 10, LONG);
        CountDownLatch end = new CountDownLatch(1);
        CompletableFuture<Boolean> running = submitRunning(end);
        CompletableFuture<Boolean> waiting = submit(() -> true);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(queue::close);
        assertSaturated(waiting);
        assertThat(closing).isNotDone();
        end.countDown();
        closing.get(10, TimeUnit.SECONDS);
        assertThat(running.get()).isTrue();
        assertSaturated(submit(() -> true));
        queue.close();
    }

    private void open(int atOnce, int waiting, Duration patience) {
        queue = new WorkQueue("test", server, new WorkQueue.Limits(atOnce, waiting, patience));
    }

    private <T> CompletableFuture<T> submit(Callable<T> task) {
        return queue.submit(task, Optional.empty()).toCompletableFuture();
    }

    private <T> CompletableFuture<T> submitAsUser(Callable<T> task) {
        CallerContext caller = CallerContext.asserted("ana", Set.of(), true);
        return queue.submit(task, Optional.of(caller)).toCompletableFuture();
    }

    /** A task that runs until the latch opens; returns when it has begun and left the queue. */
    private CompletableFuture<Boolean> submitRunning(CountDownLatch end) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        while (true) { // on a slow machine even the first task may find no thread in time
            CompletableFuture<Boolean> running = submit(() -> {
                begun.countDown();
                return end.await(15, TimeUnit.SECONDS);
            });
            while (!running.isDone()) {
                if (begun.await(10, TimeUnit.MILLISECONDS)) {
                    return running;
                }
            }
        }
    }

    /** Submits until a task gets its place; the test's timeout ends it if none ever does. */
    private void assertAPlaceBecomesFree() throws InterruptedException {
        submitRunning(new CountDownLatch(0));
    }

    private static void assertSaturated(CompletableFuture<?> refused) {
        assertThatThrownBy(() -> refused.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(SaturatedException.class);
    }
}
