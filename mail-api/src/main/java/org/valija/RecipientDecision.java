package org.valija;

import java.util.Objects;

/** What a {@link RecipientListener} decides about a recipient. */
public sealed interface RecipientDecision {

    /** The recipient is taken: the message will come to {@link MailListener#onMail}. */
    static RecipientDecision accept() {
        return new Accept();
    }

    /**
     * The recipient is not taken.
     *
     * @param reply 4xx for now, 5xx for good
     * @throws IllegalArgumentException for another reply
     */
    static RecipientDecision refuse(Reply reply) {
        return new Refuse(reply);
    }

    /**
     * The recipient is taken for another address, which is treated as if the client had given it: a bean takes it, or the
     * administrator's rules let this client relay to it, or it is refused. No bean is asked about it again.
     */
    static RecipientDecision redirect(MailAddress address) {
        return new Redirect(address);
    }

    /** See {@link #accept}. */
    record Accept() implements RecipientDecision {}

    /** See {@link #refuse}. */
    record Refuse(Reply reply) implements RecipientDecision {
        public Refuse {
            if (reply.code() < 400) {
                throw new IllegalArgumentException("A refusal is a 4xx or 5xx reply, not " + reply.code());
            }
        }
    }

    /** See {@link #redirect}. */
    record Redirect(MailAddress address) implements RecipientDecision {
        public Redirect {
            Objects.requireNonNull(address, "address");
        }
    }
}
