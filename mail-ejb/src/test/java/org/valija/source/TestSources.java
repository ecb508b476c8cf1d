package org.valija.source;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Pools of source addresses without a database. */
public final class TestSources {

    private TestSources() {}

    public static SourceChooser of(Clock clock, SourceAddress... sources) {
        Map<String, SourcePool> pools = List.of(sources).stream()
                .collect(Collectors.groupingBy(
                        SourceAddress::stream,
                        Collectors.collectingAndThen(
                                Collectors.mapping(SourcePool.Member::of, Collectors.toList()), SourcePool::new)));
        return new SourceChooser(() -> pools, clock);
    }
}
