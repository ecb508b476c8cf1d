package org.valija.feedback;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.MailId;

/**
 * What was heard of a message: that it bounced, here or behind the next hop, or what came back of it.
 *
 * @param recipient whom it is about; empty if nobody could say
 * @param stream of the message; empty if nobody could say
 * @param reporter the host that has said so; possibly empty
 * @param detail its words, on one line of at most 500 characters; hostile input
 */
public record Feedback(
        Instant heardAt,
        Verdict verdict,
        MailId mail,
        Optional<MailAddress> recipient,
        Optional<String> stream,
        Optional<String> businessKey,
        Optional<EnhancedStatus> status,
        String reporter,
        String detail) {

    public Feedback {
        Objects.requireNonNull(heardAt, "heardAt");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(mail, "mail");
        Objects.requireNonNull(recipient, "recipient");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(businessKey, "businessKey");
        Objects.requireNonNull(status, "status");
    }
}
