package org.valija.smtp.grammar;

import java.util.regex.Pattern;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/**
 * What HELO and EHLO say.
 *
 * @param name what the client calls itself: 1 to 255 printable ASCII characters without a space
 */
public record HeloArguments(String name) {

    /**
     * RFC 5321 section 4.1.1.1 asks for a domain or an address literal; section 4.1.4 wants a client served even if that is
     * wrong, and many are.
     */
    private static final Pattern SYNTAX = Pattern.compile("[!-~]{1,255}");

    public static HeloArguments parse(String argument) throws SmtpSyntaxException {
        if (!SYNTAX.matcher(argument).matches()) {
            throw new SmtpSyntaxException(Fault.PARAMETER, "Expected your domain or address literal");
        }
        return new HeloArguments(argument);
    }
}
