package org.valija.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.valija.outbound.TestParts.backlog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(100);

    private final Agenda agenda = new Agenda();

    private List<String> due(Instant now) {
        List<String> found = new ArrayList<>();
        for (Optional<Backlog> next = agenda.poll(now); next.isPresent(); next = agenda.poll(now)) {
            found.add(next.get().lane());
        }
        return found;
    }

    @Test
    void givesWhatIsDueTheEarliestFirst() {
        agenda.note(backlog("c"), NOW.plusSeconds(3));
        agenda.note(backlog("a"), NOW.plusSeconds(1));
        agenda.note(backlog("b"), NOW.plusSeconds(2));
        agenda.note(backlog("z"), LATER.plusSeconds(1));

        assertThat(due(NOW)).isEmpty();
        assertThat(due(LATER)).containsExactly("a", "b", "c");
        assertThat(due(LATER)).isEmpty();
        assertThat(due(LATER.plusSeconds(2))).containsExactly("z");
    }

    @Test
    void theEarlierOfTwoTimesCounts() {
        agenda.note(backlog("a"), LATER);
        agenda.note(backlog("a"), NOW);
        agenda.note(backlog("a"), LATER.plusSeconds(100));

        assertThat(due(NOW.plusSeconds(1))).containsExactly("a");
        assertThat(due(LATER.plusSeconds(1000))).isEmpty();
    }

    @Test
    void forgetsWhatIsTooMuchAndGrowsNoMore() {
        for (int i = 0; i < 30_000; i++) {
            agenda.note(backlog("d" + i), LATER);
            agenda.note(backlog("often"), NOW.minusSeconds(i));
        }
        assertThat(due(LATER.plusSeconds(1))).hasSize(10_000).startsWith("often");
    }
}
