package org.valija.suppression;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.MailId;

/**
 * An address that gets no more mail.
 *
 * @param id of the entry; empty for a new one
 * @param address in lower case
 * @param stream the stream of mail that it gets no more of, or {@link #ALL_STREAMS}
 * @param detail what led to it, in the words of the remote host, or of an administrator: hostile input of at most 500 characters
 * @param since when the entry was made, or made anew
 * @param expires when it ends; empty for never
 * @param mail the message that led to it, if one did
 */
public record Suppression(
        String id,
        MailAddress address,
        String stream,
        Reason reason,
        String detail,
        Instant since,
        Optional<Instant> expires,
        Optional<MailId> mail) {

    public static final String ALL_STREAMS = "*";

    static final int MAX_DETAIL = 500;

    /** Why. */
    public enum Reason {
        /** A host has said that there is no such mailbox. */
        HARD_BOUNCE,
        /** Several messages in a row could not be delivered. */
        SOFT_BOUNCES,
        /** The recipient has called it spam. */
        COMPLAINT,
        /** An administrator has said so. */
        MANUAL
    }

    public Suppression {
        Objects.requireNonNull(id, "id");
        address = normal(address);
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(reason, "reason");
        detail = oneLine(detail);
        Objects.requireNonNull(since, "since");
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(mail, "mail");
    }

    /** In lower case, though a host could tell local parts by it (RFC 5321 section 2.4): none that bounces does. */
    static MailAddress normal(MailAddress address) {
        return new MailAddress(address.localPart().toLowerCase(Locale.ROOT), address.domain());
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) : line;
    }

    boolean lastsAtLeastAsLongAs(Suppression other) {
        return expires.isEmpty()
                || other.expires.filter(end -> !end.isAfter(expires.get())).isPresent();
    }

    /** A sentence for whoever looks after a message that was not sent. */
    public String sentence() {
        String why =
                switch (reason) {
                    case HARD_BOUNCE -> "The address does not exist";
                    case SOFT_BOUNCES -> "Several messages could not be delivered";
                    case COMPLAINT -> "The recipient has complained";
                    case MANUAL -> "An administrator has put it on the list";
                };
        return oneLine(detail.isEmpty() ? why : why + ": " + detail);
    }
}
