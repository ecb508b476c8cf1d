package org.valija.trace;

import java.time.Instant;
import java.util.Optional;
import org.valija.DeliveryEvent;
import org.valija.MailAddress;
import org.valija.MailId;

/**
 * Something that has happened to a message for one recipient.
 *
 * @param mail the message's id
 * @param kind what has happened
 * @param recipient to whom
 * @param reversePath of the message; empty for a bounce
 * @param stream of the message
 * @param businessKey what its sender calls it
 * @param queuedAt when it was queued
 * @param at when it has happened
 * @param attempts how many there had been
 * @param host the next hop, if there was one
 * @param detail its reply, or why there was none; at most 500 characters, hostile input; possibly empty
 */
public record TraceEntry(
        MailId mail,
        DeliveryEvent.Kind kind,
        MailAddress recipient,
        Optional<MailAddress> reversePath,
        String stream,
        Optional<String> businessKey,
        Instant queuedAt,
        Instant at,
        int attempts,
        Optional<String> host,
        String detail) {

    private static final int MAX_DETAIL = 500;

    public TraceEntry {
        detail = detail.length() > MAX_DETAIL ? detail.substring(0, MAX_DETAIL) : detail;
    }
}
