package org.valija.settings;

import java.util.regex.Pattern;

/** What a listener can be called. Rules and beans refer to it by this name. */
public final class ListenerName {

    private static final Pattern SYNTAX = Pattern.compile("[a-z][a-z0-9-]{0,31}");

    private ListenerName() {}

    /**
     * @param field the record component that holds the name
     * @throws InvalidSettingException if no listener can have this name
     */
    public static void check(String field, String name) {
        if (!SYNTAX.matcher(name).matches()) {
            throw new InvalidSettingException(
                    field,
                    "A listener's name is a lower-case letter, then at most 31 lower-case letters, digits and hyphens.");
        }
    }
}
