package org.valija.admin.rest;

import java.util.List;
import org.valija.settings.InvalidSettingException;

/**
 * A part of a list.
 *
 * @param total how many there are in all
 * @param offset how many were left out before the first of these
 */
public record Page<T>(long total, int offset, List<T> items) {

    /** The most that one answer has. */
    public static final int MAX_LIMIT = 1000;

    /**
     * What was asked for.
     *
     * @param offset 0 or more
     * @param limit 1 to {@value #MAX_LIMIT}
     */
    record Window(int offset, int limit) {

        /** @throws InvalidSettingException if one of them is no number, or out of range: a number in a query is a text at first */
        static Window of(String offset, String limit) {
            return new Window(number("offset", offset, 0, Integer.MAX_VALUE), number("limit", limit, 1, MAX_LIMIT));
        }

        private static int number(String field, String text, int min, int max) {
            try {
                int number = Integer.parseInt(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Said below.
            }
            throw new InvalidSettingException(field, "offset must be 0 or more, and limit 1 to " + MAX_LIMIT + ".");
        }
    }
}
