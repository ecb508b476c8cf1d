package org.valija.lane;

import java.time.Instant;
import org.valija.delivery.Failure;

/** Whether an attempt may be made now. */
public sealed interface Admission {

    /** @param pass to be closed */
    record Admitted(Pass pass) implements Admission {}

    /**
     * Not now.
     *
     * @param until when it is worth while to ask again
     * @param failure the reason, class 4
     */
    record Refused(Instant until, Failure failure) implements Admission {}
}
