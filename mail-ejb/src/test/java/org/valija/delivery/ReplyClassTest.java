package org.valija.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplyClassTest {

    /** The times in seconds. */
    @ParameterizedTest
    @CsvSource({
        "450 4.2.0 <a@b>: Recipient address rejected: Greylisted, GREYLISTED, 60, 60",
        "450 4.2.0 <a@b>: Recipient address rejected: Greylisted, GREYLISTED, 3600, 300",
        "451 4.7.1 Greylisted for 10 minutes, GREYLISTED, 60, 600",
        "451 4.7.1 Greylisting in action; try again in 400 seconds, GREYLISTED, 60, 400",
        "451 4.7.1 Graylisted for 3 s, GREYLISTED, 60, 60",
        "451 4.7.1 Grey listed for 9000 minutes, GREYLISTED, 7200, 300",
        "452 4.2.2 Mailbox full, MAILBOX_FULL, 60, 1800",
        "452 4.2.2 Mailbox full, MAILBOX_FULL, 7200, 7200",
        "451 4.3.0 Try again in 20 minutes, OTHER, 60, 60",
        "550 5.7.1 Greylisted for ever, OTHER, 60, 60"
    })
    void saysWhenToComeAgain(String reply, ReplyClass found, long scheduled, long seconds) {
        Failure failure = Failure.reply("mx.b.test", RemoteReply.parse(reply).orElseThrow());

        assertThat(ReplyClass.of(failure)).isEqualTo(found);
        assertThat(found.delay(failure, Duration.ofSeconds(scheduled))).isEqualTo(Duration.ofSeconds(seconds));
    }
}
