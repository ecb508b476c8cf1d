package org.valija.smtp.grammar;

import java.math.BigInteger;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/** Sizes in octets: 1 to 20 digits (RFC 1870 section 3, RFC 3030 section 2). */
final class Numbers {

    private static final int MAX_DIGITS = 20;
    /** However large they are, they are a long. */
    private static final int LONG_DIGITS = 18;

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);

    private Numbers() {}

    /** @return a number beyond a long as the largest long */
    static long parse(String text, String what) throws SmtpSyntaxException {
        boolean right = !text.isEmpty() && text.length() <= MAX_DIGITS;
        for (int i = 0; right && i < text.length(); i++) {
            right = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!right) {
            throw new SmtpSyntaxException(Fault.PARAMETER, what + " is a number of 1 to 20 digits");
        }
        return text.length() <= LONG_DIGITS
                ? Long.parseLong(text)
                : new BigInteger(text).min(LARGEST).longValue();
    }
}
