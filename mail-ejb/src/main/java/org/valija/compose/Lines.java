package org.valija.compose;

import org.valija.InvalidMailException;
import org.valija.InvalidMailException.Reason;

/** Line breaks: refused in a header, where behind one an attacker's text would be a field of its own, and CR LF in a text. */
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

    /** Ends every line with CRLF, whatever ended it: CRLF, CR or LF. */
    static String withCrlf(String text) {
        StringBuilder lines = new StringBuilder(text.length() + text.length() / 32);
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\r') {
                lines.append(text, start, i).append("\r\n");
                if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        return lines.append(text, start, text.length()).toString();
    }
}
