package org.valija.sending;

import java.time.Instant;
import java.util.Locale;
import org.valija.InvalidMailException.Reason;
import org.valija.OutboundMail;
import org.valija.SendOptions;

/** What can be wrong with a mail that an application sends. */
enum Flaw {
    NO_RECIPIENT(Reason.NO_RECIPIENTS, "to") {
        @Override
        OutboundMail mail(String subject) {
            return OutboundMail.from("libro@ejemplo.com").subject(subject).build();
        }
    },
    BLANK_SENDER(Reason.NO_SENDER, "from") {
        @Override
        OutboundMail mail(String subject) {
            return OutboundMail.from(" ").to("ana@ejemplo.net").subject(subject).build();
        }
    },
    NO_MAILBOX_AS_RECIPIENT(Reason.INVALID_ADDRESS, "to") {
        @Override
        OutboundMail mail(String subject) {
            return good(subject).to("ana").build();
        }
    },
    LINE_BREAK_IN_RECIPIENT(Reason.LINE_BREAK, "to") {
        @Override
        OutboundMail mail(String subject) {
            return good(subject)
                    .to("luis@ejemplo.net\r\nBcc: todos@ejemplo.net")
                    .build();
        }
    },
    LINE_BREAK_IN_SUBJECT(Reason.LINE_BREAK, "subject") {
        @Override
        OutboundMail mail(String subject) {
            return good(subject + "\r\nBcc: todos@ejemplo.net").build();
        }
    },
    LINE_BREAK_IN_HEADER(Reason.LINE_BREAK, "X-Caso") {
        @Override
        OutboundMail mail(String subject) {
            return good(subject).header("X-Caso", "1\nBcc: todos@ejemplo.net").build();
        }
    },
    TOO_LARGE(Reason.TOO_LARGE, "") {
        @Override
        OutboundMail mail(String subject) {
            return good(subject)
                    .attach("nada.bin", "application/octet-stream", new byte[3 << 20])
                    .build();
        }
    },
    PAST_TIME(Reason.INVALID_TIME, "notBefore") {
        @Override
        OutboundMail mail(String subject) {
            return with(subject, SendOptions.builder().notBefore(Instant.now().minusSeconds(1)));
        }
    },
    EXPIRY_BEFORE_IT_MAY_GO(Reason.INVALID_TIME, "expireAt") {
        @Override
        OutboundMail mail(String subject) {
            Instant soon = Instant.now().plusSeconds(600);
            return with(subject, SendOptions.builder().notBefore(soon).expireAt(soon.minusSeconds(1)));
        }
    },
    PRIORITY_OUT_OF_RANGE(Reason.INVALID_OPTION, "priority") {
        @Override
        OutboundMail mail(String subject) {
            return with(subject, SendOptions.builder().priority(10));
        }
    },
    LONG_BUSINESS_KEY(Reason.INVALID_OPTION, "businessKey") {
        @Override
        OutboundMail mail(String subject) {
            return with(subject, SendOptions.builder().businessKey("x".repeat(201)));
        }
    },
    OTHER_STREAM(Reason.UNKNOWN_STREAM, "stream") {
        @Override
        OutboundMail mail(String subject) {
            return with(subject, SendOptions.builder().stream("otra"));
        }
    };

    private final Reason reason;
    private final String field;

    Flaw(Reason reason, String field) {
        this.reason = reason;
        this.field = field;
    }

    abstract OutboundMail mail(String subject);

    Reason reason() {
        return reason;
    }

    String field() {
        return field;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static OutboundMail with(String subject, SendOptions.Builder options) {
        return good(subject).options(options.build()).build();
    }

    private static OutboundMail.Builder good(String subject) {
        return OutboundMail.from("libro@ejemplo.com")
                .to("ana@ejemplo.net")
                .subject(subject)
                .text("Hola.");
    }
}
