package org.valija.dkim;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Arrays;
import java.util.Base64;

/** A key pair, made or read by the JDK; whoever has one can sign with it. */
final class KeyMaterial {

    /** RFC 8032 section 5.1.5: a public key; in its X.509 form it stands at the end. */
    private static final int ED25519_OCTETS = 32;

    private final Algorithm algorithm;
    private final PrivateKey privateKey;
    private final PublicKey publicKey;

    private KeyMaterial(Algorithm algorithm, PrivateKey privateKey, PublicKey publicKey) {
        this.algorithm = algorithm;
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** @param bits of an RSA key */
    static KeyMaterial generate(Algorithm algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm == Algorithm.RSA ? "RSA" : "Ed25519");
            if (algorithm == Algorithm.RSA) {
                generator.initialize(bits);
            }
            KeyPair pair = generator.generateKeyPair();
            return new KeyMaterial(algorithm, pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JDK can't make a key for " + algorithm, e);
        }
    }

    /**
     * Reads a private key and finds the public one that belongs to it.
     *
     * @param pkcs8 in DER (RFC 5208)
     * @throws GeneralSecurityException if it is none, or for something else than {@link Algorithm} has
     */
    static KeyMaterial read(byte[] pkcs8) throws GeneralSecurityException {
        PKCS8EncodedKeySpec encoded = new PKCS8EncodedKeySpec(pkcs8);
        KeyMaterial material;
        if (Pkcs8.isEd25519(pkcs8)) {
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(encoded);
            material = new KeyMaterial(Algorithm.ED25519, key, publicOf((EdECPrivateKey) key));
        } else {
            PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(encoded);
            if (!(key instanceof RSAPrivateCrtKey rsa)) {
                throw new InvalidKeyException("the public exponent is missing");
            }
            PublicKey publicKey = KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            material = new KeyMaterial(Algorithm.RSA, key, publicKey);
        }
        material.prove();
        return material;
    }

    /** Reads what {@link #pkcs8()} has given, without a proof. */
    static PrivateKey privateKey(Algorithm algorithm, String pkcs8) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance(algorithm == Algorithm.RSA ? "RSA" : "Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pkcs8)));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("not in Base64", e);
        }
    }

    /**
     * The JDK has no other way to it than to let its generator find the private key where it looks for a random one.
     * {@link #prove} sees whether it did.
     */
    private static PublicKey publicOf(EdECPrivateKey key) throws GeneralSecurityException {
        byte[] octets = key.getBytes().orElseThrow(() -> new InvalidKeyException("the key has no octets"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
        generator.initialize(NamedParameterSpec.ED25519, new Given(octets));
        return generator.generateKeyPair().getPublic();
    }

    /** Random numbers that are not. */
    private static final class Given extends SecureRandom {

        private static final long serialVersionUID = 1L;

        private final byte[] octets;

        Given(byte[] octets) {
            this.octets = octets.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(octets, 0, bytes, 0, Math.min(octets.length, bytes.length));
        }
    }

    /** What one signs, the other must verify. */
    private void prove() throws GeneralSecurityException {
        String name = algorithm == Algorithm.RSA ? "SHA256withRSA" : "Ed25519";
        byte[] something = {1, 2, 3};
        Signature signature = Signature.getInstance(name);
        signature.initSign(privateKey);
        signature.update(something);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(something);
        if (!signature.verify(signed)) {
            throw new InvalidKeyException("its parts do not belong together");
        }
    }

    Algorithm algorithm() {
        return algorithm;
    }

    int bits() {
        return privateKey instanceof RSAKey rsa ? rsa.getModulus().bitLength() : ED25519_OCTETS * 8;
    }

    /** The private key, for the database: PKCS#8 in Base64. */
    String pkcs8() {
        return Base64.getEncoder().encodeToString(privateKey.getEncoded());
    }

    /** The tag {@code p} of the record: RFC 6376 section 3.6.1, and RFC 8463 section 4.2 for Ed25519. */
    String publicKey() {
        byte[] encoded = publicKey.getEncoded();
        return Base64.getEncoder()
                .encodeToString(
                        algorithm == Algorithm.RSA
                                ? encoded
                                : Arrays.copyOfRange(encoded, encoded.length - ED25519_OCTETS, encoded.length));
    }
}
