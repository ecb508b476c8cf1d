package org.valija.dkim;

import java.time.Instant;
import java.util.Optional;

/**
 * A key as an administrator sees it; the private part is never among it.
 *
 * @param id given by the store
 * @param domain whose mail it signs, in A-labels
 * @param selector its name in that domain, which is part of the record's name
 * @param bits of the key
 * @param stateSince when it was given that state
 * @param recordSeen when a look-up has found its record as it should be, the last time
 * @param record what is to be published
 */
public record DkimKey(
        long id,
        String domain,
        String selector,
        Algorithm algorithm,
        int bits,
        KeyState state,
        Instant stateSince,
        Optional<Instant> recordSeen,
        KeyRecord record) {}
