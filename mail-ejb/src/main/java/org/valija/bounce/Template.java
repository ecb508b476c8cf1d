package org.valija.bounce;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with places for values, such as {@code {host}}. What is filled in is not looked through for places again. */
record Template(String text) {

    /** In characters. */
    static final int MAX_LENGTH = 2000;

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");

    /**
     * Checks a text.
     *
     * @param places that it may have
     * @throws IllegalArgumentException if it is empty, too long, or has other places; the message says which
     */
    static Template parse(String text, Set<String> places) {
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            throw new IllegalArgumentException("it is empty");
        }
        if (stripped.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("it has more than " + MAX_LENGTH + " characters");
        }
        if (stripped.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n')) {
            throw new IllegalArgumentException("it has control characters");
        }
        Matcher place = PLACE.matcher(stripped);
        while (place.find()) {
            if (!places.contains(place.group(1))) {
                throw new IllegalArgumentException("it has " + place.group() + ", and can have only " + places);
            }
        }
        if (PLACE.matcher(stripped).replaceAll("").matches("(?s).*[{}].*")) {
            throw new IllegalArgumentException("it has a brace alone");
        }
        return new Template(stripped);
    }

    /** @param values for all the places that it may have */
    String fill(Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(values.get(place.group(1))));
    }
}
