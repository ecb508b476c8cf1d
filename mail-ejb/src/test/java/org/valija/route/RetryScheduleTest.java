package org.valija.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryScheduleTest {

    @ParameterizedTest
    @CsvSource({"0,60", "1,60", "2,300", "3,900", "4,1800", "5,3600", "6,3600", "1000,3600"})
    void theLastDelayRepeats(int attempts, long seconds) {
        Duration delay = RetrySchedule.parse(RetrySchedule.DEFAULT).delayAfter(attempts);

        assertThat(delay).isBetween(Duration.ofSeconds(seconds), Duration.ofMillis(seconds * 1100));
    }

    @Test
    void messagesThatFailedTogetherDoNotComeBackTogether() {
        RetrySchedule schedule = RetrySchedule.parse("1h");

        assertThat(java.util.stream.Stream.generate(() -> schedule.delayAfter(1))
                        .limit(50)
                        .distinct())
                .hasSizeGreaterThan(10);
    }

    @Test
    void readsUnits() {
        assertThat(RetrySchedule.parse("1s, 2m,3h,4d").delays())
                .isEqualTo(
                        List.of(Duration.ofSeconds(1), Duration.ofMinutes(2), Duration.ofHours(3), Duration.ofDays(4)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "1", "m", "-1m", "1w", "1m,,2m", "1.5h", "1m;2m", "9999999s"})
    void refusesWhatIsNoSchedule(String text) {
        assertThatThrownBy(() -> RetrySchedule.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write a number and s, m, h or d");
    }
}
