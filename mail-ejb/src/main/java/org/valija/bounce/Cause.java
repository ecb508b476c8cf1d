package org.valija.bounce;

import org.valija.EnhancedStatus;
import org.valija.bounce.RecipientReport.Action;

/** Why a recipient has not got a message, as far as it makes a difference to whoever wrote it. */
enum Cause {
    NO_MAILBOX(Phrase.FAILED_NO_MAILBOX, Phrase.DELAYED_BUSY),
    NO_DOMAIN(Phrase.FAILED_NO_DOMAIN, Phrase.DELAYED_UNREACHABLE),
    MAILBOX_FULL(Phrase.FAILED_MAILBOX_FULL, Phrase.DELAYED_MAILBOX_FULL),
    MAILBOX_CLOSED(Phrase.FAILED_MAILBOX_CLOSED, Phrase.DELAYED_BUSY),
    TOO_LARGE(Phrase.FAILED_TOO_LARGE, Phrase.DELAYED_BUSY),
    POLICY(Phrase.FAILED_POLICY, Phrase.DELAYED_BUSY),
    CONTENT(Phrase.FAILED_CONTENT, Phrase.DELAYED_BUSY),
    NOT_SECURE(Phrase.FAILED_NOT_SECURE, Phrase.DELAYED_BUSY),
    EXPIRED(Phrase.FAILED_EXPIRED, Phrase.DELAYED_UNREACHABLE),
    OTHER(Phrase.FAILED_OTHER, Phrase.DELAYED_BUSY);

    private final Phrase failed;
    private final Phrase delayed;

    Cause(Phrase failed, Phrase delayed) {
        this.failed = failed;
        this.delayed = delayed;
    }

    /** What is said of a recipient who has not got the message. */
    static Phrase phrase(RecipientReport report) {
        if (report.action() == Action.FAILED) {
            return of(report.status()).failed;
        }
        // The status of a delay tells that it is one; what it comes from is in the reply.
        return report.reply()
                .map(reply -> reply.status().map(Cause::of).orElse(OTHER).delayed)
                .orElse(Phrase.DELAYED_UNREACHABLE);
    }

    /** RFC 3463 section 3, and its registry (RFC 5248). */
    static Cause of(EnhancedStatus status) {
        int detail = status.detail();
        return switch (status.subject()) {
            case 1 ->
                switch (detail) {
                    case 1, 3, 6 -> NO_MAILBOX;
                    case 2, 10 -> NO_DOMAIN; // 10: RFC 7505, null MX
                    default -> OTHER;
                };
            case 2 ->
                switch (detail) {
                    case 1 -> MAILBOX_CLOSED;
                    case 2 -> MAILBOX_FULL;
                    case 3 -> TOO_LARGE;
                    default -> OTHER;
                };
            case 3 -> detail == 4 ? TOO_LARGE : OTHER;
            case 4 ->
                switch (detail) {
                    case 4 -> NO_DOMAIN;
                    case 7 -> EXPIRED;
                    default -> OTHER;
                };
            case 6 -> CONTENT;
            case 7 -> detail == 10 || detail == 30 ? NOT_SECURE : POLICY; // RFC 7601 and RFC 8689: encryption
            default -> OTHER;
        };
    }
}
