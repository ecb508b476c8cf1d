package org.valija.dkim;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The field {@code DKIM-Signature} (RFC 6376 section 3.5).
 *
 * @param identity the tag {@code i}: the domain of the author, which is the key's or lies in it
 * @param signed what of the header is signed
 * @param bodyHash of the relaxed body
 * @param signedAt the tag {@code t}. There is no {@code x}: each attempt to deliver a message signs it anew
 */
record SignatureField(String identity, SignedFields signed, byte[] bodyHash, Instant signedAt) {

    private static final String NAME = "DKIM-Signature";

    /** The whole field, with its CRLF. */
    String by(SigningKey key) throws SigningException {
        return SignedTags.write(NAME, tags(key), signed.canonical(), key);
    }

    private List<String> tags(SigningKey key) {
        List<String> words = new ArrayList<>(List.of(
                "v=1;",
                "a=" + key.algorithm().tag() + ";",
                "c=relaxed/relaxed;",
                "d=" + key.domain() + ";",
                "s=" + key.selector() + ";",
                "t=" + signedAt.getEpochSecond() + ";",
                "i=@" + identity + ";"));
        words.addAll(signed.words());
        words.add("bh=" + Base64.getEncoder().encodeToString(bodyHash) + ";");
        return words;
    }
}
