package org.valija.dkim;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A signature that came with a message: DKIM-Signature (RFC 6376 section 3.5), ARC-Message-Signature or ARC-Seal (RFC 8617
 * section 4.1).
 *
 * @param field in which it stands
 * @param tags of the field
 * @param domain the tag {@code d}, in lower case
 * @param selector the tag {@code s}, in lower case
 * @param value the tag {@code b}
 */
record CarriedSignature(
        HeaderField field, TagList tags, String domain, String selector, Algorithm algorithm, byte[] value) {

    /** RFC 1035 section 3.1, with the underscores that some have. */
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62})){0,30}");

    private static final int MAX_NAME = 253;

    /** The tag {@code b}, up to its end. */
    private static final Pattern SIGNATURE = Pattern.compile("(^|;)([ \t\r\n]*b[ \t\r\n]*=)[^;]*");

    /** @throws UnverifiableException if it is none, or by an algorithm that we do not know */
    static CarriedSignature parse(HeaderField field) throws UnverifiableException {
        TagList tags = TagList.parse(field.body()).orElseThrow(() -> new UnverifiableException("no list of tags"));
        String domain = name(tags, "d");
        String selector = name(tags, "s");
        if (selector.length() + domain.length() > MAX_NAME - "._domainkey.".length()) {
            throw new UnverifiableException("the name of the key is too long");
        }
        return new CarriedSignature(
                field, tags, domain, selector, algorithm(required(tags, "a")), base64(required(tags, "b")));
    }

    /** A tag without its white space. */
    static String required(TagList tags, String tag) throws UnverifiableException {
        return tags.compact(tag)
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new UnverifiableException("the tag " + tag + " is missing"));
    }

    private static String name(TagList tags, String tag) throws UnverifiableException {
        String name = required(tags, tag).toLowerCase(Locale.ROOT);
        if (!NAME.matcher(name).matches()) {
            throw new UnverifiableException("the tag " + tag + " is no name");
        }
        return name;
    }

    private static Algorithm algorithm(String tag) throws UnverifiableException {
        for (Algorithm algorithm : Algorithm.values()) {
            if (algorithm.tag().equalsIgnoreCase(tag)) {
                return algorithm;
            }
        }
        throw new UnverifiableException("unknown algorithm"); // RFC 8301 section 3.1: rsa-sha1 is none any more
    }

    static byte[] base64(String text) throws UnverifiableException {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new UnverifiableException("no base64");
        }
    }

    /** Its key's record. */
    String keyName() {
        return selector + "._domainkey." + domain;
    }

    /** The field without its signature (RFC 6376 section 3.7). */
    HeaderField unsigned() {
        return new HeaderField(field.name(), SIGNATURE.matcher(field.body()).replaceFirst("$1$2"));
    }

    /** @param signed the input of RFC 6376 section 3.7, a character for an octet */
    boolean isOf(String signed, PublicKey key) {
        byte[] octets = signed.getBytes(StandardCharsets.ISO_8859_1);
        try {
            Signature signature = Signature.getInstance(algorithm == Algorithm.RSA ? "SHA256withRSA" : "Ed25519");
            signature.initVerify(key);
            signature.update(
                    algorithm == Algorithm.RSA ? octets : Sha256.start().digest(octets)); // RFC 8463 section 3
            return signature.verify(value);
        } catch (GeneralSecurityException e) {
            return false; // of another length, or not of this key's kind
        }
    }
}
