package org.valija.compose;

import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;

/** Refuses line breaks: behind one, an attacker's text would be a header field of its own. */
final class Lines {

    private Lines() {}

    /**
     * @param field names the value in the exception
     * @return the value
     */
    static String single(Field field, String value) {
        if (value.indexOf('\r') >= 0 || value.indexOf('\n') >= 0) {
            throw new InvalidMailException(Reason.LINE_BREAK, field.name(), field + " has a line break");
        }
        return value;
    }

    /** A header field's body may be folded (RFC 5322 section 2.2.3): CRLF before white space, and no line without text. */
    static void folded(Field field, String value) {
        String[] lines = value.split("\r\n", -1);
        for (int i = 0; i < lines.length; i++) {
            single(field, lines[i]);
            boolean wellFolded =
                    i == 0 || ((lines[i].startsWith(" ") || lines[i].startsWith("\t")) && !lines[i].isBlank());
            if (!wellFolded) {
                throw new InvalidMailException(Reason.LINE_BREAK, field.name(), field + " has a line break");
            }
        }
    }
}
