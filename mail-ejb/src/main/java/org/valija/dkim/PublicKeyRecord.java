package org.valija.dkim;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A key as its domain has published it (RFC 6376 section 3.6.1).
 *
 * @param tags of the TXT record
 */
record PublicKeyRecord(TagList tags) {

    private static final int MIN_BITS = 1024; // RFC 8301 section 3.2
    private static final int MAX_BITS = 8192; // no more work for a stranger than this
    private static final int ED25519_OCTETS = 32;

    /** RFC 8410 section 4: what stands before the key in its X.509 form. */
    private static final byte[] ED25519_BEGIN = HexFormat.of().parseHex("302a300506032b6570032100");

    /**
     * The key, for a signature.
     *
     * @throws UnverifiableException if it is not for that one
     */
    PublicKey keyFor(CarriedSignature signature) throws UnverifiableException {
        Algorithm algorithm = signature.algorithm();
        if (tags.value("v").filter(v -> !v.equals("DKIM1")).isPresent()
                || !tags.value("k").orElse("rsa").equals(algorithm.keyType())
                || isNotListed("h", "sha256")
                || isNotListed("s", "email")) {
            throw new UnverifiableException("the key is for something else");
        }
        String key = CarriedSignature.required(tags, "p"); // empty: revoked
        try {
            return algorithm == Algorithm.RSA ? rsa(key) : ed25519(key);
        } catch (GeneralSecurityException e) {
            throw new UnverifiableException("the key is none");
        }
    }

    private boolean isNotListed(String tag, String word) {
        return tags.compact(tag)
                .filter(list -> !PublishedRecords.lists(list, word) && !PublishedRecords.lists(list, "*"))
                .isPresent();
    }

    /** Whether it is for no subdomains. */
    boolean isStrict() {
        return tags.compact("t")
                .filter(flags -> PublishedRecords.lists(flags, "s"))
                .isPresent();
    }

    private static PublicKey rsa(String base64) throws GeneralSecurityException, UnverifiableException {
        PublicKey key =
                KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(CarriedSignature.base64(base64)));
        int bits = ((RSAPublicKey) key).getModulus().bitLength();
        if (bits < MIN_BITS || bits > MAX_BITS) {
            throw new UnverifiableException("the key has " + bits + " bits");
        }
        return key;
    }

    private static PublicKey ed25519(String base64) throws GeneralSecurityException, UnverifiableException {
        byte[] octets = CarriedSignature.base64(base64);
        if (octets.length != ED25519_OCTETS) {
            throw new UnverifiableException("the key is none");
        }
        byte[] encoded = Arrays.copyOf(ED25519_BEGIN, ED25519_BEGIN.length + ED25519_OCTETS);
        System.arraycopy(octets, 0, encoded, ED25519_BEGIN.length, ED25519_OCTETS);
        return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
    }
}
