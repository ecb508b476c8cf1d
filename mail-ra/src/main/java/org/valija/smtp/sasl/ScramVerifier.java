package org.valija.smtp.sasl;

/**
 * What is stored of a password for SCRAM-SHA-256 (RFC 5802 section 3): enough to check a proof, not enough to make one. What
 * else it knows is the affair of whoever looks it up. Arrays are not to be changed.
 */
public interface ScramVerifier {

    byte[] salt();

    /** RFC 7677 section 4 asks for 4096 at least. */
    int iterations();

    /** 32 octets. */
    byte[] storedKey();

    /** 32 octets. */
    byte[] serverKey();
}
