package org.valija;

import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;

/** The grammar of RFC 5321 section 4.1.2 for mailboxes, with RFC 6531 section 3.3 for characters outside ASCII. */
final class AddressGrammar {

    private static final int MAX_LOCAL_PART = 64; // RFC 5321 section 4.5.3.1.1, octets
    private static final int MAX_DOMAIN = 255; // RFC 5321 section 4.5.3.1.2, octets
    private static final int MAX_LABEL = 63; // RFC 1035 section 2.3.4

    private AddressGrammar() {}

    static MailAddress parse(String text) {
        if (text.isEmpty()) {
            throw new InvalidAddressException(text, "it is empty");
        }
        if (text.charAt(0) == '"') {
            return parseQuoted(text);
        }
        int at = text.lastIndexOf('@');
        if (at < 0) {
            throw new InvalidAddressException(text, "it has no @");
        }
        String localPart = text.substring(0, at);
        if (!isDotString(localPart)) {
            throw new InvalidAddressException(text, "its local part is neither a dot-string nor quoted");
        }
        return new MailAddress(localPart, text.substring(at + 1));
    }

    private static MailAddress parseQuoted(String text) {
        StringBuilder localPart = new StringBuilder();
        int i = 1;
        while (i < text.length() && text.charAt(i) != '"') {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
                if (i == text.length()) {
                    break;
                }
                c = text.charAt(i);
            }
            localPart.append(c);
            i++;
        }
        if (i >= text.length() || i + 1 >= text.length() || text.charAt(i + 1) != '@') {
            throw new InvalidAddressException(text, "its quoted local part is not followed by \"@");
        }
        return new MailAddress(localPart.toString(), text.substring(i + 2));
    }

    static void check(String localPart, String domain) {
        String address = localPart + "@" + domain;
        if (localPart.isEmpty()) {
            throw new InvalidAddressException(address, "its local part is empty");
        }
        if (octets(localPart) > MAX_LOCAL_PART) {
            throw new InvalidAddressException(address, "its local part is longer than 64 octets");
        }
        // RFC 5321 section 4.1.2: qtextSMTP and quoted-pairSMTP are printable ASCII; RFC 6531 adds UTF8-non-ascii.
        if (!all(localPart, c -> isPrintable(c) || c == ' ')) {
            throw new InvalidAddressException(address, "its local part has a control character");
        }
        if (octets(domain) > MAX_DOMAIN) {
            throw new InvalidAddressException(address, "its domain is longer than 255 octets");
        }
        if (!(isDomain(domain) || isLiteral(domain))) {
            throw new InvalidAddressException(address, "its domain is neither a domain name nor an address literal");
        }
    }

    static String quoteIfNeeded(String localPart) {
        if (isDotString(localPart)) {
            return localPart;
        }
        return '"' + localPart.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    static boolean isAscii(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDotString(String s) {
        return !s.startsWith(".")
                && !s.endsWith(".")
                && !s.contains("..")
                && !s.isEmpty()
                && all(s, c -> c == '.' || isAtext(c));
    }

    /** RFC 5322 section 3.2.3 atext, and UTF8-non-ascii of RFC 6531. */
    private static boolean isAtext(int c) {
        return isLetterOrDigit(c) || "!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0 || isNonAscii(c);
    }

    private static boolean isDomain(String domain) {
        for (String label : domain.split("\\.", -1)) {
            boolean wellFormed = !label.isEmpty()
                    && octets(label) <= MAX_LABEL
                    && !label.startsWith("-")
                    && !label.endsWith("-")
                    // The underscore is not in RFC 5321's grammar, but hosts with it send mail (as Postfix accepts).
                    && all(label, c -> isLetterOrDigit(c) || c == '-' || c == '_' || isNonAscii(c));
            if (!wellFormed) {
                return false;
            }
        }
        return true;
    }

    /** RFC 5321 section 4.1.3: an IPv4 address, or {@code IPv6:} and an IPv6 address, in brackets. */
    private static boolean isLiteral(String domain) {
        if (!domain.startsWith("[") || !domain.endsWith("]")) {
            return false;
        }
        String literal = domain.substring(1, domain.length() - 1);
        return literal.startsWith("ipv6:")
                ? AddressLiteral.isIpv6(literal.substring(5))
                : AddressLiteral.isIpv4(literal);
    }

    private static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static boolean isPrintable(int c) {
        return (c > 0x20 && c < 0x7f) || isNonAscii(c);
    }

    /** A character outside ASCII that is no control character (C1) and no unpaired surrogate. */
    private static boolean isNonAscii(int c) {
        return c >= 0xa0 && (c < 0xd800 || c > 0xdfff);
    }

    /** A loop and no stream: a message has several addresses, and each is checked more than once. */
    private static boolean all(String s, IntPredicate test) {
        for (int i = 0; i < s.length(); i += Character.charCount(s.codePointAt(i))) {
            if (!test.test(s.codePointAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static int octets(String s) {
        return isAscii(s) ? s.length() : s.getBytes(StandardCharsets.UTF_8).length;
    }
}
