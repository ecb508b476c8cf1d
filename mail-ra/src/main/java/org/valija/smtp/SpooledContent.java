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
     * @param length how many of them, from the first on, are the content
     */
    record InMemory(byte[] octets, int length) implements SpooledContent {

        /** All of them are. */
        public InMemory(byte[] octets) {
            this(octets, octets.length);
        }

        @Override
        public long size() {
            return length;
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
