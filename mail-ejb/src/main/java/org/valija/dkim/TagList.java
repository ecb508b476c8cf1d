package org.valija.dkim;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** A tag-list (RFC 6376 section 3.2), as it stands in a key's record and in signatures. */
final class TagList {

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final String WHITE_SPACE = "[ \t\r\n]+";

    private final Map<String, String> tags;

    private TagList(Map<String, String> tags) {
        this.tags = tags;
    }

    /** @return empty if it is none: a name that is none, or twice the same one */
    static Optional<TagList> parse(String text) {
        Map<String, String> tags = new HashMap<>();
        String[] specs = text.split(";", -1);
        for (int i = 0; i < specs.length; i++) {
            String spec = trimmed(specs[i]);
            if (spec.isEmpty() && i == specs.length - 1) {
                continue; // a semicolon may stand at the end
            }
            int equals = spec.indexOf('=');
            if (equals < 0) {
                return Optional.empty();
            }
            String name = trimmed(spec.substring(0, equals));
            if (!NAME.matcher(name).matches() || tags.putIfAbsent(name, trimmed(spec.substring(equals + 1))) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new TagList(tags));
    }

    /** Without a regular expression: strangers write these, and one at the end would look again from each space. */
    private static String trimmed(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t' || c == '\r' || c == '\n';
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(tags.get(name));
    }

    /** Of a tag whose white space does not count. */
    Optional<String> compact(String name) {
        return value(name).map(value -> value.replaceAll(WHITE_SPACE, ""));
    }
}
