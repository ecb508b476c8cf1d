package org.valija.ra;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** A realm that knows passwords only. */
final class TestRealm {

    private TestRealm() {}

    static Realm of(WorkQueue works) {
        return new Realm(
                works, works, Optional.empty(), new UnknownUsers(Path.of("not-there"), 4096), Clock.systemUTC());
    }
}
