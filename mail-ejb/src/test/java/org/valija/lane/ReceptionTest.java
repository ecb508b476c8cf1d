package org.valija.lane;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.EnhancedStatus;
import org.valija.MailAddress;
import org.valija.delivery.Failure;
import org.valija.delivery.RecipientOutcome;
import org.valija.delivery.RecipientOutcome.Bounced;
import org.valija.delivery.RecipientOutcome.Deferred;
import org.valija.delivery.RecipientOutcome.Delivered;
import org.valija.delivery.RemoteReply;

class ReceptionTest {

    private static final MailAddress LUIS = MailAddress.parse("luis@b.test");

    private static RecipientOutcome outcome(int code, String status, String text) {
        if (code / 100 == 2) {
            return new Delivered(LUIS, "mx", new RemoteReply(code, Optional.empty(), text), true, true);
        }
        Failure failure = new Failure(
                EnhancedStatus.parse(status),
                Optional.of("mx"),
                code == 0 ? Optional.empty() : Optional.of(new RemoteReply(code, statusOfReply(status, text), text)),
                text);
        return status.startsWith("5") ? new Bounced(LUIS, failure) : new Deferred(LUIS, failure);
    }

    /** A host that won't talk has not said 4.4.2; that is what our side makes of it. */
    private static Optional<EnhancedStatus> statusOfReply(String status, String text) {
        return text.startsWith("no service") ? Optional.empty() : Optional.of(EnhancedStatus.parse(status));
    }

    @ParameterizedTest
    @CsvSource({
        "250, 2.0.0, ok, WORKING",
        "550, 5.1.1, no such user, WORKING",
        "452, 4.2.2, mailbox full, WORKING",
        "450, 4.7.1, Greylisted for 5 minutes, WORKING",
        "451, 4.7.1, gray-listing in effect, WORKING",
        "451, 4.7.1, Try again later, WORKING",
        "450, 4.7.1, sender blocked, WORKING",
        "451, 4.4.1, the recipient's domain does not answer, WORKING",
        "451, 4.4.2, lost the connection to the recipient's host, WORKING",
        "451, 4.7.1, rate limited, THROTTLING",
        "451, 4.7.0, too many messages, THROTTLING",
        "450, 4.7.650, temporarily rate limited due to IP reputation, THROTTLING",
        "421, 4.4.2, timeout, THROTTLING",
        "421, 4.0.0, too many connections, THROTTLING",
        "451, 4.3.2, system not accepting messages, THROTTLING",
        "554, 4.4.2, no service for you, UNREACHABLE",
        "0, 4.4.2, connection refused, UNREACHABLE",
        "0, 4.4.3, no name server, UNREACHABLE",
        "0, 5.6.7, offers no SMTPUTF8, UNKNOWN",
        "0, 4.3.0, our own fault, UNKNOWN"
    })
    void tellsTheSiteFromTheMessage(int code, String status, String text, Reception reception) {
        assertThat(Reception.of(List.of(outcome(code, status, text)))).isEqualTo(reception);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 4.4.2, lost in between, UNREACHABLE",
        "550, 5.1.1, nobody, WORKING",
        "421, 4.3.2, enough, THROTTLING"
    })
    void whoTakesOneRecipientIsWorking(int code, String status, String text, Reception alone) {
        RecipientOutcome bad = outcome(code, status, text);
        RecipientOutcome none = outcome(0, "5.6.7", "our own verdict");

        assertThat(Reception.of(List.of(none, bad))).isEqualTo(alone);
        assertThat(Reception.of(List.of(bad, outcome(250, "2.0.0", "ok")))).isEqualTo(Reception.WORKING);
    }
}
