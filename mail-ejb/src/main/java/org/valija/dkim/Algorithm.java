package org.valija.dkim;

/** How a key signs. */
public enum Algorithm {
    /** RFC 6376 section 3.3.1, as RFC 8301 has left it. */
    RSA("rsa"),
    /** RFC 8463. */
    ED25519("ed25519");

    private final String keyType;

    Algorithm(String keyType) {
        this.keyType = keyType;
    }

    /** The tag {@code k} of a key's record. */
    public String keyType() {
        return keyType;
    }

    /** The tag {@code a} of a signature. */
    public String tag() {
        return keyType + "-sha256";
    }
}
