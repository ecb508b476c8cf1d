package org.valija.sandbox;

import jakarta.ejb.Local;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The sandbox mailbox: outbound mail that does not leave, and mail for our postmaster that nobody else takes. It is bounded
 * in count and size, the oldest message goes first.
 */
@Local
public interface SandboxMailbox {

    /** Keeps a message that would have left, in the caller's transaction. */
    void keep(String sender, List<String> recipients, Instant deliveredAt, InputStream source) throws IOException;

    /** Keeps a message that came in for our postmaster, in the caller's transaction. */
    void keepForPostmaster(String sender, List<String> recipients, Instant receivedAt, InputStream source)
            throws IOException;

    /** Newest first; at most 1000. */
    List<SandboxMessage> newest(int offset, int limit);

    long count();

    /** Those for our postmaster, newest first; at most 1000. */
    List<SandboxMessage> newestForPostmaster(int offset, int limit);

    long countForPostmaster();

    Optional<SandboxMessage> find(String id);

    /** Writes the message as it would have left (RFC 5322); returns whether there is one with this id. */
    boolean writeSource(String id, OutputStream out) throws IOException;

    /** Removes them all. */
    void clear();
}
