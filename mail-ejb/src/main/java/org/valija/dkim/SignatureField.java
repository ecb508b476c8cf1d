package org.valija.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;

/**
 * The field {@code DKIM-Signature} (RFC 6376 section 3.5), which is folded at 76 characters.
 *
 * @param identity the tag {@code i}: the domain of the author, which is the key's or lies in it
 * @param signed what of the header is signed
 * @param bodyHash of the relaxed body
 * @param signedAt the tag {@code t}. There is no {@code x}: each attempt to deliver a message signs it anew
 */
record SignatureField(String identity, SignedFields signed, byte[] bodyHash, Instant signedAt) {

    private static final String NAME = "DKIM-Signature";
    private static final int MAX_LINE = 76;

    /** The whole field, with its CRLF. */
    String by(SigningKey key) throws SigningException {
        String unsigned = unsigned(key);
        byte[] signature = signature(key, signed.canonical() + new HeaderField(NAME, unsigned).relaxed());
        StringBuilder field = new StringBuilder(NAME).append(':').append(unsigned);
        String text = Base64.getEncoder().encodeToString(signature);
        for (int i = 0; i < text.length(); i += MAX_LINE - 4) {
            field.append(i == 0 ? "" : "\r\n\t").append(text, i, Math.min(text.length(), i + MAX_LINE - 4));
        }
        return field.append("\r\n").toString();
    }

    /** The body with an empty {@code b}, the last one of the tags. */
    private String unsigned(SigningKey key) {
        List<String> words = new ArrayList<>(List.of(
                "v=1;",
                "a=" + key.algorithm().tag() + ";",
                "c=relaxed/relaxed;",
                "d=" + key.domain() + ";",
                "s=" + key.selector() + ";",
                "t=" + signedAt.getEpochSecond() + ";",
                "i=@" + identity + ";"));
        String before = "h=";
        for (Iterator<String> names = signed.names().iterator(); names.hasNext(); ) {
            words.add(before + names.next() + (names.hasNext() ? ":" : ";"));
            before = "";
        }
        words.add("bh=" + Base64.getEncoder().encodeToString(bodyHash) + ";");
        return folded(words) + "\r\n\tb=";
    }

    private static String folded(List<String> words) {
        StringBuilder text = new StringBuilder();
        int length = NAME.length() + 1;
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
