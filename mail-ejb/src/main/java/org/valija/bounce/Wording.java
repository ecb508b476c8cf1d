package org.valija.bounce;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * The texts of one language.
 *
 * @param tag the language (RFC 5646), in lower case
 * @param texts one for each phrase
 */
record Wording(String tag, Map<Phrase, Template> texts) {

    /** @throws IllegalArgumentException if the form of a date is none */
    Wording {
        texts = new EnumMap<>(texts);
        try {
            format(tag, texts.get(Phrase.DATE_FORMAT).text()).format(Instant.EPOCH);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException(Phrase.DATE_FORMAT.key() + ": " + e.getMessage(), e);
        }
    }

    private static DateTimeFormatter format(String tag, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.forLanguageTag(tag)).withZone(ZoneOffset.UTC);
    }

    String date(Instant time) {
        return format(tag, texts.get(Phrase.DATE_FORMAT).text()).format(time);
    }

    /** @param values for all the places that the phrase may have */
    String say(Phrase phrase, Map<String, String> values) {
        return texts.get(phrase).fill(values);
    }
}
