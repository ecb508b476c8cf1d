package org.valija.outbound;

import java.io.File;
import java.nio.file.Path;
import org.valija.MailUnavailableException;
import org.valija.spi.DataDirectory;

/**
 * What stays free on the disk of the data folder, where by default the broker's journal and the database are, too: a broker that
 * finds it full stops, and with it all deliveries. Safe for use by many threads.
 */
final class DiskReserve {

    private static final long DEFAULT = 256L * 1024 * 1024;

    private final File folder;
    private final long octets;

    /** @param octets 0 for no reserve */
    DiskReserve(Path folder, long octets) {
        this.folder = folder.toFile();
        this.octets = octets;
    }

    /** {@code valija.outbound.min-free}: octets in the data folder; by default 256 MiB. */
    static DiskReserve read() {
        return new DiskReserve(
                DataDirectory.locate(),
                OutboundSettings.number("valija.outbound.min-free", DEFAULT, 0, Long.MAX_VALUE));
    }

    /**
     * To be called before a message is taken.
     *
     * @throws MailUnavailableException if less is left
     */
    void require() {
        long free = folder.getUsableSpace();
        // Without a size it is a disk that does not tell; a write will.
        if (free < octets && folder.getTotalSpace() > 0) {
            throw new MailUnavailableException(
                    "The disk is full: " + free + " octets are free in " + folder + ", and " + octets + " stay free");
        }
    }
}
