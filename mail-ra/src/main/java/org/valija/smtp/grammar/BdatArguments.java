package org.valija.smtp.grammar;

import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/**
 * What BDAT says (RFC 3030 section 2).
 *
 * @param size the octets of the chunk
 * @param last whether it is the last one
 */
public record BdatArguments(long size, boolean last) {

    public static BdatArguments parse(String argument) throws SmtpSyntaxException {
        String[] words = Words.of(argument);
        boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
        if (words.length > 2 || (words.length == 2 && !last)) {
            throw new SmtpSyntaxException(Fault.PARAMETER, "Expected BDAT size [LAST]");
        }
        return new BdatArguments(Numbers.parse(words[0], "The chunk's size"), last);
    }
}
