package org.valija.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.delivery.Failure;
import org.valija.delivery.RemoteReply;

class CauseTest {

    private static final MailAddress ANA = MailAddress.parse("ana@b.test");

    @ParameterizedTest
    @CsvSource({
        "5.1.1, FAILED_NO_MAILBOX",
        "5.1.2, FAILED_NO_DOMAIN",
        "5.1.10, FAILED_NO_DOMAIN",
        "5.4.4, FAILED_NO_DOMAIN",
        "5.2.1, FAILED_MAILBOX_CLOSED",
        "5.2.2, FAILED_MAILBOX_FULL",
        "5.2.3, FAILED_TOO_LARGE",
        "5.3.4, FAILED_TOO_LARGE",
        "5.7.1, FAILED_POLICY",
        "5.7.26, FAILED_POLICY",
        "5.7.30, FAILED_NOT_SECURE",
        "5.6.7, FAILED_CONTENT",
        "5.4.7, FAILED_EXPIRED",
        "5.4.6, FAILED_OTHER",
        "5.0.0, FAILED_OTHER",
        "5.999.999, FAILED_OTHER"
    })
    void aFailureIsToldByItsStatus(EnhancedStatus status, Phrase phrase) {
        assertThat(Cause.phrase(RecipientReport.failed(ANA, Optional.empty(), Failure.local(status, "x"))))
                .isEqualTo(phrase);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "-, DELAYED_UNREACHABLE",
                "451 later, DELAYED_BUSY",
                "452 4.2.2 full, DELAYED_MAILBOX_FULL",
                "450 4.7.1 greylisted, DELAYED_BUSY"
            })
    void aDelayIsToldByTheReply(String line, Phrase phrase) {
        Optional<RemoteReply> reply = Optional.ofNullable(line)
                .map(text -> new RemoteReply(
                        Integer.parseInt(text.substring(0, 3)),
                        text.charAt(4) == '4'
                                ? Optional.of(EnhancedStatus.parse(text.substring(4, 9)))
                                : Optional.empty(),
                        text));
        Failure failure = new Failure(EnhancedStatus.parse("4.4.7"), Optional.empty(), reply, "x");
        assertThat(Cause.phrase(RecipientReport.delayed(ANA, Optional.empty(), failure, Instant.EPOCH)))
                .isEqualTo(phrase);
    }
}
