package org.valija;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a message is, and how it has ended.
 *
 * @param id of the message
 * @param queuedAt when it was sent
 * @param businessKey what the application called it
 * @param stream its stream
 * @param recipients those who wait for it in the deferred store; empty if nobody does
 * @param ended those for whom it has ended, the earliest first; for as long as the server's trace goes back ({@code
 *     valija.trace.days}), and about a second late. Empty if there are none. One of both is not empty
 */
public record MailStatus(
        MailId id,
        Instant queuedAt,
        Optional<String> businessKey,
        String stream,
        List<Waiting> recipients,
        List<Ended> ended) {

    public MailStatus {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(queuedAt, "queuedAt");
        Objects.requireNonNull(businessKey, "businessKey");
        Objects.requireNonNull(stream, "stream");
        recipients = List.copyOf(recipients);
        ended = List.copyOf(ended);
    }

    /**
     * A recipient who has not got the message yet.
     *
     * @param recipient the recipient
     * @param beingTried whether an attempt is under way at this moment
     * @param attempts how many there have been
     * @param nextAttempt when the next one is due; in the past while one is under way, and in the year 9999 for what an
     *     administrator keeps back
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

    /**
     * A recipient for whom it has ended.
     *
     * @param recipient the recipient
     * @param outcome {@code DELIVERED}, {@code BOUNCED}, {@code EXPIRED}, {@code CANCELLED} or {@code SUPPRESSED}; or what has come
     *     back behind a delivery
     * @param at when
     * @param attempts how many there were
     * @param host the next hop that was spoken to, if there was one
     * @param lastReply what it has said, or why there was no answer; at most 500 characters, hostile input; possibly empty
     */
    public record Ended(
            MailAddress recipient,
            DeliveryEvent.Kind outcome,
            Instant at,
            int attempts,
            Optional<String> host,
            String lastReply) {}
}
