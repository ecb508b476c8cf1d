package org.valija.compose;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/**
 * When and where a message is made.
 *
 * @param instant for its Date
 * @param host for its Message-ID
 */
record Origin(Instant instant, String host) {

    /** RFC 5322 section 3.3; the JDK's RFC_1123_DATE_TIME writes "GMT", which is obsolete there (section 4.3). */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, d MMM yyyy HH:mm:ss xx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    String date() {
        return DATE.format(instant);
    }

    String messageId() {
        return "<" + UUID.randomUUID() + "@" + host + ">";
    }
}
