package org.valija.smtp.grammar;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.valija.MailAddress;
import org.valija.OriginalRecipient;
import org.valija.RecipientOptions;
import org.valija.RecipientOptions.Event;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;
import org.valija.spi.Extension;

/**
 * What RCPT says.
 *
 * @param recipient the forward-path
 * @param options what the parameters ask for
 */
public record RcptArguments(MailAddress recipient, RecipientOptions options) {

    /**
     * @param hostName the domain of {@code <Postmaster>}
     * @param offered the extensions whose parameters are allowed; others get 555 (RFC 5321 section 4.1.1.11)
     * @param smtpUtf8 whether MAIL had the SMTPUTF8 parameter
     */
    public static RcptArguments parse(String argument, String hostName, Set<Extension> offered, boolean smtpUtf8)
            throws SmtpSyntaxException {
        PathArgument path = PathArgument.parse("TO:", argument, Fault.FORWARD_PATH);
        // RFC 5321 section 4.1.1.3: "<Postmaster>" without a domain is to be accepted, in any case.
        MailAddress recipient = path.mailbox().equalsIgnoreCase("postmaster")
                ? new MailAddress(path.mailbox(), hostName)
                : path.address();
        Parameters parameters = Parameters.parse(path.parameters());
        RecipientOptions options = RecipientOptions.NONE;
        if (offered.contains(Extension.DSN)) {
            options = new RecipientOptions(notifications(parameters), originalRecipient(parameters, smtpUtf8));
        }
        parameters.refuseTheRest();
        return new RcptArguments(recipient, options);
    }

    /** RFC 3461 section 4.1: NEVER alone, or a list of the others. */
    private static Optional<Set<Event>> notifications(Parameters parameters) throws SmtpSyntaxException {
        Optional<String> value = parameters.takeValue("NOTIFY");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Set<Event> events = EnumSet.noneOf(Event.class);
        String list = value.get().toUpperCase(Locale.ROOT);
        if (!list.equals("NEVER")) {
            for (String word : list.split(",", -1)) {
                Event event =
                        switch (word) {
                            case "SUCCESS" -> Event.SUCCESS;
                            case "FAILURE" -> Event.FAILURE;
                            case "DELAY" -> Event.DELAY;
                            default -> throw malformed("NOTIFY is NEVER, or some of SUCCESS, FAILURE and DELAY");
                        };
                if (!events.add(event)) {
                    throw malformed("NOTIFY names each word once");
                }
            }
        }
        return Optional.of(events);
    }

    /** RFC 3461 section 4.2, RFC 6533 section 3. */
    private static Optional<OriginalRecipient> originalRecipient(Parameters parameters, boolean smtpUtf8)
            throws SmtpSyntaxException {
        Optional<String> value = parameters.takeValue("ORCPT");
        // RFC 6533 section 3: the form in UTF-8 only in a message with SMTPUTF8.
        if (!smtpUtf8 && value.isPresent() && value.get().chars().anyMatch(c -> c >= 0x80)) {
            throw malformed("ORCPT is in ASCII unless MAIL has SMTPUTF8");
        }
        try {
            return value.map(OriginalRecipient::parse);
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage());
        }
    }

    private static SmtpSyntaxException malformed(String message) {
        return new SmtpSyntaxException(Fault.PARAMETER, message);
    }
}
