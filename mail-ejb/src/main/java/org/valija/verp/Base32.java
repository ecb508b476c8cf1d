package org.valija.verp;

import java.util.Optional;

/** Base32 (RFC 4648 section 6) in lower case and without padding: a local part may arrive in another case. */
final class Base32 {

    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int BITS = 5;

    private Base32() {}

    /** @param octets a multiple of 5 */
    static String encode(byte[] octets) {
        StringBuilder text = new StringBuilder(octets.length * Byte.SIZE / BITS);
        int buffer = 0;
        int bits = 0;
        for (byte octet : octets) {
            buffer = buffer << Byte.SIZE | octet & 0xff;
            bits += Byte.SIZE;
            while (bits >= BITS) {
                bits -= BITS;
                text.append(ALPHABET.charAt(buffer >> bits & 31));
            }
            buffer &= (1 << bits) - 1;
        }
        return text.toString();
    }

    /** Empty if it is none; in any case, a multiple of 8 characters. */
    static Optional<byte[]> decode(String text) {
        byte[] octets = new byte[text.length() * BITS / Byte.SIZE];
        int buffer = 0;
        int bits = 0;
        int place = 0;
        for (int i = 0; i < text.length(); i++) {
            int value = ALPHABET.indexOf(lower(text.charAt(i)));
            if (value < 0) {
                return Optional.empty();
            }
            buffer = buffer << BITS | value;
            bits += BITS;
            if (bits >= Byte.SIZE) {
                bits -= Byte.SIZE;
                octets[place++] = (byte) (buffer >> bits);
                buffer &= (1 << bits) - 1;
            }
        }
        return Optional.of(octets);
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }
}
