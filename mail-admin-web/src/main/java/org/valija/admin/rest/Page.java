package org.valija.admin.rest;

import jakarta.ws.rs.core.Response;
import java.util.List;

/**
 * A part of a list.
 *
 * @param total how many there are in all
 * @param offset how many were left out before the first of these
 */
public record Page<T>(long total, int offset, List<T> items) {

    /** The most that one answer has. */
    public static final int MAX_LIMIT = 1000;

    static void check(int offset, int limit) {
        if (offset < 0 || limit < 1 || limit > MAX_LIMIT) {
            throw new SentenceException(
                    Response.Status.BAD_REQUEST, "offset must be 0 or more, and limit 1 to " + MAX_LIMIT + ".");
        }
    }
}
