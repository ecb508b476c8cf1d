package org.valija.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @TempDir
    Path temp;

    @Test
    void isMadeForItsOwnerOnly() throws Exception {
        Path path = temp.resolve("new").resolve("data");
        try (DataFolder data = DataFolder.open(path)) {
            assertThat(data.isNew()).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void isNewUntilAServerWasReady() throws Exception {
        try (DataFolder data = DataFolder.open(temp)) {
            data.wasReady();
            data.wasReady();
        }
        try (DataFolder data = DataFolder.open(temp)) {
            assertThat(data.isNew()).isFalse();
        }
    }

    @Test
    void servesOneServerAtATime() throws Exception {
        try (DataFolder first = DataFolder.open(temp)) {
            assertThatThrownBy(() -> DataFolder.open(temp))
                    .isInstanceOf(CannotRunException.class)
                    .hasMessageContaining(temp.toString())
                    .hasMessageContaining("used by another running server")
                    .hasMessageContaining("-Dvalija.data=");
            assertThat(first.path()).isEqualTo(temp);
        }
        DataFolder.open(temp).close();
    }

    @Test
    void isNotGivenAwayWhileAServerThatOutlivedItsStarterRuns() throws Exception {
        Process server = new ProcessBuilder("sleep", "60").start();
        try {
            try (DataFolder data = DataFolder.open(temp)) {
                data.serverStarted(server.toHandle());
            }
            assertThatThrownBy(() -> DataFolder.open(temp))
                    .isInstanceOf(CannotRunException.class)
                    .hasMessageContaining("process " + server.pid());
        } finally {
            server.destroyForcibly().waitFor();
        }
        DataFolder.open(temp).close();
    }

    @Test
    void saysThatItCannotBeWritten() throws IOException {
        Path file = Files.createFile(temp.resolve("file"));
        assertThatThrownBy(() -> DataFolder.open(file.resolve("data")))
                .isInstanceOf(CannotRunException.class)
                .hasMessageContaining("can't be written to")
                .hasMessageContaining("-Dvalija.data=");
    }

    @Test
    void knowsTheUsersOfTheRealm() throws Exception {
        Files.createDirectories(temp.resolve("users/r/o"));
        Files.createFile(temp.resolve("users/r/o/robot_laboratorio_local-OJXWE33UIBWGCYTPOJQXI33SNFXS43DPMNQWY.xml"));
        try (DataFolder data = DataFolder.open(temp)) {
            assertThat(data.hasUser("robot@laboratorio.local")).isTrue();
            assertThat(data.hasUser("robot")).isFalse();
            assertThat(data.hasUser("admin")).isFalse();
        }
    }
}
