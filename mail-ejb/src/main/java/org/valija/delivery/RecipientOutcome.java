package org.valija.delivery;

import java.util.Optional;
import org.valija.MailAddress;

/** What became of one recipient in one attempt. */
public sealed interface RecipientOutcome {

    MailAddress recipient();

    /** Why the recipient has not got it; empty if he has. */
    Optional<Failure> problem();

    /**
     * The next hop has taken the message; it is its own now.
     *
     * @param notifying whether it was told what the sender wants to hear of, and will see to it (RFC 3461)
     * @param minding whether it was told of the deadline, if there is one, and will see to it (RFC 2852)
     */
    record Delivered(MailAddress recipient, String host, RemoteReply reply, boolean notifying, boolean minding)
            implements RecipientOutcome {

        @Override
        public Optional<Failure> problem() {
            return Optional.empty();
        }
    }

    /** Not now; to be tried again. */
    record Deferred(MailAddress recipient, Failure failure) implements RecipientOutcome {

        @Override
        public Optional<Failure> problem() {
            return Optional.of(failure);
        }
    }

    /** Never. */
    record Bounced(MailAddress recipient, Failure failure) implements RecipientOutcome {

        @Override
        public Optional<Failure> problem() {
            return Optional.of(failure);
        }
    }
}
