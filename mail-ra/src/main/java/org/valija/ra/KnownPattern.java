package org.valija.ra;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A pattern of a bean, as it is kept for the time after a restart.
 *
 * @param listeners those that the bean receives on; empty for all
 * @param goneSince empty while the bean is active
 */
record KnownPattern(RecipientPattern pattern, Set<String> listeners, Optional<Instant> goneSince) {}
