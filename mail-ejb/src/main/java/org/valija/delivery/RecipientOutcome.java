package org.valija.delivery;

import org.valija.MailAddress;

/** What became of one recipient in one attempt. */
public sealed interface RecipientOutcome {

    MailAddress recipient();

    /** The next hop has taken the message; it is its own now. */
    record Delivered(MailAddress recipient, String host, RemoteReply reply) implements RecipientOutcome {}

    /** Not now; to be tried again. */
    record Deferred(MailAddress recipient, Failure failure) implements RecipientOutcome {}

    /** Never. */
    record Bounced(MailAddress recipient, Failure failure) implements RecipientOutcome {}
}
