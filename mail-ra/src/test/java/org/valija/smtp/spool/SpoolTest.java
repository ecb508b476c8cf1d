package org.valija.smtp.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final int THRESHOLD = 10_000;
    private static final FileAttribute<?>[] NO_ATTRIBUTES = {};

    @TempDir
    Path temp;

    private Path folder() {
        return temp.resolve("spool");
    }

    private SpoolArea area(long maxMemory, long maxDisk) throws IOException {
        return SpoolArea.open(folder(), THRESHOLD, maxMemory, maxDisk, 0);
    }

    private static void append(Spool spool, byte[] octets) {
        await(spool.append(octets, octets.length));
    }

    private static void await(CompletionStage<Void> stage) {
        stage.toCompletableFuture().join();
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder())) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] octets(int length) {
        byte[] octets = new byte[length];
        for (int i = 0; i < length; i++) {
            octets[i] = (byte) (i * 31);
        }
        return octets;
    }

    @Test
    void keepsUpToTheThresholdInMemory() throws Exception {
        try (SpoolArea area = area(100_000, 100_000)) {
            Spool spool = area.create("a");
            append(spool, octets(6_000));
            append(spool, octets(4_000));
            await(spool.finish());
            assertThat(spool.file()).isEmpty();
            assertThat(Arrays.copyOfRange(spool.octets(), 0, 6_000)).isEqualTo(octets(6_000));
            assertThat(Arrays.copyOfRange(spool.octets(), 6_000, 10_000)).isEqualTo(octets(4_000));
            assertThat(spool.size()).isEqualTo(10_000);
            assertThat(area.used()).isEqualTo(10_000);
            assertThat(files()).isEmpty();
            spool.release();
            spool.release();
            assertThat(area.used()).isZero();
        }
    }

    @Test
    void goesOnInAFile() throws Exception {
        SpoolArea area = area(100_000, 100_000);
        Spool spool = area.create("a");
        append(spool, octets(THRESHOLD));
        append(spool, octets(1));
        append(spool, octets(5_000));
        await(spool.finish());
        byte[] content = Files.readAllBytes(spool.file().orElseThrow());
        assertThat(content).hasSize(THRESHOLD + 5_001);
        assertThat(Arrays.copyOf(content, THRESHOLD)).isEqualTo(octets(THRESHOLD));
        assertThat(Arrays.copyOfRange(content, THRESHOLD + 1, content.length)).isEqualTo(octets(5_000));
        assertThat(spool.size()).isEqualTo(THRESHOLD + 5_001);
        assertThat(area.used()).isEqualTo(THRESHOLD + 5_001);
        spool.release();
        spool.release();
        area.close();
        assertThat(area.used()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void usesAFileWhereMemoryIsShort() throws Exception {
        try (SpoolArea area = area(5_000, 100_000)) {
            Spool first = area.create("a");
            append(first, octets(4_000));
            Spool second = area.create("b");
            append(second, octets(4_000));
            assertThat(first.file()).isEmpty();
            assertThat(second.file()).isPresent();
            first.release();
            second.release();
        }
    }

    @Test
    void refusesWhatDoesNotFitAndForgetsIt() throws Exception {
        SpoolArea area = area(100_000, 20_000);
        assertThat(area.hasRoomFor(20_000)).isTrue();
        assertThat(area.hasRoomFor(20_001)).isFalse();
        Spool spool = area.create("a");
        append(spool, octets(15_000));
        assertThatThrownBy(() -> append(spool, octets(5_001)))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(SpoolFullException.class);
        spool.release();
        area.close();
        assertThat(area.used()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void tellsThatTheFolderIsGone() throws Exception {
        SpoolArea area = area(100_000, 100_000);
        Files.delete(folder());
        Spool spool = area.create("a");
        assertThatThrownBy(() -> append(spool, octets(THRESHOLD + 1))).hasCauseInstanceOf(IOException.class);
        spool.release();
        area.close();
        assertThat(area.used()).isZero();
    }

    /** A file system without memory for its buffers, or without one of its classes. */
    @Test
    void tellsOfAnErrorToo() throws Exception {
        Path broken = (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    throw new OutOfMemoryError("Cannot reserve direct buffer memory");
                });
        ExecutorService writers = Executors.newSingleThreadExecutor();
        try {
            OctetBudget disk = new OctetBudget(100_000);
            Spool spool = new Spool(
                    broken, THRESHOLD, new OctetBudget(100_000), disk, new FreeSpace(temp, 0), writers, NO_ATTRIBUTES);
            CompletionStage<Void> written = spool.append(octets(20_000), 20_000);
            assertThatThrownBy(() -> written.toCompletableFuture().get(10, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(OutOfMemoryError.class);
            spool.release();
            writers.shutdown();
            assertThat(writers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
            assertThat(disk.used()).isZero();
        } finally {
            writers.shutdownNow();
        }
    }

    @Test
    void asksTheDiskAgainAfterAnError() throws Exception {
        Path broken = (Path) Proxy.newProxyInstance(
                Path.class.getClassLoader(), new Class<?>[] {Path.class}, (proxy, method, arguments) -> {
                    throw new NoClassDefFoundError("gone");
                });
        FreeSpace freeSpace = new FreeSpace(broken, 1);
        int[] asked = new int[1];
        Executor failing = task -> {
            asked[0]++;
            assertThatThrownBy(task::run).isInstanceOf(NoClassDefFoundError.class);
        };
        freeSpace.refresh(failing);
        freeSpace.refresh(failing);
        assertThat(asked[0]).isEqualTo(2);
    }

    @Test
    void asksTheDiskThatIsThereNow() throws Exception {
        Path folder = Files.createDirectories(folder());
        FreeSpace freeSpace = new FreeSpace(folder, Long.MAX_VALUE);
        assertThatThrownBy(freeSpace::check).isInstanceOf(SpoolFullException.class);
        Files.delete(folder);
        freeSpace.check();
        assertThat(freeSpace.hasRoom()).as("nobody knows").isTrue();
        Files.createDirectories(folder);
        assertThatThrownBy(freeSpace::check).isInstanceOf(SpoolFullException.class);
    }

    @Test
    void aFileIsForItsOwnerOnlyWhateverTheFolderIs() throws Exception {
        Files.createDirectories(folder());
        SpoolArea area = area(100_000, 100_000);
        Spool spool = area.create("a");
        append(spool, octets(20_000));
        if (folder().getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().get(0))))
                    .isEqualTo("rw-------");
        }
        spool.release();
        area.close();
    }

    @Test
    void releaseDuringAWriteLeavesNothing() throws Exception {
        SpoolArea area = area(100_000, 100_000_000);
        for (int i = 0; i < 50; i++) {
            Spool spool = area.create("a" + i);
            byte[] octets = octets(200_000);
            CompletionStage<Void> written = spool.append(octets, octets.length);
            spool.release();
            await(written);
        }
        area.close();
        assertThat(area.used()).isZero();
        assertThat(files()).isEmpty();
    }

    @Test
    void whatIsReleasedCanEnd() throws Exception {
        try (SpoolArea area = area(100_000, 100_000)) {
            Spool spool = area.create("a");
            append(spool, octets(6_000));
            spool.release();
            await(spool.finish());
            assertThat(area.used()).isZero();
        }
    }

    @Test
    void releasesAfterItsEndToo() throws Exception {
        SpoolArea area = area(100_000, 100_000);
        Spool spool = area.create("a");
        append(spool, octets(20_000));
        await(spool.finish());
        area.close();
        assertThat(files()).hasSize(1);
        spool.release();
        assertThat(files()).isEmpty();
    }

    @Test
    void removesWhatAPreviousRunLeft() throws Exception {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("old.spool"), "half a message");
        Files.writeString(folder().resolve("other.txt"), "not ours");
        area(1, 1).close();
        assertThat(files()).containsExactly(folder().resolve("other.txt"));
    }

    @Test
    void makesItsFolderForTheOwnerOnly() throws Exception {
        area(1, 1).close();
        if (folder().getFileSystem().supportedFileAttributeViews().contains("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())))
                    .isEqualTo("rwx------");
        }
    }
}
