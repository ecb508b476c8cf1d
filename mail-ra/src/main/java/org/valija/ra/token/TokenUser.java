package org.valija.ra.token;

import java.time.Instant;
import java.util.Set;

/**
 * Whom a token speaks of.
 *
 * @param name the caller principal's
 * @param groups the roles
 * @param expires when it is over, clock skew included
 */
public record TokenUser(String name, Set<String> groups, Instant expires) {}
