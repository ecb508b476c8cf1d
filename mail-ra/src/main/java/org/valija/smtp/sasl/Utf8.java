package org.valija.smtp.sasl;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Strict decoding that leaves no copies behind. */
final class Utf8 {

    private Utf8() {}

    static String text(byte[] octets, int from, int to) throws CharacterCodingException {
        return new String(characters(octets, from, to));
    }

    static String text(byte[] octets) throws CharacterCodingException {
        return text(octets, 0, octets.length);
    }

    static char[] characters(byte[] octets, int from, int to) throws CharacterCodingException {
        CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets, from, to - from));
        char[] result = new char[decoded.remaining()];
        decoded.get(result);
        Arrays.fill(decoded.array(), '\0');
        return result;
    }
}
