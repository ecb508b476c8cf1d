package org.valija.smtp.grammar;

import java.util.Locale;
import java.util.Optional;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/**
 * What AUTH says (RFC 4954 section 4).
 *
 * @param mechanism in upper case
 * @param initialResponse as it was sent: base64, or {@code =} for an empty one
 */
public record AuthArguments(String mechanism, Optional<String> initialResponse) {

    public static AuthArguments parse(String argument) throws SmtpSyntaxException {
        String[] words = Words.of(argument);
        if (argument.isEmpty() || words.length > 2) {
            throw new SmtpSyntaxException(Fault.PARAMETER, "Expected AUTH mechanism [initial-response]");
        }
        return new AuthArguments(
                words[0].toUpperCase(Locale.ROOT), words.length == 2 ? Optional.of(words[1]) : Optional.empty());
    }

    /** The response stays out of logs. */
    @Override
    public String toString() {
        return "AUTH " + mechanism;
    }
}
