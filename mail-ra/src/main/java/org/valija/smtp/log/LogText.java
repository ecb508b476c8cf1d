package org.valija.smtp.log;

import java.util.regex.Pattern;
import org.valija.MailAddress;

/** Text from strangers in a log: on one line, in the order in which it is written, and within its own field. */
public final class LogText {

    private static final int MAX_LENGTH = 300;

    /** Controls, what turns the direction of text or can't be seen, and the line breaks of Unicode. */
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    /** In a quoted local part these could end a field and begin another one. */
    private static final Pattern ENDS_A_FIELD = Pattern.compile("[\\p{Z}<>]");

    private LogText() {}

    /** @return at most 300 characters of the text */
    public static String of(String text) {
        String shown = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
        return INVISIBLE.matcher(shown).replaceAll("?");
    }

    /** An address as the value of a field. */
    public static String of(MailAddress address) {
        return ENDS_A_FIELD.matcher(of(address.toString())).replaceAll("?");
    }
}
