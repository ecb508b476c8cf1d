package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.valija.MailUnavailableException;

class DiskReserveTest {

    @TempDir
    private Path folder;

    @Test
    void refusesWhenLessIsFree() {
        assertThatThrownBy(() -> new DiskReserve(folder, Long.MAX_VALUE).require())
                .isInstanceOf(MailUnavailableException.class)
                .hasMessageContaining("disk is full")
                .hasMessageContaining(folder.toString());
    }

    @Test
    void takesWhatHasRoom() {
        assertThatCode(() -> new DiskReserve(folder, 1).require()).doesNotThrowAnyException();
        assertThatCode(() -> new DiskReserve(folder, 0).require()).doesNotThrowAnyException();
    }

    @Test
    void aDiskThatDoesNotTellRefusesNothing() {
        assertThatCode(() -> new DiskReserve(folder.resolve("not there"), Long.MAX_VALUE).require())
                .doesNotThrowAnyException();
    }
}
