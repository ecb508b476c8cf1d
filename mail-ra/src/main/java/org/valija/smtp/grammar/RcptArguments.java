package org.valija.smtp.grammar;

import org.valija.MailAddress;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/** What RCPT says. */
public record RcptArguments(MailAddress recipient) {

    /** @param hostName the domain of {@code <Postmaster>} */
    public static RcptArguments parse(String argument, String hostName) throws SmtpSyntaxException {
        PathArgument path = PathArgument.parse("TO:", argument, Fault.FORWARD_PATH);
        // RFC 5321 section 4.1.1.3: "<Postmaster>" without a domain is to be accepted, in any case.
        MailAddress recipient = path.mailbox().equalsIgnoreCase("postmaster")
                ? new MailAddress(path.mailbox(), hostName)
                : path.address();
        Parameters.parse(path.parameters()).refuseTheRest();
        return new RcptArguments(recipient);
    }
}
