package org.valija.ra;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a number of octets as people write it: {@code 1000}, {@code 500K}, {@code 10M}, {@code 4G}. */
final class Octets {

    static final String EXPECTED = "a number of octets above 0, such as 500K or 10M";

    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,10})([KkMmGg]?)");

    private Octets() {}

    /**
     * @param text digits, and perhaps a letter for units of 1024, 1024^2 or 1024^3 octets; white space around it
     * @throws IllegalArgumentException if it is something else, or 0
     */
    static long parse(String text) {
        Matcher m = SYNTAX.matcher(text.strip());
        if (!m.matches() || Long.parseLong(m.group(1)) == 0) {
            throw new IllegalArgumentException("it must be " + EXPECTED);
        }
        long unit =
                switch (m.group(2)) {
                    case "K", "k" -> 1L << 10;
                    case "M", "m" -> 1L << 20;
                    case "G", "g" -> 1L << 30;
                    default -> 1;
                };
        return Long.parseLong(m.group(1)) * unit;
    }
}
