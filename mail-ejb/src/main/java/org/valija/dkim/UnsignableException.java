package org.valija.dkim;

/** A message that no signature fits (RFC 6376 section 3.8); it leaves without one. */
final class UnsignableException extends Exception {

    private static final long serialVersionUID = 1L;

    /** @param reason goes on from "It is not signed: " */
    UnsignableException(String reason) {
        super(reason);
    }
}
