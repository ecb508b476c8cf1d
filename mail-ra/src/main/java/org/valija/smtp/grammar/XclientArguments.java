package org.valija.smtp.grammar;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;
import org.valija.spi.IpNetwork;

/**
 * What XCLIENT says (Postfix's XCLIENT_README). An attribute that was not given leaves things as they are.
 *
 * @param address of the client; there but empty if it is told to be unknown
 * @param port of the client; 0 if it is told to be unknown
 * @param helo what the client calls itself
 * @param extended whether the client speaks ESMTP
 */
public record XclientArguments(
        Optional<Optional<InetAddress>> address,
        Optional<Integer> port,
        Optional<String> helo,
        Optional<Boolean> extended) {

    private static final Pattern ATTRIBUTE = Pattern.compile("([A-Za-z]+)=([^= ]*)");
    /** Possessive, for otherwise each character takes a piece of the stack. */
    private static final Pattern XTEXT = Pattern.compile("(?:[!-*,-<>-~]|\\+[0-9A-Fa-f]{2})++");

    private static final String IPV6 = "IPV6:";
    private static final int MAX_PORT = 65535;
    private static final int MAX_NAME = 255;

    /** Those that EHLO announces. LOGIN is none of them: only the realm says who somebody is. */
    private static final Set<String> ATTRIBUTES =
            Set.of("NAME", "ADDR", "PORT", "PROTO", "HELO", "DESTADDR", "DESTPORT");

    private static final String LOGIN = "LOGIN";

    /** @throws SmtpSyntaxException for unknown attributes, and values that are none of theirs */
    public static XclientArguments parse(String argument) throws SmtpSyntaxException {
        Map<String, Optional<String>> values = values(argument);
        checkName(values.get("NAME"));
        address(values.get("DESTADDR"));
        port(values.get("DESTPORT"));
        return new XclientArguments(
                address(values.get("ADDR")),
                port(values.get("PORT")),
                checkName(values.get("HELO")),
                protocol(values.get("PROTO")));
    }

    /** Each attribute with its value, empty if that is told to be unknown. */
    private static Map<String, Optional<String>> values(String argument) throws SmtpSyntaxException {
        Map<String, Optional<String>> values = new HashMap<>();
        for (String attribute : Words.of(argument)) {
            Matcher m = ATTRIBUTE.matcher(attribute);
            if (!m.matches()) {
                throw new SmtpSyntaxException(Fault.PARAMETER, "Expected attribute=value");
            }
            String name = m.group(1).toUpperCase(Locale.ROOT);
            Optional<String> value = known(decode(m.group(2)));
            if (name.equals(LOGIN)) {
                if (value.isPresent()) {
                    throw new SmtpSyntaxException(Fault.PARAMETER, "LOGIN is not taken from others: use AUTH");
                }
            } else if (!ATTRIBUTES.contains(name)) {
                throw new SmtpSyntaxException(Fault.PARAMETER, "Unknown attribute");
            } else if (values.put(name, value) != null) {
                throw new SmtpSyntaxException(Fault.PARAMETER, "An attribute is given twice");
            }
        }
        return values;
    }

    private static Optional<String> known(String value) {
        String upper = value.toUpperCase(Locale.ROOT);
        return upper.equals("[UNAVAILABLE]") || upper.equals("[TEMPUNAVAIL]") ? Optional.empty() : Optional.of(value);
    }

    /** RFC 3461 section 4, and printable ASCII or UTF-8 behind it. */
    private static String decode(String xtext) throws SmtpSyntaxException {
        if (!XTEXT.matcher(xtext).matches()) {
            throw new SmtpSyntaxException(Fault.PARAMETER, "A value is not encoded as xtext");
        }
        StringBuilder octets = new StringBuilder();
        for (int i = 0; i < xtext.length(); i++) {
            char c = xtext.charAt(i);
            if (c == '+') {
                c = (char) Integer.parseInt(xtext.substring(i + 1, i + 3), 16);
                i += 2;
            }
            octets.append(c);
        }
        return new String(octets.toString().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private static Optional<String> checkName(Optional<String> value) throws SmtpSyntaxException {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        String name = value.get();
        if (name.length() > MAX_NAME || name.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new SmtpSyntaxException(Fault.PARAMETER, "Expected a name");
        }
        return value;
    }

    private static Optional<Optional<InetAddress>> address(Optional<String> value) throws SmtpSyntaxException {
        if (value == null) {
            return Optional.empty();
        }
        if (value.isEmpty()) {
            return Optional.of(Optional.empty());
        }
        String text = value.get();
        boolean ipv6 = text.toUpperCase(Locale.ROOT).startsWith(IPV6);
        String literal = ipv6 ? text.substring(IPV6.length()) : text;
        try {
            if (ipv6 != literal.contains(":")) {
                throw new IllegalArgumentException("of the other family");
            }
            return Optional.of(Optional.of(IpNetwork.parseAddress(literal)));
        } catch (IllegalArgumentException e) {
            throw new SmtpSyntaxException(Fault.PARAMETER, "Expected an IPv4 address, or IPV6: and an IPv6 address");
        }
    }

    private static Optional<Integer> port(Optional<String> value) throws SmtpSyntaxException {
        if (value == null) {
            return Optional.empty();
        }
        if (value.isEmpty()) {
            return Optional.of(0);
        }
        if (!value.get().matches("[0-9]{1,5}") || Integer.parseInt(value.get()) > MAX_PORT) {
            throw new SmtpSyntaxException(Fault.PARAMETER, "Expected a port");
        }
        return Optional.of(Integer.parseInt(value.get()));
    }

    private static Optional<Boolean> protocol(Optional<String> value) throws SmtpSyntaxException {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        return switch (value.get().toUpperCase(Locale.ROOT)) {
            case "SMTP" -> Optional.of(false);
            case "ESMTP" -> Optional.of(true);
            default -> throw new SmtpSyntaxException(Fault.PARAMETER, "Expected SMTP or ESMTP");
        };
    }
}
