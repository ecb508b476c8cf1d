package org.valija.smtp;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.valija.Client;
import org.valija.Envelope;
import org.valija.MailAddress;

/**
 * A message at the end of its data.
 *
 * @param id the id of this mail transaction, as in the Received header and in the log
 * @param client who sent it
 * @param authentication the login, if there was one
 * @param envelope with all recipients that were taken
 * @param content what was spooled
 * @param returnPathLength the octets of the Return-Path header at the very start of the content: final delivery shows
 *     it, relaying skips it (RFC 5321 section 4.4)
 * @param addedFields the names, in lower case, of header fields that the client's message had not and that were added to it
 *     (RFC 6409 section 8)
 * @param receivedAt when the end of data arrived
 * @param replyWait whether the client still waits for the reply
 */
public record IncomingMail(
        String id,
        Client client,
        Optional<Authentication> authentication,
        Envelope envelope,
        SpooledContent content,
        int returnPathLength,
        Set<String> addedFields,
        Instant receivedAt,
        ReplyWait replyWait) {

    /** With a client that waits for as long as it takes. */
    public IncomingMail(
            String id,
            Client client,
            Optional<Authentication> authentication,
            Envelope envelope,
            SpooledContent content,
            int returnPathLength,
            Set<String> addedFields,
            Instant receivedAt) {
        this(
                id,
                client,
                authentication,
                envelope,
                content,
                returnPathLength,
                addedFields,
                receivedAt,
                new ReplyWait(() -> false));
    }

    public IncomingMail {
        addedFields = Set.copyOf(addedFields);
    }

    /** The same for one of its recipients, who is replied to apart. */
    IncomingMail forOne(MailAddress recipient) {
        return new IncomingMail(
                id,
                client,
                authentication,
                envelope.withRecipients(List.of(recipient)),
                content,
                returnPathLength,
                addedFields,
                receivedAt,
                replyWait.another());
    }
}
