package org.valija.admin.rest;

import java.util.OptionalInt;

/**
 * A rule as a client has sent it.
 *
 * @param place where it is to stand, from 1; empty for where it stands, or behind the others if it is new
 */
record PlacedRule<R>(R rule, OptionalInt place) {

    /**
     * @param id the one in the address; 0 for a new rule
     * @throws org.valija.settings.InvalidSettingException if the document has another id
     */
    static <R> PlacedRule<R> of(R rule, long id, JsonFields document) {
        document.checkId(id);
        return new PlacedRule<>(
                rule,
                document.number("place", Integer.MAX_VALUE)
                        .map(place -> OptionalInt.of(place.intValue()))
                        .orElse(OptionalInt.empty()));
    }
}
