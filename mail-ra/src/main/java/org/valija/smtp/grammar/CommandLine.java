package org.valija.smtp.grammar;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.valija.smtp.grammar.SmtpSyntaxException.Fault;

/**
 * A command line, split at its first space (RFC 5321 section 4.1.1).
 *
 * @param verb in upper case; empty for an empty line
 * @param argument what follows, without the spaces around it
 */
public record CommandLine(String verb, String argument) {

    /**
     * @param line without its CRLF
     * @throws SmtpSyntaxException for octets that are no UTF-8 (RFC 6531 section 3.3 allows no others), and for control
     *     characters: NUL, and CR or LF alone among them (RFC 5321 section 2.3.8)
     */
    public static CommandLine parse(byte[] line) throws SmtpSyntaxException {
        String text = text(line);
        int space = text.indexOf(' ');
        String verb = space < 0 ? text : text.substring(0, space);
        String argument = space < 0 ? "" : withoutSpacesAround(text.substring(space + 1));
        return new CommandLine(isAscii(verb) ? verb.toUpperCase(Locale.ROOT) : verb, argument);
    }

    private static String text(byte[] line) throws SmtpSyntaxException {
        boolean ascii = true;
        for (byte octet : line) {
            if (octet >= 0 && Character.isISOControl(octet)) {
                throw new SmtpSyntaxException(Fault.LINE, "Commands have no control characters and end with CR LF");
            }
            ascii &= octet >= 0;
        }
        if (ascii) {
            return new String(line, StandardCharsets.US_ASCII);
        }
        String text;
        try {
            // A fresh decoder reports malformed input instead of replacing it.
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new SmtpSyntaxException(Fault.LINE, "Commands are in UTF-8");
        }
        if (text.chars().anyMatch(Character::isISOControl)) { // those beyond ASCII
            throw new SmtpSyntaxException(Fault.LINE, "Commands have no control characters and end with CR LF");
        }
        return text;
    }

    /** Outside ASCII, other letters have these as their upper case: a dotless i that of I. */
    private static boolean isAscii(String s) {
        for (int i = 0; i < s.length(); i++) {
            if (s.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** RFC 5321 section 4.1.1: "receivers SHOULD tolerate trailing white space". */
    private static String withoutSpacesAround(String s) {
        int start = 0;
        int end = s.length();
        while (start < end && s.charAt(start) == ' ') {
            start++;
        }
        while (end > start && s.charAt(end - 1) == ' ') {
            end--;
        }
        return s.substring(start, end);
    }
}
