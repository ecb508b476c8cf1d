package org.valija.source;

import java.time.Instant;
import org.valija.delivery.Failure;
import org.valija.delivery.Origin;

/** Where a message leaves from. */
public sealed interface Choice {

    /** As the system likes: its stream has no pool. */
    record Anywhere() implements Choice {}

    /**
     * From here.
     *
     * @param name the addresses in words
     */
    record From(Origin origin, String name) implements Choice {}

    /**
     * From nowhere now.
     *
     * @param until when it is worth while to ask again
     * @param failure the reason, class 4
     */
    record Nowhere(Instant until, Failure failure) implements Choice {}
}
