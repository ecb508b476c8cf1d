package org.valija.smtp;

import java.nio.file.Path;

/** The content of a message: Return-Path, Received, and then what the client sent, its dot-stuffing undone. */
public sealed interface SpooledContent {

    /** In octets. */
    long size();

    /**
     * A message below the spool's threshold.
     *
     * @param octets not copied; nobody changes them
     */
    record InMemory(byte[] octets) implements SpooledContent {
        @Override
        public long size() {
            return octets.length;
        }
    }

    /**
     * A message above the threshold.
     *
     * @param path deleted when the spool is released
     * @param size in octets
     */
    record InFile(Path path, long size) implements SpooledContent {}
}
