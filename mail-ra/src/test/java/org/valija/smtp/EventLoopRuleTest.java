package org.valija.smtp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.FileReader;
import java.io.FileWriter;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URL;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NamingException;
import org.junit.jupiter.api.Test;

/**
 * Event loops never block: nothing in the engine waits for another thread, a file, a name server or a database, but for the
 * methods that run elsewhere, each of which is named here with its thread. A lock that is held for a moment does not count.
 * What really happens while mail comes in, {@link EventLoopTest} looks at.
 */
class EventLoopRuleTest {

    /** By the class that has the method, or that it inherits it from; an asterisk stands for all of its methods. */
    private static final Map<Class<?>, Set<String>> BLOCKING = Map.ofEntries(
            Map.entry(Object.class, Set.of("wait")),
            Map.entry(Thread.class, Set.of("sleep", "join")),
            Map.entry(Process.class, Set.of("waitFor")),
            Map.entry(TimeUnit.class, Set.of("sleep", "timedJoin", "timedWait")),
            Map.entry(Future.class, Set.of("get")),
            Map.entry(CompletableFuture.class, Set.of("get", "join")),
            Map.entry(CountDownLatch.class, Set.of("await")),
            Map.entry(CyclicBarrier.class, Set.of("await")),
            Map.entry(Phaser.class, Set.of("awaitAdvance", "arriveAndAwaitAdvance")),
            Map.entry(Semaphore.class, Set.of("acquire", "acquireUninterruptibly")),
            Map.entry(BlockingQueue.class, Set.of("take", "put")),
            Map.entry(ExecutorService.class, Set.of("awaitTermination", "invokeAll", "invokeAny")),
            Map.entry(Condition.class, Set.of("await", "awaitNanos", "awaitUntil", "awaitUninterruptibly")),
            Map.entry(LockSupport.class, Set.of("*")),
            Map.entry(
                    io.netty.util.concurrent.Future.class,
                    Set.of("await", "awaitUninterruptibly", "sync", "syncUninterruptibly")),
            Map.entry(Files.class, Set.of("*")),
            Map.entry(FileChannel.class, Set.of("*")),
            Map.entry(File.class, Set.of("*")),
            Map.entry(FileInputStream.class, Set.of("*")),
            Map.entry(FileOutputStream.class, Set.of("*")),
            Map.entry(FileReader.class, Set.of("*")),
            Map.entry(FileWriter.class, Set.of("*")),
            Map.entry(RandomAccessFile.class, Set.of("*")),
            // Name servers.
            Map.entry(
                    InetAddress.class,
                    Set.of("getByName", "getAllByName", "getLocalHost", "getHostName", "getCanonicalHostName")),
            Map.entry(InetSocketAddress.class, Set.of("getHostName")),
            Map.entry(Socket.class, Set.of("*")),
            Map.entry(URL.class, Set.of("openConnection", "openStream")),
            Map.entry(Context.class, Set.of("*")),
            Map.entry(HttpClient.class, Set.of("send")));

    private static final List<String> BLOCKING_PACKAGES =
            List.of("java.sql", "javax.sql", "jakarta.resource.spi.work", "jakarta.transaction");

    /** Methods that may, each with the thread that it runs on. */
    private static final Map<String, String> ELSEWHERE = Map.ofEntries(
            Map.entry("spool.SpoolArea.open", "whoever starts the server"),
            Map.entry("spool.SpoolArea.createPrivate", "whoever starts the server"),
            Map.entry("spool.SpoolArea.close", "whoever stops the server"),
            Map.entry("spool.FreeSpace.store", "a writer of the spool"),
            Map.entry("spool.Spool.write", "a writer of the spool"),
            Map.entry("spool.Spool.closeFile", "a writer of the spool"),
            Map.entry("spool.Spool.releaseFile", "a writer of the spool"),
            Map.entry("tls.IdentitySource$KeyStoreFile.read", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.IdentitySource$PemFiles.read", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.AuthorityPlace.files", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.AuthorityPlace.read", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.PemPlace.sources", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.PemPlace.sorted", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.PemPlace.pair", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.PemPlace.keyOfFile", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.WatchedFiles$Stamp.of", "whoever starts the server, then the watch of the keys"),
            Map.entry("tls.KeyWatch.close", "whoever stops the server"),
            Map.entry("tls.HandshakeThreads.close", "whoever stops the server"),
            Map.entry("SmtpServer.open", "whoever opens a listener"),
            Map.entry("SmtpServer.bind", "whoever opens a listener"),
            Map.entry("SmtpServer.close", "whoever stops the server"),
            Map.entry("SmtpServer.awaitConnections", "whoever stops the server"),
            Map.entry("SmtpListener.close", "whoever closes a listener"),
            Map.entry("RecipientDeliveries.settleNow", "an event loop, when the delivery is done"));

    private static final String ENGINE = "org.valija.smtp.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.valija.smtp");

    private final Set<String> used = new TreeSet<>();

    @Test
    void theEngineBlocksNoEventLoop() {
        rule(ELSEWHERE.keySet()).check(CLASSES);
        assertThat(used).as("methods that still block").containsExactlyInAnyOrderElementsOf(ELSEWHERE.keySet());
    }

    private ArchRule rule(Set<String> allowed) {
        return classes().should(new ArchCondition<JavaClass>("block no event loop") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (JavaCall<?> call : calls(item)) {
                    if (isBlocking(call.getTarget())) {
                        String origin = origin(call);
                        boolean elsewhere = allowed.contains(origin);
                        if (elsewhere) {
                            used.add(origin);
                        }
                        events.add(new SimpleConditionEvent(
                                call, elsewhere, call.getDescription() + ", which is called " + origin));
                    }
                }
            }
        });
    }

    private static Set<JavaCall<?>> calls(JavaClass item) {
        Set<JavaCall<?>> calls = new HashSet<>();
        item.getCodeUnits().forEach(unit -> {
            calls.addAll(unit.getMethodCallsFromSelf());
            calls.addAll(unit.getConstructorCallsFromSelf());
        });
        return calls;
    }

    /** The method; for a lambda the one in which it is written, for the initialization of a class or object "<init>". */
    private static String origin(JavaCall<?> call) {
        String owner = call.getOriginOwner().getName();
        return owner.substring(owner.startsWith(ENGINE) ? ENGINE.length() : 0) + "."
                + call.getOrigin().getName();
    }

    private static boolean isBlocking(CodeUnitCallTarget target) {
        Class<?> owner = target.getOwner().reflect();
        return BLOCKING_PACKAGES.stream().anyMatch(owner.getPackageName()::startsWith)
                || BLOCKING.entrySet().stream()
                        .anyMatch(blocking -> blocking.getKey().isAssignableFrom(owner)
                                && (blocking.getValue().contains("*")
                                        || blocking.getValue().contains(target.getName())));
    }

    // ---- that the rule can fail ----

    @SuppressWarnings("unused")
    private static final class Blocking {

        void sleeps() throws InterruptedException {
            Thread.sleep(1);
        }

        void waits() throws InterruptedException {
            synchronized (this) {
                wait();
            }
        }

        void joins(CompletableFuture<String> future) {
            future.join();
        }

        void gets(Future<String> future) throws Exception {
            future.get(1, TimeUnit.SECONDS);
        }

        void inALambda(CompletableFuture<String> future, ExecutorService executor) {
            executor.execute(() -> future.join());
        }

        void awaits(CountDownLatch latch, Condition condition) throws InterruptedException {
            latch.await();
            condition.awaitNanos(1);
        }

        void acquires(Semaphore semaphore) throws InterruptedException {
            semaphore.acquire();
        }

        void takes(BlockingQueue<String> queue) throws InterruptedException {
            queue.take();
        }

        void syncs(io.netty.channel.ChannelFuture future) throws InterruptedException {
            future.sync();
        }

        void reads(Path path) throws IOException {
            Files.size(path);
        }

        void opensFile(Path path) throws IOException {
            new FileInputStream(path.toFile()).close();
        }

        void resolves() throws IOException {
            InetAddress.getByName("example.com");
        }

        void looksUp() throws NamingException {
            new InitialContext().lookup("java:comp/env");
        }

        void asksTheDatabase(java.sql.Connection connection) throws java.sql.SQLException {
            connection.commit();
        }
    }

    @Test
    void eachWayToBlockIsSeen() {
        JavaClasses blocking = new ClassFileImporter().importClasses(Blocking.class);
        List<String> details =
                rule(Set.of()).evaluate(blocking).getFailureReport().getDetails();

        String called = String.join("\n", details);
        for (java.lang.reflect.Method method : Blocking.class.getDeclaredMethods()) {
            if (!method.isSynthetic()) {
                assertThat(called).contains("which is called EventLoopRuleTest$Blocking." + method.getName());
            }
        }
    }
}
