package org.valija.smtp.grammar;

import java.math.BigInteger;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/** Sizes in octets: 1 to 20 digits (RFC 1870 section 3, RFC 3030 section 2). */
final class Numbers {

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /** @return a number beyond a long as the largest long */
    static long parse(String text, String what) throws SmtpSyntaxException {
        if (!text.matches("[0-9]{1,20}")) {
            throw new SmtpSyntaxException(Fault.PARAMETER, what + " is a number of 1 to 20 digits");
        }
        return new BigInteger(text).min(LARGEST).longValue();
    }
}
