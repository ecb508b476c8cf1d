package org.valija.smtp;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where messages are kept while they are received and delivered.
 *
 * @param folder for messages above the threshold; what is left in it from before is removed
 * @param threshold octets of one message that are kept in memory
 * @param maxMemory octets of all messages that are kept in memory
 * @param maxDisk octets of all messages in files
 * @param minFree octets that stay free on the disk, whatever else fills it; then it is as if the spool were full
 */
public record SpoolSettings(Path folder, int threshold, long maxMemory, long maxDisk, long minFree) {

    public static final int DEFAULT_THRESHOLD = 256 * 1024;
    public static final long DEFAULT_MAX_MEMORY = 64L * 1024 * 1024;
    public static final long DEFAULT_MAX_DISK = 4L * 1024 * 1024 * 1024;

    public static final long DEFAULT_MIN_FREE = 256L * 1024 * 1024;

    public SpoolSettings {
        Objects.requireNonNull(folder, "folder");
        Positive.check("spool.threshold", threshold);
        Positive.check("spool.maxMemory", maxMemory);
        Positive.check("spool.maxDisk", maxDisk);
        if (minFree < 0) {
            throw new IllegalArgumentException("spool.minFree must not be negative");
        }
    }

    /** With the default for what stays free. */
    public SpoolSettings(Path folder, int threshold, long maxMemory, long maxDisk) {
        this(folder, threshold, maxMemory, maxDisk, DEFAULT_MIN_FREE);
    }

    /** With the default limits. */
    public static SpoolSettings in(Path folder) {
        return new SpoolSettings(folder, DEFAULT_THRESHOLD, DEFAULT_MAX_MEMORY, DEFAULT_MAX_DISK);
    }
}
