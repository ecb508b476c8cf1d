package org.valija.smtp.grammar;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/** The parameters of MAIL and RCPT (RFC 5321 section 4.1.2, {@code esmtp-param}): taken out one by one, none left over. */
final class Parameters {

    /** The value as in RFC 6531 section 3.3: any character but "=", space and controls (which never get here). */
    private static final Pattern SYNTAX = Pattern.compile("([A-Za-z0-9][A-Za-z0-9-]*)(?:=([^= ]+))?");

    private final Map<String, Optional<String>> left = new HashMap<>();

    private Parameters() {}

    static Parameters parse(String text) throws SmtpSyntaxException {
        Parameters parameters = new Parameters();
        for (String parameter : text.split(" ")) {
            if (parameter.isEmpty()) {
                continue;
            }
            Matcher m = SYNTAX.matcher(parameter);
            if (!m.matches()) {
                throw new SmtpSyntaxException(Fault.PARAMETER, "Malformed parameter");
            }
            String keyword = m.group(1).toUpperCase(Locale.ROOT);
            if (parameters.left.put(keyword, Optional.ofNullable(m.group(2))) != null) {
                throw new SmtpSyntaxException(Fault.PARAMETER, "A parameter is given twice");
            }
        }
        return parameters;
    }

    /** Takes out a parameter that must have a value. */
    Optional<String> takeValue(String keyword) throws SmtpSyntaxException {
        Optional<String> value = left.remove(keyword);
        if (value == null) {
            return Optional.empty();
        }
        if (value.isEmpty()) {
            throw new SmtpSyntaxException(Fault.PARAMETER, keyword + " needs a value");
        }
        return value;
    }

    /** Takes out a parameter that must not have a value. */
    boolean takeFlag(String keyword) throws SmtpSyntaxException {
        Optional<String> value = left.remove(keyword);
        if (value != null && value.isPresent()) {
            throw new SmtpSyntaxException(Fault.PARAMETER, keyword + " takes no value");
        }
        return value != null;
    }

    /** RFC 5321 section 4.1.1.11: a parameter that is not recognised is refused (555). */
    void refuseTheRest() throws SmtpSyntaxException {
        if (!left.isEmpty()) {
            throw new SmtpSyntaxException(Fault.UNKNOWN_PARAMETER, "Parameter not recognized");
        }
    }
}
