package org.valija.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

class TransactionIdsTest {

    @Test
    void areUniqueAndSortByTimeEvenWhenTheClockStands() {
        Instant now = Instant.parse("2026-11-23T17:30:00Z");
        TransactionIds ids = new TransactionIds(Clock.fixed(now, ZoneOffset.UTC));
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            made.add(ids.next());
        }
        assertThat(made).isSorted().allMatch(id -> id.matches("[0-9a-z]{16}"));
        assertThat(new HashSet<>(made)).hasSameSizeAs(made);
        String later = new TransactionIds(Clock.fixed(now.plus(Duration.ofSeconds(5)), ZoneOffset.UTC)).next();
        assertThat(later).isGreaterThan(made.get(made.size() - 1));
    }
}
