package org.valija.feedback;

import java.util.List;
import java.util.Optional;
import org.valija.EnhancedStatus;

/**
 * What a returned message says of one recipient.
 *
 * @param recipients how it calls him, the nearest to our name first; not checked, possibly none
 * @param status as it gives it, if that is one
 * @param detail the remote host's words, on one line; hostile input
 */
public record Finding(List<String> recipients, Verdict verdict, Optional<EnhancedStatus> status, String detail) {

    private static final int MAX_DETAIL = 500;

    public Finding {
        recipients = List.copyOf(recipients);
        String line = detail.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        detail = line.length() > MAX_DETAIL ? line.substring(0, MAX_DETAIL) : line;
    }
}
