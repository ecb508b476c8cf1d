package org.valija;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The recipient that the sender named (ORCPT), whatever it has become on the way (RFC 3461 section 4.2, RFC 6533 section
 * 3).
 *
 * @param type the type of address, in lower case: {@code rfc822}, {@code utf-8}, or another one
 * @param address decoded; printable, in ASCII unless the type is {@code utf-8}
 */
public record OriginalRecipient(String type, String address) {

    /** RFC 3461 section 5.4. */
    public static final int MAX_LENGTH = 500;

    private static final String UTF_8 = "utf-8";
    /** RFC 5322 section 3.2.3, atom; without the equals sign, which may be in no parameter's value (RFC 5321 section 4.1.2). */
    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9!#$%&'*+/?^_`{|}~-]{1,40}");
    /** RFC 6533 section 3, utf-8-addr-unitext: printable but for backslash, plus and equals sign, or a code point in hexadecimal digits. */
    private static final Pattern UTF_8_ADDRESS =
            Pattern.compile("(?:[!-~&&[^\\\\+=]]|[^\\x00-\\x7F]|\\\\x\\{([0-9A-F]{2,6})})+");

    private static final Pattern ESCAPE = Pattern.compile("\\\\x\\{([0-9A-F]{2,6})}");

    /** @throws IllegalArgumentException if the type is none, or the address is empty or not printable */
    public OriginalRecipient {
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("ORCPT begins with a type of address and a semicolon");
        }
        type = type.toLowerCase(Locale.ROOT);
        boolean utf8 = type.equals(UTF_8);
        if (address.isEmpty()
                || address.codePoints()
                        .anyMatch(c -> Character.isISOControl(c) || (c > '~' && !utf8) || isSurrogate(c))) {
            throw new IllegalArgumentException("ORCPT has an address of printable characters");
        }
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    /**
     * Reads the parameter's value, as a client gives it.
     *
     * @throws IllegalArgumentException if it is none, or longer than 500 characters
     */
    public static OriginalRecipient parse(String parameter) {
        if (parameter.length() > MAX_LENGTH) {
            throw new IllegalArgumentException("ORCPT has at most 500 characters");
        }
        return decode(parameter);
    }

    /**
     * Reads what {@link #parameter()} has written, of any length: in ASCII an international address is several times as
     * long as it was when it came.
     *
     * @throws IllegalArgumentException if it is no value of the parameter
     */
    public static OriginalRecipient decode(String parameter) {
        int semicolon = parameter.indexOf(';');
        if (semicolon < 0) {
            throw new IllegalArgumentException("ORCPT begins with a type of address and a semicolon");
        }
        String type = parameter.substring(0, semicolon);
        String encoded = parameter.substring(semicolon + 1);
        boolean utf8 = type.equalsIgnoreCase(UTF_8);
        return new OriginalRecipient(type, utf8 ? unescape(encoded) : Xtext.decode(encoded, "ORCPT"));
    }

    private static String unescape(String encoded) {
        if (!UTF_8_ADDRESS.matcher(encoded).matches()) {
            throw new IllegalArgumentException("ORCPT is not encoded as RFC 6533 has it");
        }
        return ESCAPE.matcher(encoded).replaceAll(match -> {
            int codePoint = Integer.parseInt(match.group(1), 16);
            if (codePoint > Character.MAX_CODE_POINT) {
                throw new IllegalArgumentException("ORCPT is not encoded as RFC 6533 has it");
            }
            return Matcher.quoteReplacement(Character.toString(codePoint));
        });
    }

    /**
     * As the parameter's value, in ASCII: fit for a host without SMTPUTF8, too. It may have more than {@value #MAX_LENGTH}
     * characters.
     */
    public String parameter() {
        return type + ";" + (type.equals(UTF_8) ? escaped() : Xtext.encode(address));
    }

    /** As in a notification's field Original-Recipient (RFC 3464 section 2.3.1): in ASCII, and not in xtext. */
    public String field() {
        return type + "; " + (type.equals(UTF_8) ? escaped() : address);
    }

    /** RFC 6533 section 3, utf-8-addr-xtext. */
    private String escaped() {
        StringBuilder escaped = new StringBuilder();
        address.codePoints().forEach(c -> {
            if (c > ' ' && c <= '~' && c != '\\' && c != '+' && c != '=') {
                escaped.appendCodePoint(c);
            } else {
                escaped.append(String.format("\\x{%02X}", c));
            }
        });
        return escaped.toString();
    }
}
