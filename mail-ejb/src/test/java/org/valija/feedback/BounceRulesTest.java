package org.valija.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.valija.DeliveryEvent.BounceClass;
import org.valija.EnhancedStatus;

/** What hosts answer, and what it means. */
class BounceRulesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "5.1.1  | 550 5.1.1 The email account that you tried to reach does not exist          | HARD",
                "       | 550 Requested action not taken: mailbox unavailable                         | HARD",
                "       | 554 delivery error: dd This user doesn't have a b.test account             | HARD",
                "5.1.2  | Bad destination system address                                              | HARD",
                "5.4.4  | Host or domain name not found. Name service error for name=b.test           | HARD",
                "5.5.0  | 550 5.5.0 Requested action not taken: mailbox unavailable                   | HARD",
                "5.2.1  | 550 5.2.1 The email account that you tried to reach is disabled              | HARD",
                "4.1.1  | 450 4.1.1 User unknown                                                      | SOFT",
                "4.4.7  | 550 5.1.1 No such user                                                      | HARD",
                "5.4.7  | Given up after many attempts; the last: 451 4.3.0 try again later           | SOFT",
                "4.2.2  | 452 4.2.2 The email account that you tried to reach is over quota            | FULL",
                "5.2.2  | 552 5.2.2 Mailbox size limit exceeded                                       | FULL",
                "       | 552 insufficient storage space                                              | FULL",
                "5.7.1  | 550 5.7.1 Our system has detected that this message is likely unsolicited mail | POLICY",
                "5.7.26 | 550-5.7.26 This mail is unauthenticated                                     | POLICY",
                "       | 554 5.7.1 Relay access denied                                               | POLICY",
                "       | 421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints | POLICY",
                "       | 550 permanent failure for one or more recipients (luis@b.test:blocked)       | POLICY",
                "5.3.4  | 552 5.3.4 Message size exceeds fixed limit                                  | SOFT",
                "5.0.0  | 554 transaction failed                                                      | SOFT",
                "       |                                                                             | SOFT"
            })
    void aReplyHasAClass(String status, String text, BounceClass expected) {
        assertThat(BounceRules.classify(
                        Optional.ofNullable(status).map(EnhancedStatus::parse), text == null ? "" : text))
                .isEqualTo(expected);
    }
}
