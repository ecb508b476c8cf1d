package org.valija.smtp.grammar;

import java.util.regex.Pattern;

/** The words of an argument, between which are spaces. */
final class Words {

    private static final Pattern SPACES = Pattern.compile(" +");

    private Words() {}

    static String[] of(String argument) {
        return SPACES.split(argument);
    }
}
