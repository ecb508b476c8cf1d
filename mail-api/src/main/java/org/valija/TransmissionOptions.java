package org.valija;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a client asked for a whole message by parameters of MAIL, where the listener offers the extension.
 *
 * @param body what the content is declared to be (RFC 6152, RFC 3030); 7BIT where nothing was said
 * @param smtpUtf8 whether addresses or header are in UTF-8 (RFC 6531)
 * @param returned how much of the message a failure notification is to return (RET, RFC 3461 section 4.3)
 * @param envelopeId what the sender wants back in notifications (ENVID, RFC 3461 section 4.4)
 * @param requireTls whether it may only travel over verified TLS (RFC 8689)
 * @param holdUntil when it may be delivered, at the earliest (RFC 4865)
 * @param priority -9 to 9, 0 is ordinary (RFC 6710)
 * @param deliverBy until when it is of use (RFC 2852)
 */
public record TransmissionOptions(
        Body body,
        boolean smtpUtf8,
        Optional<Returned> returned,
        Optional<EnvelopeId> envelopeId,
        boolean requireTls,
        Optional<Instant> holdUntil,
        int priority,
        Optional<DeliverBy> deliverBy) {

    /** Nothing was asked for. */
    public static final TransmissionOptions NONE = new TransmissionOptions(
            Body.SEVEN_BIT, false, Optional.empty(), Optional.empty(), false, Optional.empty(), 0, Optional.empty());

    /** RFC 6710 section 4.1. */
    public static final int MAX_PRIORITY = 9;

    /** @throws IllegalArgumentException if the priority is outside -9 to 9 */
    public TransmissionOptions {
        Objects.requireNonNull(body, "body");
        Objects.requireNonNull(returned, "returned");
        Objects.requireNonNull(envelopeId, "envelopeId");
        Objects.requireNonNull(holdUntil, "holdUntil");
        Objects.requireNonNull(deliverBy, "deliverBy");
        if (Math.abs(priority) > MAX_PRIORITY) {
            throw new IllegalArgumentException("A priority is -9 to 9");
        }
    }

    /** Whether a deadline was set that has this consequence. */
    public boolean hasDeadline(DeliverBy.Mode mode) {
        return deliverBy.filter(by -> by.mode() == mode).isPresent();
    }

    /** The same with this deadline, or without one. */
    public TransmissionOptions withDeliverBy(Optional<DeliverBy> other) {
        return new TransmissionOptions(body, smtpUtf8, returned, envelopeId, requireTls, holdUntil, priority, other);
    }

    /** The BODY parameter. */
    public enum Body {
        SEVEN_BIT("7BIT"),
        EIGHT_BIT_MIME("8BITMIME"),
        /** CR and LF may stand alone in the content, and lines may be of any length. */
        BINARY_MIME("BINARYMIME");

        private final String keyword;

        Body(String keyword) {
            this.keyword = keyword;
        }

        /** As in the parameter. */
        public String keyword() {
            return keyword;
        }

        /** @param keyword in any case */
        public static Optional<Body> of(String keyword) {
            for (Body body : values()) {
                if (body.keyword.equals(keyword.toUpperCase(Locale.ROOT))) {
                    return Optional.of(body);
                }
            }
            return Optional.empty();
        }
    }

    /** The RET parameter. */
    public enum Returned {
        /** The whole message. */
        FULL,
        /** Its header only. */
        HDRS
    }
}
