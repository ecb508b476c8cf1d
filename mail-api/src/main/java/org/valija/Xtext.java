package org.valija;

import java.util.regex.Pattern;

/** The encoding of parameter values, RFC 3461 section 4: {@code +} and two hexadecimal digits for what may not stand there. */
final class Xtext {

    private static final Pattern SYNTAX = Pattern.compile("(?:[!-*,-<>-~]|\\+[0-9A-F]{2})*");

    private Xtext() {}

    /** @throws IllegalArgumentException if it is no xtext, or stands for more than printable ASCII */
    static String decode(String text, String what) {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException(what + " is not encoded as xtext");
        }
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '+') {
                c = (char) Integer.parseInt(text.substring(i + 1, i + 3), 16);
                i += 2;
            }
            out.append(c);
        }
        if (out.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException(what + " stands for more than printable ASCII");
        }
        return out.toString();
    }

    /** @param text printable ASCII */
    static String encode(String text) {
        StringBuilder out = new StringBuilder();
        for (char c : text.toCharArray()) {
            if (c > ' ' && c <= '~' && c != '+' && c != '=') {
                out.append(c);
            } else {
                out.append('+').append(String.format("%02X", (int) c));
            }
        }
        return out.toString();
    }
}
