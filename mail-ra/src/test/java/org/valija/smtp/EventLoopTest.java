package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Event loops touch no file and wait for nobody, while messages go to files: seen by looking at what they do, again and again. */
class EventLoopTest {

    private static final int SENDERS = 4;
    private static final Set<String> FILES = Set.of(
            "sun.nio.ch.FileChannelImpl",
            "sun.nio.fs.UnixNativeDispatcher",
            "java.io.FileOutputStream",
            "java.nio.file.Files");

    @TempDir
    static Path folder;

    @Test
    @Timeout(120)
    void eventLoopsTouchNoFileAndWaitForNobody() throws Exception {
        TestKeys keys = TestKeys.make(folder);
        Set<String> wrong = new TreeSet<>();
        Set<String> writers = new TreeSet<>();
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try (RunningServer running = new RunningServer(RunningServer.settings(folder, keys.keys()))) {
            List<Future<?>> sending = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                sending.add(senders.submit(() -> send(running.port)));
            }
            while (!sending.stream().allMatch(Future::isDone)) {
                look(wrong, writers);
                Thread.sleep(2);
            }
            for (Future<?> one : sending) {
                one.get();
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(wrong).isEmpty();
        assertThat(writers).as("threads that touched files").isNotEmpty();
    }

    private static Void send(int port) throws IOException {
        try (TestClient client = TestClient.greeted(port)) {
            client.patient();
            String lines = ("x".repeat(98) + "\r\n").repeat(10_000);
            for (int message = 0; message < 5; message++) {
                client.beginData();
                for (int i = 0; i < 4; i++) {
                    client.send(lines);
                }
                assertThat(client.say(".")).startsWith("250 ");
            }
        }
        return null;
    }

    private static void look(Set<String> wrong, Set<String> writers) {
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            String name = thread.getKey().getName();
            StackTraceElement[] stack = thread.getValue();
            boolean loop = name.startsWith("valija-smtp-");
            if (loop
                    && Arrays.stream(stack).anyMatch(EventLoopTest::isParked)
                    && Arrays.stream(stack).noneMatch(EventLoopTest::isBriefLock)) {
                wrong.add(name + " waits: " + Arrays.toString(stack));
            }
            // A class that is loaded is read from a file, too.
            boolean loading =
                    Arrays.stream(stack).anyMatch(at -> at.getClassName().contains("ClassLoader"));
            if (!loading && Arrays.stream(stack).anyMatch(at -> FILES.contains(at.getClassName()))) {
                if (loop) {
                    wrong.add(name + " touches a file: " + Arrays.toString(stack));
                } else if (name.startsWith("valija-spool-")) {
                    writers.add(name);
                }
            }
        }
    }

    private static boolean isParked(StackTraceElement at) {
        String method = at.getMethodName();
        return switch (at.getClassName()) {
            case "java.util.concurrent.locks.LockSupport" -> method.startsWith("park");
            case "java.lang.Thread" -> method.equals("sleep");
            case "java.lang.Object" -> method.equals("wait");
            default -> false;
        };
    }

    /** Whoever hands a task to the writers, a line to the log, or a buffer back to Netty, holds a lock for a moment. */
    private static boolean isBriefLock(StackTraceElement at) {
        return at.getClassName().startsWith("java.util.concurrent.locks.ReentrantLock")
                || at.getClassName().startsWith("io.netty.buffer.");
    }
}
