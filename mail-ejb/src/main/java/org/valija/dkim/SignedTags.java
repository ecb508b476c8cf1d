package org.valija.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.Base64;
import java.util.List;

/** A header field of tags (RFC 6376 section 3.2) that ends with its signature, the tag {@code b}; folded at 76 characters. */
final class SignedTags {

    private static final int MAX_LINE = 76;

    private SignedTags() {}

    /**
     * Signs and writes it.
     *
     * @param tags all but the signature, in words that are not broken, each of which stays behind white space
     * @param before what is signed with it and stands before it, in its canonical form
     * @return the whole field, with its CRLF
     */
    static String write(String name, List<String> tags, String before, SigningKey key) throws SigningException {
        String unsigned = folded(name, tags) + "\r\n\tb="; // empty, the last one of the tags
        byte[] signature = signature(key, before + new HeaderField(name, unsigned).relaxed());
        StringBuilder field = new StringBuilder(name).append(':').append(unsigned);
        String text = Base64.getEncoder().encodeToString(signature);
        for (int i = 0; i < text.length(); i += MAX_LINE - 4) {
            field.append(i == 0 ? "" : "\r\n\t").append(text, i, Math.min(text.length(), i + MAX_LINE - 4));
        }
        return field.append("\r\n").toString();
    }

    /** Words on as few lines as they need, without the last CRLF. */
    static String folded(String name, List<String> words) {
        StringBuilder text = new StringBuilder();
        int length = name.length() + 1;
        for (String word : words) {
            if (length + 1 + word.length() > MAX_LINE) {
                text.append("\r\n\t");
                length = 8;
            } else {
                text.append(' ');
                length++;
            }
            text.append(word);
            length += word.length();
        }
        return text.toString();
    }

    /** @param signedHeader the input of RFC 6376 section 3.7 */
    static byte[] signature(SigningKey key, String signedHeader) throws SigningException {
        byte[] octets = signedHeader.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return switch (key.algorithm()) {
                case RSA -> signed(key, "SHA256withRSA", octets);
                // RFC 8463 section 3: the hash is signed as if it were the message.
                case ED25519 -> signed(key, "Ed25519", Sha256.start().digest(octets));
            };
        } catch (GeneralSecurityException e) {
            throw new SigningException("The DKIM key " + key.name() + " can't be used: " + e.getMessage(), e);
        }
    }

    private static byte[] signed(SigningKey key, String algorithm, byte[] octets)
            throws GeneralSecurityException, SigningException {
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key.privateKey());
        signature.update(octets);
        return signature.sign();
    }
}
