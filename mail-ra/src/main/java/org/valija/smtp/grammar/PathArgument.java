package org.valija.smtp.grammar;

import java.nio.charset.StandardCharsets;
import org.valija.InvalidAddressException;
import org.valija.MailAddress;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/**
 * The argument of MAIL and RCPT: a keyword, a path in angle brackets, and parameters (RFC 5321 sections 4.1.1.2, 4.1.1.3
 * and 4.1.2).
 *
 * @param mailbox what stands in the brackets, its source route dropped; empty for {@code <>}
 * @param parameters the text behind the path
 * @param fault for what is wrong with this path
 */
record PathArgument(String mailbox, String parameters, Fault fault) {

    private static final int MAX_PATH = 256;

    /**
     * @param keyword {@code FROM:} or {@code TO:}
     * @throws SmtpSyntaxException if there is no keyword or no path
     */
    static PathArgument parse(String keyword, String argument, Fault fault) throws SmtpSyntaxException {
        if (!argument.regionMatches(true, 0, keyword, 0, keyword.length())) {
            throw new SmtpSyntaxException(Fault.ARGUMENT, "Expected " + keyword + "<address>");
        }
        int start = keyword.length();
        // RFC 5321 section 3.3 permits no space here, but people and devices that send one are many, and it harms
        // nobody.
        while (start < argument.length() && argument.charAt(start) == ' ') {
            start++;
        }
        if (start == argument.length() || argument.charAt(start) != '<') {
            throw new SmtpSyntaxException(fault, "The address stands in angle brackets");
        }
        int end = closingBracket(argument, start + 1);
        if (end < 0) {
            throw new SmtpSyntaxException(fault, "The address has no closing angle bracket");
        }
        // RFC 5321 section 4.5.3.1.3: 256 octets, the brackets and a source route included.
        if (argument.substring(start, end + 1).getBytes(StandardCharsets.UTF_8).length > MAX_PATH) {
            throw new SmtpSyntaxException(fault, "The path is longer than " + MAX_PATH + " octets");
        }
        String rest = argument.substring(end + 1);
        if (!rest.isEmpty() && rest.charAt(0) != ' ') {
            throw new SmtpSyntaxException(fault, "A space stands between the address and what follows");
        }
        return new PathArgument(withoutSourceRoute(argument.substring(start + 1, end), fault), rest, fault);
    }

    /** The bracket that closes the path: one inside a quoted local part does not. */
    private static int closingBracket(String s, int from) {
        boolean quoted = false;
        for (int i = from; i < s.length(); i++) {
            switch (s.charAt(i)) {
                case '"' -> quoted = !quoted;
                case '\\' -> i++;
                case '>' -> {
                    if (!quoted) {
                        return i;
                    }
                }
                default -> {}
            }
        }
        return -1;
    }

    /** RFC 5321 section 4.1.2: a source route "MUST BE accepted, SHOULD NOT be generated, and SHOULD be ignored". */
    private static String withoutSourceRoute(String path, Fault fault) throws SmtpSyntaxException {
        if (!path.startsWith("@")) {
            return path;
        }
        int colon = endOfRoute(path);
        if (colon < 0 || colon == path.length() - 1) {
            throw new SmtpSyntaxException(fault, "The source route is malformed");
        }
        for (String hop : path.substring(0, colon).split(",", -1)) {
            try {
                if (!hop.startsWith("@")) {
                    throw new SmtpSyntaxException(fault, "The source route is malformed");
                }
                new MailAddress("route", hop.substring(1));
            } catch (InvalidAddressException e) {
                throw new SmtpSyntaxException(fault, "The source route is malformed");
            }
        }
        return path.substring(colon + 1);
    }

    /** The first colon outside of an address literal: {@code [IPv6:...]} has colons of its own. */
    private static int endOfRoute(String path) {
        boolean literal = false;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '[') {
                literal = true;
            } else if (c == ']') {
                literal = false;
            } else if (c == ':' && !literal) {
                return i;
            }
        }
        return -1;
    }

    MailAddress address() throws SmtpSyntaxException {
        try {
            return MailAddress.parse(mailbox);
        } catch (InvalidAddressException e) {
            throw new SmtpSyntaxException(fault, "Not a mail address");
        }
    }
}
