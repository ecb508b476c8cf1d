package org.valija.dkim;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one hash that signatures are made with (RFC 8301). */
final class Sha256 {

    private Sha256() {}

    static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
