package org.valija.feedback;

import java.util.Optional;
import org.valija.DeliveryEvent.BounceClass;

/** What something that came back means. */
public enum Verdict {
    /** There is no such mailbox. */
    HARD(BounceClass.HARD),
    /** The mailbox has no room. */
    FULL(BounceClass.FULL),
    /** The host does not want it. */
    POLICY(BounceClass.POLICY),
    /** It failed, and the next message may arrive. */
    SOFT(BounceClass.SOFT),
    /** The recipient has called it spam. */
    COMPLAINT(null),
    /** A program has answered. */
    AUTO_REPLY(null),
    /** A program wants to see that a person has sent it. */
    CHALLENGE(null),
    /** It is not there yet, and is tried further. */
    DELAY(null),
    /** It has arrived, or has gone where nobody reports. */
    SUCCESS(null),
    /** Nobody can say. */
    UNKNOWN(null);

    private final BounceClass bounceClass;

    Verdict(BounceClass bounceClass) {
        this.bounceClass = bounceClass;
    }

    /** Of what was not delivered. */
    public Optional<BounceClass> bounceClass() {
        return Optional.ofNullable(bounceClass);
    }

    public static Verdict of(BounceClass bounceClass) {
        return valueOf(bounceClass.name());
    }
}
