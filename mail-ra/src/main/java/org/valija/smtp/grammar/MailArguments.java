package org.valija.smtp.grammar;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.DeliverBy;
import org.valija.EnvelopeId;
import org.valija.MailAddress;
import org.valija.TransmissionOptions;
import org.valija.TransmissionOptions.Body;
import org.valija.TransmissionOptions.Returned;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;
import org.valija.spi.Extension;

/**
 * What MAIL says.
 *
 * @param reversePath empty for {@code <>}
 * @param declaredSize the SIZE parameter in octets (RFC 1870), or 0; a number beyond a long is the largest long
 * @param options what the other parameters ask for
 */
public record MailArguments(Optional<MailAddress> reversePath, long declaredSize, TransmissionOptions options) {

    /** RFC 4865 section 3: future-release-integer. */
    private static final Pattern INTERVAL = Pattern.compile("[1-9][0-9]{0,8}");
    /** RFC 3339 section 5.6, date-time; java.time would take more. */
    private static final Pattern DATE_TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?(?:[Zz]|[+-]\\d\\d:\\d\\d)");
    /** RFC 6710 section 7: priority-value. */
    private static final Pattern PRIORITY = Pattern.compile("0|-?[1-9]");
    /** RFC 2852 section 4: by-value. */
    private static final Pattern BY = Pattern.compile("([+-]?[0-9]{1,9});([NRnr])([Tt]?)");

    /**
     * @param offered the extensions whose parameters are allowed; others get 555 (RFC 5321 section 4.1.1.11)
     * @param now what an interval is counted from
     */
    public static MailArguments parse(String argument, Set<Extension> offered, Instant now) throws SmtpSyntaxException {
        PathArgument path = PathArgument.parse("FROM:", argument, Fault.REVERSE_PATH);
        Optional<MailAddress> reversePath = path.mailbox().isEmpty() ? Optional.empty() : Optional.of(path.address());
        Parameters parameters = Parameters.parse(path.parameters());
        long size = offered.contains(Extension.SIZE) ? size(parameters) : 0;
        boolean dsn = offered.contains(Extension.DSN);
        TransmissionOptions options = new TransmissionOptions(
                body(parameters, offered),
                // RFC 6531 section 3.4
                offered.contains(Extension.SMTPUTF8) && parameters.takeFlag("SMTPUTF8"),
                dsn ? returned(parameters) : Optional.empty(),
                dsn ? envelopeId(parameters) : Optional.empty(),
                // RFC 8689 section 3
                offered.contains(Extension.REQUIRETLS) && parameters.takeFlag("REQUIRETLS"),
                offered.contains(Extension.FUTURERELEASE) ? holdUntil(parameters, now) : Optional.empty(),
                offered.contains(Extension.MT_PRIORITY) ? priority(parameters) : 0,
                offered.contains(Extension.DELIVERBY) ? deliverBy(parameters, now) : Optional.empty());
        if (offered.contains(Extension.AUTH)) {
            // RFC 4954 section 5: to be supported even for a client that has not logged in; whom we do not trust to
            // vouch for another, so it is as if AUTH=<> were given.
            parameters.takeValue("AUTH");
        }
        parameters.refuseTheRest();
        return new MailArguments(reversePath, size, options);
    }

    /** RFC 1870 section 6. */
    private static long size(Parameters parameters) throws SmtpSyntaxException {
        Optional<String> declared = parameters.takeValue("SIZE");
        return declared.isPresent() ? Numbers.parse(declared.get(), "SIZE") : 0;
    }

    /** RFC 6152 section 2, and BINARYMIME of RFC 3030 section 3. */
    private static Body body(Parameters parameters, Set<Extension> offered) throws SmtpSyntaxException {
        if (!offered.contains(Extension.EIGHT_BIT_MIME) && !offered.contains(Extension.BINARYMIME)) {
            return Body.SEVEN_BIT;
        }
        Optional<String> value = parameters.takeValue("BODY");
        if (value.isEmpty()) {
            return Body.SEVEN_BIT;
        }
        Body body = Body.of(value.get())
                .orElseThrow(() -> malformed("BODY is 7BIT, 8BITMIME, or BINARYMIME where it is offered"));
        boolean allowed =
                switch (body) {
                    case SEVEN_BIT -> true;
                    case EIGHT_BIT_MIME -> offered.contains(Extension.EIGHT_BIT_MIME);
                    case BINARY_MIME -> offered.contains(Extension.BINARYMIME);
                };
        if (!allowed) {
            throw new SmtpSyntaxException(Fault.UNKNOWN_PARAMETER, "This BODY is not offered here");
        }
        return body;
    }

    /** RFC 3461 section 4.3. */
    private static Optional<Returned> returned(Parameters parameters) throws SmtpSyntaxException {
        Optional<String> value = parameters.takeValue("RET");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        return switch (value.get().toUpperCase(Locale.ROOT)) {
            case "FULL" -> Optional.of(Returned.FULL);
            case "HDRS" -> Optional.of(Returned.HDRS);
            default -> throw malformed("RET is FULL or HDRS");
        };
    }

    /** RFC 3461 section 4.4. */
    private static Optional<EnvelopeId> envelopeId(Parameters parameters) throws SmtpSyntaxException {
        Optional<String> value = parameters.takeValue("ENVID");
        try {
            return value.map(EnvelopeId::parse);
        } catch (IllegalArgumentException e) {
            throw malformed(e.getMessage());
        }
    }

    /** RFC 4865 section 3: one of the two. */
    private static Optional<Instant> holdUntil(Parameters parameters, Instant now) throws SmtpSyntaxException {
        Optional<String> interval = parameters.takeValue("HOLDFOR");
        Optional<String> time = parameters.takeValue("HOLDUNTIL");
        if (interval.isPresent() && time.isPresent()) {
            throw malformed("HOLDFOR and HOLDUNTIL exclude each other");
        }
        if (interval.isPresent()) {
            if (!INTERVAL.matcher(interval.get()).matches()) {
                throw malformed("HOLDFOR is a number of seconds, of 1 to 9 digits");
            }
            return Optional.of(now.plusSeconds(Long.parseLong(interval.get())));
        }
        return time.isPresent() ? Optional.of(dateTime(time.get())) : Optional.empty();
    }

    private static Instant dateTime(String text) throws SmtpSyntaxException {
        try {
            if (DATE_TIME.matcher(text).matches()) {
                return OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)).toInstant();
            }
        } catch (DateTimeParseException e) {
            throw malformed("HOLDUNTIL is a date and time that there is not");
        }
        throw malformed("HOLDUNTIL is a date and time such as 2026-12-24T18:00:00Z");
    }

    private static int priority(Parameters parameters) throws SmtpSyntaxException {
        Optional<String> value = parameters.takeValue("MT-PRIORITY");
        if (value.isPresent() && !PRIORITY.matcher(value.get()).matches()) {
            throw malformed("MT-PRIORITY is -9 to 9");
        }
        return value.map(Integer::parseInt).orElse(0);
    }

    private static Optional<DeliverBy> deliverBy(Parameters parameters, Instant now) throws SmtpSyntaxException {
        Optional<String> value = parameters.takeValue("BY");
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Matcher by = BY.matcher(value.get());
        if (!by.matches()) {
            throw malformed("BY is seconds, a semicolon, N or R, and perhaps T");
        }
        long seconds = Long.parseLong(by.group(1));
        boolean returned = by.group(2).equalsIgnoreCase("R");
        if (returned && seconds <= 0) {
            // RFC 2852 section 4: a time that is over makes no sense for a message that is to be returned then.
            throw malformed("BY has more than 0 seconds with R");
        }
        return Optional.of(new DeliverBy(
                now.plusSeconds(seconds),
                returned ? DeliverBy.Mode.RETURN : DeliverBy.Mode.NOTIFY,
                !by.group(3).isEmpty()));
    }

    private static SmtpSyntaxException malformed(String message) {
        return new SmtpSyntaxException(Fault.PARAMETER, message);
    }
}
