package org.valija;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a message is that is still on its way.
 *
 * @param id of the message
 * @param queuedAt when it was sent
 * @param businessKey what the application called it
 * @param stream its stream
 * @param recipients those who wait for it in the deferred store; not empty
 */
public record MailStatus(
        MailId id, Instant queuedAt, Optional<String> businessKey, String stream, List<Waiting> recipients) {

    public MailStatus {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(queuedAt, "queuedAt");
        Objects.requireNonNull(businessKey, "businessKey");
        Objects.requireNonNull(stream, "stream");
        recipients = List.copyOf(recipients);
    }

    /**
     * A recipient who has not got the message yet.
     *
     * @param recipient the recipient
     * @param beingTried whether an attempt is under way at this moment
     * @param attempts how many there have been
     * @param nextAttempt when the next one is due; in the past while one is under way
     * @param expires when it is given up
     * @param lastReply what the next hop has said at last, or why there was no attempt; at most 1000 characters
     */
    public record Waiting(
            MailAddress recipient,
            boolean beingTried,
            int attempts,
            Instant nextAttempt,
            Instant expires,
            String lastReply) {}
}
