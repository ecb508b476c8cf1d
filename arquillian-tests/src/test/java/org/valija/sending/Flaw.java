package org.valija.sending;

import java.util.Locale;
import org.valija.InvalidMailException.Reason;
import org.valija.OutboundMail;

/** What can be wrong with a mail that an application sends. */
enum Flaw {
    NO_RECIPIENT(Reason.NO_RECIPIENTS) {
        @Override
        OutboundMail mail(String subject) {
            return OutboundMail.from("libro@ejemplo.com").subject(subject).build();
        }
    },
    BLANK_SENDER(Reason.NO_SENDER) {
        @Override
        OutboundMail mail(String subject) {
            return OutboundMail.from(" ").to("ana@ejemplo.net").subject(subject).build();
        }
    },
    NO_MAILBOX_AS_RECIPIENT(Reason.INVALID_ADDRESS) {
        @Override
        OutboundMail mail(String subject) {
            return good(subject).to("ana").build();
        }
    },
    LINE_BREAK_IN_RECIPIENT(Reason.LINE_BREAK) {
        @Override
        OutboundMail mail(String subject) {
            return good(subject)
                    .to("luis@ejemplo.net\r\nBcc: todos@ejemplo.net")
                    .build();
        }
    },
    LINE_BREAK_IN_SUBJECT(Reason.LINE_BREAK) {
        @Override
        OutboundMail mail(String subject) {
            return good(subject + "\r\nBcc: todos@ejemplo.net").build();
        }
    },
    LINE_BREAK_IN_HEADER(Reason.LINE_BREAK) {
        @Override
        OutboundMail mail(String subject) {
            return good(subject).header("X-Caso", "1\nBcc: todos@ejemplo.net").build();
        }
    },
    TOO_LARGE(Reason.TOO_LARGE) {
        @Override
        OutboundMail mail(String subject) {
            return good(subject)
                    .attach("nada.bin", "application/octet-stream", new byte[3 << 20])
                    .build();
        }
    };

    private final Reason reason;

    Flaw(Reason reason) {
        this.reason = reason;
    }

    abstract OutboundMail mail(String subject);

    Reason reason() {
        return reason;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static OutboundMail.Builder good(String subject) {
        return OutboundMail.from("libro@ejemplo.com")
                .to("ana@ejemplo.net")
                .subject(subject)
                .text("Hola.");
    }
}
