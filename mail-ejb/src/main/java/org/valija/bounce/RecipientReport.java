package org.valija.bounce;

import java.time.Instant;
import java.util.Optional;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.OriginalRecipient;
import org.valija.delivery.Failure;
import org.valija.delivery.RemoteReply;

/**
 * What a notification tells of one recipient (RFC 3464 section 2.3).
 *
 * @param recipient the recipient as it was here
 * @param original the recipient that the sender named, if he said so
 * @param action what has happened
 * @param status of class 5 for a failure, 4 for a delay, otherwise 2
 * @param host the next hop that had a part in it
 * @param reply what that next hop has answered
 * @param reason a printable sentence
 * @param retriedUntil for a delay: when it will be given up
 */
public record RecipientReport(
        MailAddress recipient,
        Optional<OriginalRecipient> original,
        Action action,
        EnhancedStatus status,
        Optional<String> host,
        Optional<RemoteReply> reply,
        String reason,
        Optional<Instant> retriedUntil) {

    /** RFC 3463 section 3.2: destination address valid. */
    private static final EnhancedStatus VALID = EnhancedStatus.parse("2.1.5");
    /** RFC 3463 section 2: success. */
    private static final EnhancedStatus SUCCESS = EnhancedStatus.parse("2.0.0");

    /** RFC 3464 section 2.3.3. */
    public enum Action {
        FAILED,
        DELAYED,
        DELIVERED,
        /** Given to a host that will report no further. */
        RELAYED
    }

    public static RecipientReport failed(MailAddress recipient, Optional<OriginalRecipient> original, Failure failure) {
        return new RecipientReport(
                recipient,
                original,
                Action.FAILED,
                failure.status(),
                failure.host(),
                failure.reply(),
                failure.reason(),
                Optional.empty());
    }

    /** @param failure why it is delayed; of class 4 */
    public static RecipientReport delayed(
            MailAddress recipient, Optional<OriginalRecipient> original, Failure failure, Instant retriedUntil) {
        return new RecipientReport(
                recipient,
                original,
                Action.DELAYED,
                failure.status(),
                failure.host(),
                failure.reply(),
                failure.reason(),
                Optional.of(retriedUntil));
    }

    public static RecipientReport relayed(
            MailAddress recipient, Optional<OriginalRecipient> original, String host, RemoteReply reply) {
        return new RecipientReport(
                recipient,
                original,
                Action.RELAYED,
                SUCCESS,
                Optional.of(host),
                Optional.of(reply),
                host + " answered: " + reply,
                Optional.empty());
    }

    public static RecipientReport delivered(MailAddress recipient, Optional<OriginalRecipient> original) {
        return new RecipientReport(
                recipient,
                original,
                Action.DELIVERED,
                VALID,
                Optional.empty(),
                Optional.empty(),
                "An application has taken it.",
                Optional.empty());
    }
}
