package org.valija.verp;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * A key that signs return addresses and hides what is in them. Safe for use by many threads.
 *
 * <p>The two are one, as in a synthetic initialization vector (RFC 5297): the signature of the content is where its key stream
 * begins. So the same content has the same address, no random numbers are needed, and there is no room for any.
 */
final class ReturnKey {

    /** Of a signature: 2^88 guesses for one forgery, each of them a recipient that is refused. */
    static final int SIGNATURE = 11;

    static final int MAX_ID = 255;

    private static final int SECRET = 32;
    private static final int BLOCK = 16;

    private final int id;
    private final Instant signsFrom;
    private final SecretKeySpec signing;
    private final SecretKeySpec hiding;
    private final SecretKeySpec naming;

    /** @param secret in Base64 */
    ReturnKey(int id, String secret, Instant signsFrom) {
        this.id = id;
        this.signsFrom = signsFrom;
        byte[] octets = Base64.getDecoder().decode(secret);
        signing = new SecretKeySpec(derived(octets, "sign"), "HmacSHA256");
        hiding = new SecretKeySpec(Arrays.copyOf(derived(octets, "hide"), BLOCK), "AES");
        naming = new SecretKeySpec(derived(octets, "name"), "HmacSHA256");
    }

    /** A new secret, in Base64. */
    static String newSecret() {
        byte[] octets = new byte[SECRET];
        new SecureRandom().nextBytes(octets);
        return Base64.getEncoder().encodeToString(octets);
    }

    int id() {
        return id;
    }

    Instant signsFrom() {
        return signsFrom;
    }

    byte[] signature(byte[] content) {
        return Arrays.copyOf(mac(signing, content), SIGNATURE);
    }

    /** What a recipient is called in an address: nobody else can tell for whom it is, not even by guessing. */
    byte[] name(byte[] recipient, int length) {
        return Arrays.copyOf(mac(naming, recipient), length);
    }

    /** Hides, or finds again. */
    byte[] turned(byte[] content, byte[] signature) {
        try {
            Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, hiding, new IvParameterSpec(Arrays.copyOf(signature, BLOCK)));
            return cipher.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has AES", e);
        }
    }

    private static byte[] derived(byte[] secret, String purpose) {
        return mac(new SecretKeySpec(secret, "HmacSHA256"), purpose.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] mac(SecretKeySpec key, byte[] content) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has HMAC-SHA-256", e);
        }
    }
}
