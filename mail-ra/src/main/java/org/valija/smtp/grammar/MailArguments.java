package org.valija.smtp.grammar;

import java.util.Locale;
import java.util.Optional;
import org.valija.MailAddress;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/**
 * What MAIL says.
 *
 * @param reversePath empty for {@code <>}
 * @param declaredSize the SIZE parameter in octets (RFC 1870), or 0; a number beyond a long is the largest long
 * @param smtpUtf8 whether the SMTPUTF8 parameter is there (RFC 6531)
 */
public record MailArguments(Optional<MailAddress> reversePath, long declaredSize, boolean smtpUtf8) {

    /** @param authAnnounced whether EHLO announced AUTH, and with it the AUTH parameter */
    public static MailArguments parse(String argument, boolean authAnnounced) throws SmtpSyntaxException {
        PathArgument path = PathArgument.parse("FROM:", argument, Fault.REVERSE_PATH);
        Optional<MailAddress> reversePath = path.mailbox().isEmpty() ? Optional.empty() : Optional.of(path.address());
        Parameters parameters = Parameters.parse(path.parameters());
        long size = 0;
        Optional<String> declared = parameters.takeValue("SIZE");
        if (declared.isPresent()) {
            size = Numbers.parse(declared.get(), "SIZE");
        }
        Optional<String> body = parameters.takeValue("BODY");
        if (body.isPresent() && !isKnownBody(body.get())) {
            throw new SmtpSyntaxException(Fault.PARAMETER, "BODY is 7BIT or 8BITMIME");
        }
        boolean smtpUtf8 = parameters.takeFlag("SMTPUTF8");
        if (authAnnounced) {
            // RFC 4954 section 5: to be supported even for a client that has not logged in; whom we do not trust to
            // vouch for another, so it is as if AUTH=<> were given.
            parameters.takeValue("AUTH");
        }
        parameters.refuseTheRest();
        return new MailArguments(reversePath, size, smtpUtf8);
    }

    /** RFC 6152 section 2. BINARYMIME (RFC 3030) is not announced. */
    private static boolean isKnownBody(String value) {
        String body = value.toUpperCase(Locale.ROOT);
        return body.equals("7BIT") || body.equals("8BITMIME");
    }
}
